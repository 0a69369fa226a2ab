/** The two languages of the application: guessed from the browser, remembered once chosen. */
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { english } from '../language/english.ts';
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

/** A chunk a language: nobody loads the words that they do not read. */
const load: Record<Language, () => Promise<Record<string, string>>> = {
  en: async () => (await import('../language/english.ts')).english,
  ru: async () => (await import('../language/russian.ts')).russian,
};

/** Resolves when the texts are there; throws when they could not be loaded. */
export async function startLanguage(): Promise<i18n> {
  const chosen = remembered(memoryKey);
  const language = isLanguage(chosen) ? chosen : guessLanguage(navigator.languages);
  const texts = await load[language]();
  i18next.on('languageChanged', (changed) => {
    document.documentElement.lang = changed;
  });
  await i18next.use(initReactI18next).init({
    resources: { [language]: { translation: texts } },
    lng: language,
    // Each language has every text: a test keeps it so.
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    // React escapes by itself.
    interpolation: { escapeValue: false },
  });
  return i18next;
}

export async function chooseLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await load[language]());
  }
  remember(memoryKey, language);
  await i18next.changeLanguage(language);
}
