/** Which operators and values each operand takes: the parser checks by it, a form offers by it. */
import type { Operand, Operator } from './conditionShape.ts';

export type OperandRule = {
  operators: readonly Operator[];
  /** `value` is a number, a date or a text, as a field may hold any of them. */
  takes: 'event' | 'number' | 'duration' | 'tag' | 'value' | 'status' | 'key' | 'step' | 'text' | 'currency';
  /** May be compared with `none`: no value. */
  none: boolean;
};

const equality = ['=', '!='] as const;
const order = ['>', '<', '>=', '<='] as const;
const emptiness = ['isEmpty', 'isNotEmpty'] as const;

const number: OperandRule = { operators: [...equality, ...order], takes: 'number', none: false };
const value: OperandRule = {
  operators: [...equality, ...order, 'has', ...emptiness],
  takes: 'value',
  none: false,
};
const key: OperandRule = { operators: [...equality, ...emptiness], takes: 'key', none: true };
const text: OperandRule = { operators: [...equality, 'has', ...emptiness], takes: 'text', none: true };
const ago: OperandRule = { operators: [...order, ...emptiness], takes: 'duration', none: false };

const rules: Record<Operand['of'], OperandRule> = {
  event: { operators: [...equality, ...emptiness], takes: 'event', none: false },
  count: number,
  last: ago,
  cost: number,
  tags: { operators: [...equality, 'has', ...emptiness], takes: 'tag', none: false },
  field: value,
  tracker: value,
  status: { operators: equality, takes: 'status', none: false },
  flow: key,
  step: { ...key, takes: 'step' },
  manager: text,
  campaign: key,
  name: text,
  username: text,
  chatId: number,
  created: { ...ago, operators: order },
  lastMessage: ago,
  amount: { ...number, operators: [...number.operators, ...emptiness] },
  currency: { operators: equality, takes: 'currency', none: false },
};

/** What may stand behind an operand, for the parser and for whoever offers choices. */
export const ruleOf = (operand: Operand): OperandRule => rules[operand.of];

/** The eight statuses of a dialog (product rule). */
export const statuses = [
  'start',
  'auto',
  'waiting',
  'manual',
  'finished',
  'blocked',
  'stopped',
  'error',
] as const;
