import type { Language } from './languages.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * `14:05`, or `14:05:09`, in the visitor's time zone; with the day in front when that is another than
 * today's: a simulated clock jumps ahead.
 */
export function momentTime(at: string | number, language: Language, seconds = false): string {
  const moment = new Date(at);
  const isToday = moment.toDateString() === new Date().toDateString();
  return formatOf(language, seconds, !isToday).format(moment);
}

function formatOf(language: Language, seconds: boolean, day: boolean): Intl.DateTimeFormat {
  const key = `${language}${seconds}${day}`;
  const known = formats.get(key);
  if (known) return known;
  const time = { hour: '2-digit', minute: '2-digit', second: seconds ? '2-digit' : undefined } as const;
  const date = day ? ({ day: 'numeric', month: 'short' } as const) : {};
  const format = new Intl.DateTimeFormat(language, { ...time, ...date, hourCycle: 'h23' });
  formats.set(key, format);
  return format;
}
