/** From tree to text, in the one spelling that the constructor writes. */
import type { Comparison, Condition, Literal, Operand, Operator } from './conditionShape.ts';
import { isPlainDecimal } from './decimalText.ts';
import { isBare } from './scan.ts';

/** How an operator is written; a comparison with a value has a blank on both sides of it. */
export const spelling: Record<Operator, string> = {
  '=': '=',
  '!=': '!=',
  '>': '>',
  '<': '<',
  '>=': '>=',
  '<=': '<=',
  has: 'has',
  isEmpty: 'is empty',
  isNotEmpty: 'is not empty',
};

/**
 * The condition as text; parsed again it gives an equal tree (a text that is packed without blanks
 * grows, so one close to the 4000 signs may become too long to be read again).
 */
export function formatCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'compare':
      return formatComparison(condition);
    case 'not':
      return `not ${inBrackets(condition.condition, condition.condition.kind !== 'compare' && condition.condition.kind !== 'not')}`;
    case 'and':
      return condition.conditions
        .map((one) => inBrackets(one, one.kind === 'and' || one.kind === 'or'))
        .join(' and ');
    case 'or':
      return condition.conditions.map((one) => inBrackets(one, one.kind === 'or')).join(' or ');
  }
}

const inBrackets = (condition: Condition, needed: boolean): string =>
  needed ? `(${formatCondition(condition)})` : formatCondition(condition);

function formatComparison({ operand, operator, literal }: Comparison): string {
  const start = `${spellOperand(operand)} ${spelling[operator]}`;
  return literal ? `${start} ${formatLiteral(literal)}` : start;
}

/** An operand as it is written: `count("first deposit")`, `fields.country`. */
export function spellOperand(operand: Operand): string {
  switch (operand.of) {
    case 'count':
    case 'last':
      return `${operand.of}(${formatText(operand.event)})`;
    case 'field':
      return `fields.${operand.key}`;
    case 'tracker':
      return `tracker.${operand.key}`;
    default:
      return operand.of;
  }
}

function formatLiteral(literal: Literal): string {
  if (literal.is === 'none') return 'none';
  return literal.is === 'text' ? formatText(literal.text) : literal.text;
}

/** Bare where that is read as the same text: what looks like a number or a date stands in quotes. */
function formatText(text: string): string {
  const isOther = isPlainDecimal(text) || /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text);
  return isBare(text) && !isOther ? text : quote(text);
}

const quote = (text: string): string =>
  `"${text
    .replace(/["\\]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')}"`;
