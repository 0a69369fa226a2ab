import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  formatMoney,
  negateDecimal,
  parseDecimal,
} from './decimal.ts';

/** Any decimal in canonical form, with up to 15 digits before and 8 after the point. */
const decimal: fc.Arbitrary<Decimal> = fc
  .tuple(
    fc.boolean(),
    fc.bigInt({ min: 0n, max: 999_999_999_999_999n }),
    fc.option(fc.stringMatching(/^\d{1,8}$/), { nil: '' }),
  )
  .map(([negative, whole, fraction]) => {
    const text = whole.toString() + (fraction ? `.${fraction}` : '');
    return negative && /[1-9]/.test(text) ? `-${text}` : text;
  });

/** The exact value in units of 10^-8, reckoned independently of the code under test. */
function units(value: Decimal): bigint {
  const [, sign, whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value) ?? [];
  const size = BigInt(whole) * 10n ** 8n + BigInt(fraction.padEnd(8, '0'));
  return sign ? -size : size;
}

describe('parseDecimal', () => {
  it.each([
    ['20', '20'],
    ['-10', '-10'],
    ['+3', '3'],
    ['1,5', '1.5'],
    ['1.5', '1.5'],
    ['1 500.00', '1500.00'],
    ['1\u00a0500,00', '1500.00'],
    ['1\u202f500', '1500'],
    ['1\u2009500', '1500'],
    ["1'500.50", '1500.50'],
    ['1\u2019500.50', '1500.50'],
    ['1,500.00', '1500.00'],
    ['1.500,00', '1500.00'],
    ['1,234,567', '1234567'],
    ['1.234.567', '1234567'],
    ['1,234,567.89', '1234567.89'],
    ['1.234.567,89', '1234567.89'],
    ['12 345 678', '12345678'],
    ['1,500', '1.500'],
    ['.5', '0.5'],
    [',5', '0.5'],
    ['-.5', '-0.5'],
    ['5.', '5'],
    ['007', '7'],
    ['00', '0'],
    ['0.10', '0.10'],
    ['-0', '0'],
    ['-0.00', '0.00'],
    [' \t20\n', '20'],
    ['- 20', '-20'],
    ['999999999999999.99999999', '999999999999999.99999999'],
    ['000000000000000000001', '1'],
  ])('reads %j as %s', (text, value) => expect(parseDecimal(text)).toEqual({ ok: true, value }));

  it.each([
    '',
    ' ',
    '-',
    '+',
    '.',
    ',',
    '--1',
    '+-1',
    '1-',
    'NaN',
    'Infinity',
    '-Infinity',
    '1e400',
    '1e3',
    '0x10',
    '1_000',
    'twenty',
    '$20',
    '20 USD',
    '١٢',
    '１２',
    '\u221210',
    '1,,5',
    '1..5',
    '1.,5',
    '1,.5',
    '1,5,5',
    '1,50.00',
    '12,34,567',
    '1.2.3,4',
    '1234,567.00',
    ',500.00',
    '1,500,',
    '10 20',
    '1 5',
    '1 50.00',
    '1500 000',
    '1 500 00',
    '1. 5',
    '1 ,5',
    '5 .',
    '1  500',
    "10'20",
    "'5",
    "5'",
    '1 500,000,000.00',
    '1234567890123456',
    '0.123456789',
    '1\u00002',
    '__proto__',
    '9'.repeat(1_000_000),
    `${'1,'.repeat(500_000)}x`,
  ])('refuses %j', (text) => expect(parseDecimal(text).ok).toBe(false));

  it('reads its own form back unchanged', () => {
    fc.assert(
      fc.property(decimal, (value) => {
        expect(parseDecimal(value)).toEqual({ ok: true, value });
      }),
    );
  });

  it('never throws, and what it takes is canonical and stable', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[-+0-9., ']{0,12}$/));
    fc.assert(
      fc.property(text, (sent) => {
        const read = parseDecimal(sent);
        if (!read.ok) return;
        expect(read.value).toMatch(/^-?(0|[1-9]\d{0,14})(\.\d{1,8})?$/);
        expect(read.value).not.toMatch(/^-[0.]+$/);
        expect(parseDecimal(read.value)).toEqual(read);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads grouped digits as the same number, whatever groups and decimal sign are used', () => {
    const signs = fc.constantFrom(
      [',', '.'],
      ['.', ','],
      [' ', '.'],
      [' ', ','],
      ["'", '.'],
      ['\u00a0', ','],
    );
    const whole = fc.bigInt({ min: 0n, max: 999_999_999_999_999n });
    fc.assert(
      fc.property(
        whole,
        fc.stringMatching(/^\d{2}$/),
        signs,
        (number, fraction, [group = '', point = '']) => {
          const grouped = number.toString().replace(/\B(?=(\d{3})+$)/g, group);
          expect(parseDecimal(`${grouped}${point}${fraction}`)).toEqual({
            ok: true,
            value: `${number}.${fraction}`,
          });
        },
      ),
    );
  });
});

describe('reckoning', () => {
  it('adds exactly and keeps the longer fraction', () => {
    expect(addDecimals('20.00', '-10')).toBe('10.00');
    expect(addDecimals('0.1', '0.2')).toBe('0.3');
    expect(addDecimals('-0.5', '0.5')).toBe('0.0');
    expect(addDecimals('999999999999999', '1')).toBe('1000000000000000');
    expect(addDecimals('-0.05', '0')).toBe('-0.05');
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        expect(units(addDecimals(left, right))).toBe(units(left) + units(right));
        expect(addDecimals(left, right)).toBe(addDecimals(right, left));
      }),
    );
  });

  it('gives the same sum in whatever order', () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (a, b, c) => {
        expect(addDecimals(addDecimals(a, b), c)).toBe(addDecimals(a, addDecimals(b, c)));
      }),
    );
  });

  it('negates, and twice is nothing', () => {
    expect(negateDecimal('0')).toBe('0');
    expect(negateDecimal('0.00')).toBe('0.00');
    expect(negateDecimal('-1.5')).toBe('1.5');
    fc.assert(
      fc.property(decimal, (value) => {
        expect(negateDecimal(negateDecimal(value))).toBe(value);
        expect(compareDecimals(addDecimals(value, negateDecimal(value)), '0')).toBe(0);
      }),
    );
  });

  it('compares as numbers, not as texts', () => {
    expect(compareDecimals('9', '10')).toBe(-1);
    expect(compareDecimals('-9', '-10')).toBe(1);
    expect(compareDecimals('1.50', '1.5')).toBe(0);
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        const [a, b] = [units(left), units(right)];
        expect(compareDecimals(left, right)).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it('shows money with two digits at least and loses none', () => {
    expect(['20', '20.5', '20.50', '1.505', '-3'].map(formatMoney)).toEqual([
      '20.00',
      '20.50',
      '20.50',
      '1.505',
      '-3.00',
    ]);
    fc.assert(
      fc.property(decimal, (value) => {
        expect(units(formatMoney(value))).toBe(units(value));
      }),
    );
  });
});
