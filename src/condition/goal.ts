/** A condition for reasoning: `not` only at the leaves, every meaning in one spelling. */
import type { Comparison, Condition, Operand } from './conditionShape.ts';
import { literalText } from './literalText.ts';

/** A comparison by `=`, an order, `has` or `isEmpty` that must hold, or must not. */
export type Atom = { kind: 'atom'; comparison: Comparison; holds: boolean };

export type Goal = Atom | { kind: 'all' | 'any'; goals: readonly Goal[] };

/** What must be so if the condition is to hold (or is not to hold). */
export function goalOf(condition: Condition, holds: boolean): Goal {
  switch (condition.kind) {
    case 'compare':
      return goalOfComparison(condition, holds);
    case 'not':
      return goalOf(condition.condition, !holds);
    default: {
      const kind = (condition.kind === 'and') === holds ? 'all' : 'any';
      return { kind, goals: condition.conditions.map((one) => goalOf(one, holds)) };
    }
  }
}

function goalOfComparison(comparison: Comparison, holds: boolean): Goal {
  const { operand, operator, literal } = comparison;
  if (operator === '!=') return goalOfComparison({ ...comparison, operator: '=' }, !holds);
  if (operator === 'isNotEmpty') return goalOfComparison({ ...comparison, operator: 'isEmpty' }, !holds);
  if (literal?.is === 'none')
    return goalOfComparison({ ...comparison, operator: 'isEmpty', literal: null }, holds);
  const text = literalText(literal);
  if (operand.of === 'event' && literal) {
    const zero = { is: 'number', text: '0', value: '0' } as const;
    const count = { of: 'count', event: text } as const;
    return atom({ kind: 'compare', operand: count, operator: '>', literal: zero }, holds);
  }
  if (operand.of === 'tags' && operator === 'has') return atom({ ...comparison, operator: '=' }, holds);
  const slash = operand.of === 'step' ? text.indexOf('/') : -1;
  if (slash < 0) return atom(comparison, holds);
  const goals = [
    atom(equal({ of: 'flow' }, text.slice(0, slash)), holds),
    atom(equal({ of: 'step' }, text.slice(slash + 1)), holds),
  ];
  return { kind: holds ? 'all' : 'any', goals };
}

const atom = (comparison: Comparison, holds: boolean): Atom => ({ kind: 'atom', comparison, holds });

const equal = (operand: Operand, text: string): Comparison => ({
  kind: 'compare',
  operand,
  operator: '=',
  literal: { is: 'text', text },
});
