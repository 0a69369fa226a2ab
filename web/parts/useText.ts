import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { isLanguage, type Language, type TextKey } from './language.ts';

export type Texts = {
  /** The text of that name, with `{{value}}` filled in. */
  (key: TextKey, values?: Record<string, string | number>): string;
  /** A text whose name comes from outside data; `otherwise` when there is none of that name. */
  or(key: string, otherwise: string): string;
  /** The text with its `{{value}}` left in place. */
  template(key: TextKey): string;
  language: Language;
};

export function useText(): Texts {
  const { t, i18n } = useTranslation();
  return useMemo(() => {
    const text = (key: TextKey, values?: Record<string, string | number>) => t(key, values ?? {});
    return Object.assign(text, {
      or: (key: string, otherwise: string) => (i18n.exists(key) ? t(key) : otherwise),
      template: (key: TextKey) => t(key, { skipInterpolation: true }),
      language: isLanguage(i18n.resolvedLanguage) ? i18n.resolvedLanguage : 'en',
    });
  }, [t, i18n]);
}
