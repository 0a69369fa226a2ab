import type { Language } from '../parts/languages.ts';

const formats = new Map<Language, Intl.DateTimeFormat>();

/** Day and time in the visitor's time zone: `12 Mar 2026, 14:05`. */
export function fullTime(at: string, language: Language): string {
  const known = formats.get(language);
  const format =
    known ??
    new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
      dateStyle: 'medium',
      timeStyle: 'short',
      hourCycle: 'h23',
    });
  formats.set(language, format);
  return format.format(new Date(at));
}
