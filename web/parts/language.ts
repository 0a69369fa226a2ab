/** The two languages of the application: guessed from the browser, remembered once chosen. */
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { english } from '../language/english.ts';
import { isLanguage, type Language, languages } from './languages.ts';
import { remember, remembered } from './memory.ts';

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

type Words = Readonly<Record<string, string>>;

/** A chunk a language: nobody loads the words that they do not read. */
const load: Record<Language, () => Promise<{ translation: Words; sentences: Words }>> = {
  en: async () => {
    const { english, englishSentences } = await import('../language/english.ts');
    return { translation: english, sentences: englishSentences };
  },
  ru: async () => {
    const { russian, russianSentences } = await import('../language/russian.ts');
    return { translation: russian, sentences: russianSentences };
  },
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
    resources: { [language]: texts },
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
    const { translation, sentences } = await load[language]();
    i18next.addResourceBundle(language, 'translation', translation);
    i18next.addResourceBundle(language, 'sentences', sentences);
  }
  remember(memoryKey, language);
  await i18next.changeLanguage(language);
}
