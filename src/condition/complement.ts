import type { Comparison, Operator } from './conditionShape.ts';

/** What can be said of any dialog: these have a number always, so a comparison can be turned round. */
const always: ReadonlySet<string> = new Set(['count', 'cost', 'chatId', 'created']);

const turned: Record<Operator, Operator | null> = {
  '=': '!=',
  '!=': '=',
  '>': '<=',
  '<': '>=',
  '>=': '<',
  '<=': '>',
  has: null,
  isEmpty: 'isNotEmpty',
  isNotEmpty: 'isEmpty',
};

/** The comparison that holds exactly when this one does not; null where none can be written without `not`. */
export function complement(comparison: Comparison): Comparison | null {
  const { operand, operator } = comparison;
  if (operator === 'has') return operand.of === 'tags' ? { ...comparison, operator: '!=' } : null;
  const isOrder =
    operator !== '=' && operator !== '!=' && operator !== 'isEmpty' && operator !== 'isNotEmpty';
  const opposite = turned[operator];
  return opposite && (!isOrder || always.has(operand.of)) ? { ...comparison, operator: opposite } : null;
}
