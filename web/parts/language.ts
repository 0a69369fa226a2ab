/** The two languages of the application: guessed from the browser, remembered once chosen. */
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { english, russian } from '../language/texts.ts';
import { remember, remembered } from './memory.ts';

export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];

const memoryKey = 'signalbox.language';

type WithoutPlural<Key> = Key extends `${infer Name}_${'one' | 'few' | 'many' | 'other'}` ? Name : Key;

/** Names of the texts; those with plural forms are asked for without the form. */
export type TextKey = WithoutPlural<keyof typeof english>;

/** The first of the browser's languages that we speak; English when there is none. */
export function guessLanguage(wanted: readonly string[]): Language {
  for (const one of wanted) {
    const found = languages.find((language) => one.toLowerCase().split('-')[0] === language);
    if (found) return found;
  }
  return 'en';
}

export const isLanguage = (text: string | null | undefined): text is Language =>
  languages.some((one) => one === text);

export function startLanguage(): i18n {
  const chosen = remembered(memoryKey);
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
    document.title = i18next.t('app.title');
  });
  i18next.use(initReactI18next).init({
    resources: { en: { translation: english }, ru: { translation: russian } },
    lng: isLanguage(chosen) ? chosen : guessLanguage(navigator.languages),
    fallbackLng: 'en',
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    // React escapes by itself.
    interpolation: { escapeValue: false },
  });
  return i18next;
}

export function chooseLanguage(language: Language): void {
  remember(memoryKey, language);
  void i18next.changeLanguage(language);
}
