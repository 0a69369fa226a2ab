/** Whether any number satisfies a few comparisons at once. */
import type { Decimal } from '../base/decimal.ts';
import type { Operator } from './conditionShape.ts';

export type Bound = { operator: Operator; value: Decimal };

const opposite: Partial<Record<Operator, Operator>> = {
  '=': '!=',
  '!=': '=',
  '>': '<=',
  '<': '>=',
  '>=': '<',
  '<=': '>',
};

/** The comparison of a number that holds exactly when this one does not. */
export const turnRound = (operator: Operator): Operator => opposite[operator] ?? operator;

/**
 * True if no number (no whole one, at least 0 ...) satisfies all bounds. Each decimal becomes an even
 * whole number by one scale for all, so that the odd ones between stand for what lies between.
 */
export function isEmptyRange(
  bounds: readonly Bound[],
  domain: { whole: boolean; least: bigint | null },
): boolean {
  const digits = Math.max(0, ...bounds.map(({ value }) => fractionOf(value).length));
  const unit = 2n * 10n ** BigInt(digits);
  let low: bigint | null = domain.least === null ? null : domain.least * unit;
  let high: bigint | null = null;
  const excluded = new Set<bigint>();
  for (const { operator, value } of bounds) {
    const point = 2n * BigInt(value.replace('.', '') + '0'.repeat(digits - fractionOf(value).length));
    if (operator === '!=') excluded.add(point);
    const from = operator === '>' ? point + 1n : operator === '>=' || operator === '=' ? point : null;
    const to = operator === '<' ? point - 1n : operator === '<=' || operator === '=' ? point : null;
    if (from !== null && (low === null || from > low)) low = from;
    if (to !== null && (high === null || to < high)) high = to;
  }
  if (low === null || high === null) return false;
  if (!domain.whole) return low > high || (low === high && excluded.has(low));
  const first = ceilTo(low, unit);
  // More points than are excluded: one of them is free.
  if (high - first > unit * BigInt(excluded.size)) return false;
  for (let point = first; point <= high; point += unit) if (!excluded.has(point)) return false;
  return true;
}

const fractionOf = (value: Decimal): string => value.split('.')[1] ?? '';

/** The first multiple of the unit that is no less. */
function ceilTo(value: bigint, unit: bigint): bigint {
  const rest = value % unit;
  if (rest === 0n) return value;
  return rest > 0n ? value - rest + unit : value - rest;
}
