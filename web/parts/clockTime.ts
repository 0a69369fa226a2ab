import type { Language } from './language.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** `14:05`, or `14:05:09`, in the visitor's time zone. */
export function clockTime(at: string | number, language: Language, seconds = false): string {
  const key = `${language}${seconds}`;
  let format = formats.get(key);
  if (!format) {
    const parts = { hour: '2-digit', minute: '2-digit', second: seconds ? '2-digit' : undefined } as const;
    format = new Intl.DateTimeFormat(language, { ...parts, hourCycle: 'h23' });
    formats.set(key, format);
  }
  return format.format(new Date(at));
}
