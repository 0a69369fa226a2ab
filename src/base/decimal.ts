/** Exact decimal numbers for money: a whole number of units and how many digits follow the point. */
import { fail, ok, type Result } from './result.ts';

/** A decimal as text: `-?digits[.digits]`, no exponent, no leading `+`, no `-0`. */
export type Decimal = string;

const maximumDigits = 15;
const maximumFraction = 8;

/**
 * Reads an amount as networks write it: `20`, `-10`, `1,5`, `1 500.00`, `1,500.00`, `1.500,00`, `+3`.
 * Of a comma and a point the later one is the decimal sign; a lone comma is one unless three digits
 * follow each of several. White space and apostrophes only part groups of three digits: `10 20` is
 * two numbers, hence none. Refuses `NaN`, `Infinity`, `1e400` and text; at most 15 digits before and
 * 8 after the point.
 */
export function parseDecimal(text: string): Result<Decimal, string> {
  const compact = withoutSpacedGroups(text.trim().replace(/^([+-])\s+/, '$1'));
  if (!/^[+-]?(\d[\d.,]*|[.,]\d+)$/.test(compact)) {
    return fail(`${JSON.stringify(text.slice(0, 40))} is not a number`);
  }
  const negative = compact.startsWith('-');
  const digits = compact.replace(/^[+-]/, '');
  const split = splitAtDecimalSign(digits);
  if (!split) return fail(`${JSON.stringify(text.slice(0, 40))} is not a number`);
  const whole = split.whole.replace(/^0+(?=\d)/, '') || '0';
  if (whole.length > maximumDigits || split.fraction.length > maximumFraction) {
    return fail(`a number has at most ${maximumDigits} digits before and ${maximumFraction} after the point`);
  }
  const zero = /^0*$/.test(whole + split.fraction);
  const sign = negative && !zero ? '-' : '';
  return ok(sign + whole + (split.fraction ? `.${split.fraction}` : ''));
}

/** `1 500.00` and `1'500` without what parts their groups; any other text as it is. */
const withoutSpacedGroups = (text: string): string =>
  /^[+-]?\d{1,3}(?:([\s'\u2019])\d{3})(?:\1\d{3})*(?:[.,]\d*)?$/.test(text)
    ? text.replace(/[\s'\u2019]/g, '')
    : text;

function splitAtDecimalSign(digits: string): { whole: string; fraction: string } | null {
  const lastComma = digits.lastIndexOf(',');
  const lastPoint = digits.lastIndexOf('.');
  const commas = digits.split(',').length - 1;
  const points = digits.split('.').length - 1;
  let sign = '';
  if (commas && points) sign = lastComma > lastPoint ? ',' : '.';
  else if (commas === 1) sign = ',';
  else if (points === 1) sign = '.';
  if (!sign) return isGrouped(digits) ? { whole: digits.replace(/[.,]/g, ''), fraction: '' } : null;
  const at = digits.lastIndexOf(sign);
  const whole = digits.slice(0, at);
  if (whole.includes(sign) || !isGrouped(whole)) return null;
  return { whole: whole.replace(/[.,]/g, '') || '0', fraction: digits.slice(at + 1) };
}

/** True for bare digits and for groups of three behind one kind of sign. */
const isGrouped = (whole: string): boolean =>
  /^\d*$/.test(whole) || /^\d{1,3}((,\d{3})+|(\.\d{3})+)$/.test(whole);

/** Exact sum; keeps the longer fraction, so `20.00 + -10` is `10.00`. */
export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const fraction = Math.max(fractionLength(left), fractionLength(right));
  return fromUnits(toUnits(left, fraction) + toUnits(right, fraction), fraction);
}

export function negateDecimal(value: Decimal): Decimal {
  const fraction = fractionLength(value);
  return fromUnits(-toUnits(value, fraction), fraction);
}

/** Negative, zero or positive as left is less than, equal to or more than right. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const fraction = Math.max(fractionLength(left), fractionLength(right));
  const difference = toUnits(left, fraction) - toUnits(right, fraction);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Pads the fraction to at least two digits, as money is shown: `20` becomes `20.00`, `1.505` stays. */
export function formatMoney(value: Decimal): Decimal {
  const length = fractionLength(value);
  if (length >= 2) return value;
  return length === 0 ? `${value}.00` : `${value}0`;
}

function fractionLength(value: Decimal): number {
  const at = value.indexOf('.');
  return at < 0 ? 0 : value.length - at - 1;
}

function toUnits(value: Decimal, fraction: number): bigint {
  const missing = fraction - fractionLength(value);
  return BigInt(value.replace('.', '') + '0'.repeat(missing));
}

function fromUnits(units: bigint, fraction: number): Decimal {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(fraction + 1, '0');
  const whole = digits.slice(0, digits.length - fraction);
  const sign = negative ? '-' : '';
  return fraction ? `${sign}${whole}.${digits.slice(digits.length - fraction)}` : sign + whole;
}
