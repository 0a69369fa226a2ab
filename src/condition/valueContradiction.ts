/** Contradictions between demands on the value of a field, which may be a text, a number or a list. */
import type { Decimal } from '../base/decimal.ts';
import type { Literal, Operator } from './conditionShape.ts';
import { comparerWith, isPlainDecimal, normalDecimal, textOfNumber } from './decimalText.ts';
import type { Atom } from './goal.ts';
import { literalText } from './literalText.ts';
import { type Bound, isEmptyRange, turnRound } from './numberRange.ts';

type Demands = {
  equal: readonly Literal[];
  unequal: readonly Literal[];
  has: readonly string[];
  hasNot: readonly string[];
  orders: readonly { operator: Operator; literal: Literal; holds: boolean }[];
};

/** A list may have several elements, so it equals and contains several things at once; a text does not. */
export function valuesContradict(atoms: readonly Atom[], kind: 'text' | 'perhapsList'): boolean {
  const isEmptied = atoms.some((one) => one.comparison.operator === 'isEmpty' && one.holds);
  if (isEmptied) return atoms.some((one) => one.holds === (one.comparison.operator !== 'isEmpty'));
  const demands = demandsOf(atoms);
  const isNumber = demands.orders.some((one) => one.holds && one.literal.is === 'number');
  const isDay = demands.orders.some((one) => one.holds && one.literal.is === 'date');
  const isSingle = kind === 'text' || isNumber || isDay;
  if ((isNumber && isDay) || anyContradicts(demands)) return true;
  if (!isSingle) return false;
  return singleContradicts(demands) || numbersContradict(demands, isNumber) || daysContradict(demands, isDay);
}

function demandsOf(atoms: readonly Atom[]): Demands {
  const of = (operator: Operator, wanted: boolean): Literal[] =>
    atoms.flatMap(({ comparison, holds }) =>
      comparison.operator === operator && holds === wanted && comparison.literal ? [comparison.literal] : [],
    );
  const orders = atoms.flatMap(({ comparison: { operator, literal }, holds }) =>
    literal && operator !== '=' && operator !== 'has' ? [{ operator, literal, holds }] : [],
  );
  return {
    equal: of('=', true),
    unequal: of('=', false),
    has: of('has', true).map(literalText),
    hasNot: of('has', false).map(literalText),
    orders,
  };
}

/** What contradicts itself even in a list. */
const anyContradicts = ({ equal, unequal, has, hasNot }: Demands): boolean =>
  equal.some((one) => unequal.some((other) => impliesEqual(one, other))) ||
  hasNot.some(
    (part) => has.includes(part) || equal.some((one) => one.is !== 'number' && literalText(one) === part),
  );

/** Whether a value that equals the one surely equals the other: `= "5"` is `= 5`, but `= 5` may be `5.0`. */
function impliesEqual(one: Literal, other: Literal): boolean {
  if (other.is !== 'number') return one.is !== 'number' && literalText(one) === literalText(other);
  const text = one.is === 'number' ? one.value : literalText(one);
  return comparerWith(other.value)(text) === 0;
}

/** What contradicts itself in one text or number. */
function singleContradicts({ equal, has, hasNot }: Demands): boolean {
  const texts = equal.filter((one) => one.is !== 'number').map(literalText);
  const numbers = equal.flatMap((one) => (one.is === 'number' ? [one.value] : []));
  const wholes = [...texts, ...has];
  return (
    texts.some((text) => text !== texts[0] || has.some((part) => !text.includes(part))) ||
    numbers.some((number) => texts.some((text) => !mayEqual(text, number))) ||
    numbers.some((number) => numbers[0] !== undefined && comparerWith(number)(numbers[0]) !== 0) ||
    hasNot.some((part) => wholes.some((text) => text.includes(part)))
  );
}

const mayEqual = (text: string, number: Decimal): boolean => {
  const value = numberOfText(text);
  return value !== null && comparerWith(number)(value) === 0;
};

/** The number that a value of this text may be: a number field's `1e-7` is one, though no plain decimal. */
function numberOfText(text: string): Decimal | null {
  if (isPlainDecimal(text)) return normalDecimal(text);
  const written = textOfNumber(Number(text));
  return String(Number(text)) === text && isPlainDecimal(written) ? written : null;
}

function numbersContradict({ equal, unequal, orders }: Demands, isNumber: boolean): boolean {
  const isKnown = isNumber || equal.some((one) => one.is === 'number' || isPlainDecimal(literalText(one)));
  if (!isKnown) return false;
  const values = equal.map((one) => (one.is === 'number' ? one.value : numberOfText(literalText(one))));
  const bounds = values.flatMap((value): Bound[] => (value === null ? [] : [{ operator: '=', value }]));
  for (const one of unequal) if (one.is === 'number') bounds.push({ operator: '!=', value: one.value });
  for (const { operator, literal, holds } of orders) {
    if (literal.is !== 'number') continue;
    bounds.push({ operator: holds ? operator : turnRound(operator), value: literal.value });
  }
  return values.includes(null) || isEmptyRange(bounds, { whole: false, least: null });
}

function daysContradict({ equal, orders }: Demands, isDay: boolean): boolean {
  const days = equal.map((one) => (one.is === 'number' ? null : dayIn(literalText(one))));
  if (days.includes(null)) return isDay;
  if (!isDay && days.length === 0) return false;
  const bounds = days.flatMap((value): Bound[] => (value === null ? [] : [{ operator: '=', value }]));
  for (const { operator, literal, holds } of orders) {
    const value = literal.is === 'date' ? dayIn(literal.text) : null;
    if (value !== null) bounds.push({ operator: holds ? operator : turnRound(operator), value });
  }
  return isEmptyRange(bounds, { whole: false, least: null });
}

/** `2024-03-10` as 20240310: days in this spelling are ordered like their digits. */
function dayIn(text: string): Decimal | null {
  const day = /^([0-9]{4})-([0-9]{2})-([0-9]{2})/.exec(text);
  return day ? `${day[1]}${day[2]}${day[3]}` : null;
}
