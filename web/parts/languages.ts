/** The two languages of the application. */
export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];

export const isLanguage = (text: string | null | undefined): text is Language =>
  languages.some((one) => one === text);
