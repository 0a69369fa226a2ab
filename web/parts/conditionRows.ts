/** A condition as rows of a form: what most owners write is a list joined by one word. */
import {
  type Comparison,
  type Condition,
  type ConditionPlace,
  formatCondition,
  type Operand,
  type Operator,
  parseCondition,
  ruleOf,
} from '../../src/condition/condition.ts';

/** `key`: of a field, a tracker field or an event that is counted. */
export type ConditionRow = { of: Operand['of']; key: string; operator: Operator; value: string };

export type ConditionRows = { join: 'and' | 'or'; rows: ConditionRow[] };

/** What a form offers to ask about, the commonest first. */
export const rowOperands = [
  'event',
  'count',
  'cost',
  'tags',
  'field',
  'tracker',
  'status',
  'step',
  'flow',
  'last',
  'created',
  'lastMessage',
  'manager',
  'campaign',
  'name',
  'username',
] as const satisfies readonly Operand['of'][];

export const takesKey = (of: Operand['of']): boolean =>
  of === 'field' || of === 'tracker' || of === 'count' || of === 'last';

/** The operand that a row speaks of. */
export function operandOf({ of, key }: Pick<ConditionRow, 'of' | 'key'>): Operand {
  switch (of) {
    case 'field':
    case 'tracker':
      return { of, key: key || 'key' };
    case 'count':
    case 'last':
      return { of, event: key || 'sale' };
    default:
      return { of };
  }
}

export const operatorsOf = (of: Operand['of']): readonly Operator[] =>
  ruleOf(operandOf({ of, key: '' })).operators;

export const takesValue = (operator: Operator): boolean =>
  operator !== 'isEmpty' && operator !== 'isNotEmpty';

/** Null where the text says more than rows can: brackets, `not`, both joining words, or nothing readable. */
export function readRows(text: string, place: ConditionPlace): ConditionRows | null {
  if (text.trim() === '') return { join: 'and', rows: [] };
  const read = parseCondition(text, place);
  if (!read.ok) return null;
  const condition = read.value;
  if (condition.kind === 'compare') return { join: 'and', rows: [rowOf(condition)] };
  if (condition.kind === 'not' || !condition.conditions.every(isComparison)) return null;
  return { join: condition.kind, rows: condition.conditions.filter(isComparison).map(rowOf) };
}

const isComparison = (condition: Condition): condition is Comparison => condition.kind === 'compare';

function rowOf({ operand, operator, literal }: Comparison): ConditionRow {
  const key = 'key' in operand ? operand.key : 'event' in operand ? operand.event : '';
  const value = literal === null ? '' : literal.is === 'none' ? 'none' : literal.text;
  return { of: operand.of, key, operator, value };
}

/** The condition's text; rows that are not filled in yet are written as they are, to be complained of. */
export const writeRows = ({ join, rows }: ConditionRows): string => rows.map(writeRow).join(` ${join} `);

function writeRow(row: ConditionRow): string {
  const empty = formatCondition({
    ...{ kind: 'compare', operand: operandOf(row), operator: 'isEmpty', literal: null },
  });
  const operand = empty.slice(0, -' is empty'.length);
  if (!takesValue(row.operator))
    return `${operand} ${row.operator === 'isEmpty' ? 'is empty' : 'is not empty'}`;
  return `${operand} ${row.operator} ${writeValue(row.value)}`;
}

const writeValue = (value: string): string => {
  const plain = /^[A-Za-z0-9_][A-Za-z0-9_.\-/]*$/.test(value) && !/^(and|or|not|is|has)$/i.test(value);
  return plain || /^-?\d+(\.\d+)?$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
};
