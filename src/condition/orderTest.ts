import type { Operator } from './conditionShape.ts';

/** What an operator makes of a difference; NaN (nothing to compare) satisfies `!=` alone. */
export function orderTest(operator: Operator): (difference: number) => boolean {
  switch (operator) {
    case '=':
      return (difference) => difference === 0;
    case '>':
      return (difference) => difference > 0;
    case '<':
      return (difference) => difference < 0;
    case '>=':
      return (difference) => difference >= 0;
    case '<=':
      return (difference) => difference <= 0;
    default:
      return (difference) => difference !== 0;
  }
}
