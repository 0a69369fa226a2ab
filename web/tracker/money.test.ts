import { describe, expect, it } from 'vitest';
import { moneyWords } from './money.ts';

describe('sums of money', () => {
  it.each([
    [{ USD: '1200.5', EUR: '30' }, 'en', '1,200.50 USD · 30 EUR'],
    [{ USD: '1234567.125' }, 'ru', '1\u00a0234\u00a0567,125 USD'],
    [{ USD: '-10.00' }, 'en', '−10 USD'],
    [{ USD: '0.00', EUR: '0' }, 'en', '—'],
    [{}, 'ru', '—'],
    // More digits than a number of the browser keeps.
    [{ USD: '12345678901234567890.01' }, 'en', '12,345,678,901,234,567,890.01 USD'],
  ] as const)('%j in %s are %s', (sums, language, words) => {
    expect(moneyWords(sums, language)).toBe(words);
  });
});
