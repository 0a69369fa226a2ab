import type { Language } from '../parts/languages.ts';

const units = { ms: 'millisecond', s: 'second', m: 'minute', h: 'hour', d: 'day' } as const;

const isUnit = (text: string | undefined): text is keyof typeof units =>
  text !== undefined && Object.hasOwn(units, text);

/** `1h30m` as *1 hr 30 min*; what is no duration stays as it is. */
export function durationWords(duration: string, language: Language): string {
  const parts = [...duration.matchAll(/(\d+)(ms|s|m|h|d)/g)];
  if (parts.map(([part]) => part).join('') !== duration) return duration;
  return parts
    .map(([, amount, unit]) =>
      isUnit(unit)
        ? new Intl.NumberFormat(language, { style: 'unit', unit: units[unit] }).format(Number(amount))
        : '',
    )
    .join(' ');
}
