import type { i18n, TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TextKey } from './language.ts';
import { isLanguage, type Language } from './languages.ts';
import { asSentence, tellSentence } from './tellSentence.ts';

export type Texts = {
  /** The text of that name, with `{{value}}` filled in. */
  (key: TextKey, values?: Record<string, string | number>): string;
  /** A text whose name comes from outside data; `otherwise` when there is none of that name. */
  or(key: string, otherwise: string): string;
  /** What the server or a shape has said in English; what is none of our sentences stays as it is. */
  told(sentence: string): string;
  /** As `told`, as a sentence of its own: at a field, in a note. */
  wrong(sentence: string): string;
  /** The text with its `{{value}}` left in place. */
  template(key: TextKey): string;
  language: Language;
};

export function useText(): Texts {
  const { t, i18n } = useTranslation();
  return useMemo(() => textsOf(t, i18n), [t, i18n]);
}

/** The texts in the language that is chosen now, whose `t` this is. */
export function textsOf(t: TFunction, i18n: i18n): Texts {
  const text = (key: TextKey, values?: Record<string, string | number>) => t(key, values ?? {});
  const language: Language = isLanguage(i18n.resolvedLanguage) ? i18n.resolvedLanguage : 'en';
  const or = (key: string, otherwise: string) => (i18n.exists(key) ? t(key) : otherwise);
  const told = (sentence: string): string =>
    tellSentence(sentence, {
      catalogue: i18n.getResourceBundle(language, 'sentences') ?? {},
      ...{ wordOf: or, language },
    });
  return Object.assign(text, {
    ...{ or, language, told },
    wrong: (sentence: string) => asSentence(told(sentence)),
    template: (key: TextKey) => t(key, { skipInterpolation: true }),
  });
}
