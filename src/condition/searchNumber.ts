/**
 * Marks by which numbers are found: the sign, the power of ten, the first digit, the first two digits. A
 * range is then the union of a few dozen marks, whatever its bounds, and all of them but the one in which
 * the bound itself lies are certain.
 */
import { isPlainDecimal } from './decimalText.ts';

/** Marks of which every number has what is asked for (`sure`), and those where only some have it. */
export type Cover = { sure: string[]; perhaps: string[] };

type Parts = { sign: '+' | '-' | '0'; power: number; digits: string };

/** Powers beyond are one mark each: nobody sorts leads by such amounts. */
const greatest = 24;
const smallest = -9;

/** The one spelling of a plain decimal: no zeros in front or behind, no `-0`; null for any other text. */
export function canonicalDecimal(text: string): string | null {
  if (!isPlainDecimal(text)) return null;
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const kept = withoutEndingZeros(fraction);
  const digits = (whole.replace(/^0+(?=[0-9])/, '') || '0') + (kept ? `.${kept}` : '');
  return text.startsWith('-') && digits !== '0' ? `-${digits}` : digits;
}

/** Not by a pattern: `0+$` is quadratic on zeros that something follows. */
function withoutEndingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

/** The marks of a canonical decimal. */
export function numberMarks(canonical: string): string[] {
  const { sign, power, digits } = partsOf(canonical);
  if (sign === '0') return ['0'];
  const decade = `${sign}${power}`;
  if (isBeyond(power)) return [sign, decade];
  const pair = `${decade}.${digits.slice(0, 2)}`;
  return [sign, decade, `${decade}.${digits[0]}`, digits.length > 2 ? `${pair}>` : `${pair}=`];
}

/** Numbers on one side of a canonical decimal, itself included or not. */
export function numberCover(side: 'above' | 'below', bound: string, inclusive: boolean): Cover {
  const parts = partsOf(bound);
  const up = side === 'above';
  if (parts.sign === '0') return { sure: [up ? '+' : '-', ...(inclusive ? ['0'] : [])], perhaps: [] };
  const outward = up === (parts.sign === '+');
  const cover = magnitudes(parts, outward, inclusive);
  // Towards zero, zero and the other sign belong to it as well.
  if (!outward) cover.sure.push('0', up ? '+' : '-');
  return cover;
}

/** Of the bound's own sign: those farther from zero (`outward`), or nearer. */
function magnitudes({ sign, power, digits }: Parts, outward: boolean, inclusive: boolean): Cover {
  const sure: string[] = [];
  for (let at = smallest - 1; at <= greatest + 1; at += 1) {
    if (outward ? at > power : at < power) sure.push(`${sign}${at}`);
  }
  const decade = `${sign}${power}`;
  if (isBeyond(power)) return { sure, perhaps: [decade] };
  const first = Number(digits[0]);
  for (let digit = 1; digit <= 9; digit += 1) {
    if (outward ? digit > first : digit < first) sure.push(`${decade}.${digit}`);
  }
  const second = Number(digits[1]);
  for (let digit = 0; digit <= 9; digit += 1) {
    const pair = `${decade}.${digits[0]}${digit}`;
    if (outward ? digit > second : digit < second) sure.push(`${pair}=`, `${pair}>`);
  }
  const pair = `${decade}.${digits.slice(0, 2)}`;
  if (digits.length > 2) {
    if (!outward) sure.push(`${pair}=`);
    return { sure, perhaps: [`${pair}>`] };
  }
  if (outward) sure.push(`${pair}>`);
  if (inclusive) sure.push(`${pair}=`);
  return { sure, perhaps: [] };
}

const isBeyond = (power: number): boolean => power > greatest || power < smallest;

/** `digits` begin with the first that is not zero and are at least two; `power` is that digit's place. */
function partsOf(canonical: string): Parts {
  if (canonical === '0') return { sign: '0', power: 0, digits: '00' };
  const sign = canonical.startsWith('-') ? '-' : '+';
  const [whole = '', fraction = ''] = canonical.replace('-', '').split('.');
  const zeros = whole === '0' ? (/^0*/.exec(fraction)?.[0].length ?? 0) : 0;
  const power = whole === '0' ? -1 - zeros : whole.length - 1;
  const digits = withoutEndingZeros(whole === '0' ? fraction.slice(zeros) : whole + fraction);
  return {
    sign,
    power: Math.max(smallest - 1, Math.min(greatest + 1, power)),
    digits: digits.padEnd(2, '0'),
  };
}
