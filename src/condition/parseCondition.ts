/** From text to tree: `or` binds weakest, then `and`, then `not`. */
import { fail, ok, type Result } from '../base/result.ts';
import type {
  Comparison,
  Condition,
  ConditionPlace,
  ConditionProblem,
  Literal,
  Operand,
  Operator,
} from './conditionShape.ts';
import { type Cursor, cursorAt, refuse, step } from './cursor.ts';
import { spelling, spellOperand } from './formatCondition.ts';
import { ruleOf } from './operandRule.ts';
import { readLiteral, shown } from './readLiteral.ts';
import { readOperand } from './readOperand.ts';
import { unstorableAt } from './scan.ts';

const longestText = 4000;
const deepestNesting = 50;

/**
 * Reads a condition of at most 4000 signs, in time linear in its length. Brackets and `not` are nested
 * at most 50 deep; brackets that were written are kept as nested lists. The problem's `at` is an index
 * into the text, its `reason` says what was expected there.
 */
export function parseCondition(text: string, place: ConditionPlace): Result<Condition, ConditionProblem> {
  if (text.length > longestText) {
    return fail({ at: longestText, reason: `expected a condition of at most ${longestText} signs` });
  }
  const unstorable = unstorableAt(text);
  if (unstorable >= 0)
    return fail({ at: unstorable, reason: 'expected text, not a sign that no text can hold' });
  const cursor = cursorAt(text);
  const condition = readList(cursor, place, 'or');
  if (condition && cursor.token.kind !== 'end') {
    refuse(cursor, cursor.token.at, `expected and, or or the end, not ${shown(cursor.token.text)}`);
  }
  if (cursor.problem) return fail(cursor.problem);
  return condition ? ok(condition) : fail({ at: 0, reason: 'expected a condition' });
}

function readList(cursor: Cursor, place: ConditionPlace, kind: 'and' | 'or'): Condition | null {
  const readItem = (): Condition | null =>
    kind === 'or' ? readList(cursor, place, 'and') : readTerm(cursor, place);
  const first = readItem();
  if (!first) return null;
  const conditions = [first];
  while (isWord(cursor, kind)) {
    step(cursor);
    const next = readItem();
    if (!next) return null;
    conditions.push(next);
  }
  return conditions.length === 1 ? first : { kind, conditions };
}

function readTerm(cursor: Cursor, place: ConditionPlace): Condition | null {
  const negated = isWord(cursor, 'not');
  if (!negated && cursor.token.kind !== 'open') return readComparison(cursor, place);
  if (cursor.depth >= deepestNesting) {
    return refuse(cursor, cursor.token.at, `expected brackets and nots at most ${deepestNesting} deep`);
  }
  cursor.depth++;
  step(cursor);
  const inner = negated ? readTerm(cursor, place) : readList(cursor, place, 'or');
  cursor.depth--;
  if (!inner || negated) return inner && { kind: 'not', condition: inner };
  if (cursor.token.kind !== 'close') {
    return refuse(cursor, cursor.token.at, 'expected and, or or ) for the bracket opened before');
  }
  step(cursor);
  return inner;
}

function readComparison(cursor: Cursor, place: ConditionPlace): Comparison | null {
  const operand = readOperand(cursor, place);
  if (!operand) return null;
  const { at } = cursor.token;
  const operator = readOperator(cursor, operand);
  if (!operator) return null;
  if (!ruleOf(operand).operators.includes(operator)) return refuseOperator(cursor, operand, at);
  if (operator === 'isEmpty' || operator === 'isNotEmpty') {
    return { kind: 'compare', operand, operator, literal: null };
  }
  const literal = readValue(cursor, operand, operator);
  return literal && { kind: 'compare', operand, operator, literal };
}

const signs: ReadonlyMap<string, Operator> = new Map(
  (['=', '!=', '>', '<', '>=', '<='] as const).map((sign) => [sign, sign]),
);

function readOperator(cursor: Cursor, operand: Operand): Operator | null {
  const { kind, text, at } = cursor.token;
  const sign = kind === 'sign' ? signs.get(text) : undefined;
  if (sign || isWord(cursor, 'has')) {
    step(cursor);
    return sign ?? 'has';
  }
  if (!isWord(cursor, 'is')) return refuseOperator(cursor, operand, at);
  step(cursor);
  const negated = isWord(cursor, 'not');
  if (negated && step(cursor) && isWord(cursor, 'any')) {
    return refuse(
      cursor,
      cursor.token.at,
      'expected empty or a value; the word any as a value stands in quotes',
    );
  }
  const any = !negated && isWord(cursor, 'any');
  if (!any && !isWord(cursor, 'empty')) return negated ? '!=' : '=';
  step(cursor);
  return negated || any ? 'isNotEmpty' : 'isEmpty';
}

function refuseOperator(cursor: Cursor, operand: Operand, at: number): null {
  const spelled = ruleOf(operand).operators.map((one) => spelling[one]);
  const last = spelled.pop();
  return refuse(cursor, at, `expected ${spelled.join(', ')} or ${last} behind ${spellOperand(operand)}`);
}

function readValue(cursor: Cursor, operand: Operand, operator: Operator): Literal | null {
  const { token } = cursor;
  if (token.kind !== 'word' && token.kind !== 'quoted') {
    const instead = token.kind === 'end' ? '' : `, not ${token.text}`;
    return refuse(cursor, token.at, `expected a value${instead}`);
  }
  const literal = readLiteral(operand, operator, token);
  if (!literal.ok) return refuse(cursor, token.at, literal.reason);
  step(cursor);
  return literal.value;
}

const isWord = (cursor: Cursor, word: string): boolean =>
  cursor.token.kind === 'word' && cursor.token.text.toLowerCase() === word;
