import type { Language } from '../parts/languages.ts';

/** `1,200.50 USD · 30 EUR`: an exact decimal keeps its digits, grouped as the language does it. */
export function moneyWords(sums: Readonly<Record<string, string>>, language: Language): string {
  const parts = Object.entries(sums)
    .filter(([, amount]) => /[1-9]/.test(amount))
    .map(([currency, amount]) => `${grouped(amount, language)} ${currency}`);
  return parts.join(' · ') || '—';
}

function grouped(amount: string, language: Language): string {
  const [whole = '', fraction = ''] = amount.replace('-', '').split('.');
  const separator = language === 'ru' ? '\u00a0' : ',';
  const shown = whole.replace(/\B(?=(\d{3})+$)/g, separator);
  const kept = fraction.replace(/0+$/, '');
  const point = language === 'ru' ? ',' : '.';
  const cents = kept === '' ? '' : `${point}${kept.padEnd(2, '0')}`;
  return `${amount.startsWith('-') ? '−' : ''}${shown}${cents}`;
}

export const countWords = (count: number, language: Language): string => count.toLocaleString(language);
