import { describe, expect, it } from 'vitest';
import { parseAmount, parseCurrency } from './amount.ts';

describe('parseAmount', () => {
  it.each([
    ['20', '20'],
    ['-10', '-10'],
    ['1,5', '1.5'],
    ['1 500.00', '1500.00'],
    ['-0', '0'],
  ])('reads %j as %s', (text, value) => expect(parseAmount(text)).toEqual({ ok: true, value }));

  it.each(['', 'NaN', 'Infinity', '-Infinity', '1e400', 'twenty', '{amount}', '0x10', '9'.repeat(1_000_000)])(
    'refuses %j',
    (text) => expect(parseAmount(text).ok).toBe(false),
  );
});

describe('parseCurrency', () => {
  it('takes three to five letters and upper-cases them', () => {
    expect(parseCurrency('usd')).toEqual({ ok: true, value: 'USD' });
    expect(parseCurrency(' usdt\n')).toEqual({ ok: true, value: 'USDT' });
  });

  it.each(['', 'US', 'DOLLAR', '$', 'рубль', 'U$D', '840', 'ıst', '__proto__'])('refuses %j', (text) =>
    expect(parseCurrency(text).ok).toBe(false),
  );
});
