/** From tree to a function: everything that does not depend on the dialog is done once. */

import { assert } from '../base/assert.ts';
import type { Decimal } from '../base/decimal.ts';
import { compileFieldTest, type FieldValue } from './compileFieldTest.ts';
import type { Comparison, Condition, ConditionFacts, Literal, Operator } from './conditionShape.ts';
import { comparerWith, textOfNumber } from './decimalText.ts';
import { literalText } from './literalText.ts';
import { orderTest } from './orderTest.ts';

export type ConditionTest = (facts: ConditionFacts) => boolean;

/** Makes the test of a condition that was parsed. The test never throws, whatever the facts hold. */
export function compileCondition(condition: Condition): ConditionTest {
  switch (condition.kind) {
    case 'compare':
      return compileComparison(condition);
    case 'not': {
      const test = compileCondition(condition.condition);
      return (facts) => !test(facts);
    }
    case 'and':
      return allOf(condition.conditions.map(compileCondition));
    case 'or':
      return anyOf(condition.conditions.map(compileCondition));
  }
}

const allOf =
  (tests: readonly ConditionTest[]): ConditionTest =>
  (facts) => {
    for (const test of tests) if (!test(facts)) return false;
    return true;
  };

const anyOf =
  (tests: readonly ConditionTest[]): ConditionTest =>
  (facts) => {
    for (const test of tests) if (test(facts)) return true;
    return false;
  };

function compileComparison(comparison: Comparison): ConditionTest {
  const { operand, operator, literal } = comparison;
  switch (operand.of) {
    case 'event':
      return compileEvent(operator, literal);
    case 'count':
      return numberTest(comparison, (facts) => String(own(facts.counts, operand.event) ?? 0));
    case 'cost':
      return numberTest(comparison, (facts) => facts.balance);
    case 'chatId':
      return numberTest(comparison, (facts) => textOfNumber(facts.chatId));
    case 'amount':
      return numberTest(comparison, (facts) => facts.event?.cost ?? null);
    case 'last':
      return agoTest(comparison, (facts) => own(facts.last, operand.event) ?? null);
    case 'created':
      return agoTest(comparison, (facts) => facts.createdAt);
    case 'lastMessage':
      return agoTest(comparison, (facts) => facts.lastMessageAt);
    case 'tags':
      return compileTags(operator, literalText(literal));
    case 'field':
    case 'tracker': {
      const test = compileFieldTest(operator, literal);
      const { key } = operand;
      return operand.of === 'field'
        ? (facts) => test(own<FieldValue>(facts.fields, key))
        : (facts) => test(own<FieldValue>(facts.tracker, key));
    }
    case 'step':
      return compileStep(operator, literal);
    case 'currency':
      return textTest(comparison, (facts) => facts.event?.currency ?? null);
    default: {
      const { of } = operand;
      return textTest(comparison, (facts) => facts[of]);
    }
  }
}

function compileEvent(operator: Operator, literal: Literal | null): ConditionTest {
  if (operator === 'isEmpty') return (facts) => !hasEvents(facts);
  if (operator === 'isNotEmpty') return hasEvents;
  const name = literalText(literal);
  const wanted = operator === '=';
  return (facts) => (own(facts.counts, name) ?? 0) > 0 === wanted;
}

function hasEvents({ counts }: ConditionFacts): boolean {
  for (const name of Object.keys(counts)) if ((counts[name] ?? 0) > 0) return true;
  return false;
}

/** A missing number satisfies `!=` and `is empty` alone. */
function numberTest(
  { operator, literal }: Comparison,
  read: (facts: ConditionFacts) => Decimal | null,
): ConditionTest {
  if (operator === 'isEmpty') return (facts) => read(facts) === null;
  if (operator === 'isNotEmpty') return (facts) => read(facts) !== null;
  assert(literal?.is === 'number', 'a number is compared with a number');
  const compare = comparerWith(literal.value);
  const holds = orderTest(operator);
  return (facts) => holds(compare(read(facts) ?? ''));
}

/** How long ago; without an instant every comparison is false. */
function agoTest(
  { operator, literal }: Comparison,
  read: (facts: ConditionFacts) => number | null,
): ConditionTest {
  if (operator === 'isEmpty') return (facts) => read(facts) === null;
  if (operator === 'isNotEmpty') return (facts) => read(facts) !== null;
  assert(literal?.is === 'duration', 'a time is compared with a duration');
  const { ms } = literal;
  const holds = orderTest(operator);
  return (facts) => {
    const at = read(facts);
    return at !== null && holds(facts.now - at - ms);
  };
}

function compileTags(operator: Operator, tag: string): ConditionTest {
  if (operator === 'isEmpty') return ({ tags }) => tags.length === 0;
  if (operator === 'isNotEmpty') return ({ tags }) => tags.length > 0;
  return operator === '!=' ? ({ tags }) => !tags.includes(tag) : ({ tags }) => tags.includes(tag);
}

/** `FD/REG` is flow and step, `REG` a step of that key in any flow. */
function compileStep(operator: Operator, literal: Literal | null): ConditionTest {
  const text = literalText(literal);
  const at = literal?.is === 'text' ? text.indexOf('/') : -1;
  const comparison: Comparison = { kind: 'compare', operand: { of: 'step' }, operator, literal };
  if (at < 0) return textTest(comparison, (facts) => facts.step);
  const [flow, step] = [text.slice(0, at), text.slice(at + 1)];
  const wanted = operator !== '!=';
  return (facts) => (facts.flow === flow && facts.step === step) === wanted;
}

/** A text that may be missing (null or empty): `none` and `is empty` are the same. */
function textTest(
  { operator, literal }: Comparison,
  read: (facts: ConditionFacts) => string | null,
): ConditionTest {
  const isNone = operator === 'isEmpty' || (literal?.is === 'none' && operator === '=');
  if (isNone) return (facts) => !read(facts);
  const isSome = operator === 'isNotEmpty' || literal?.is === 'none';
  if (isSome) return (facts) => Boolean(read(facts));
  const text = literalText(literal);
  switch (operator) {
    case 'has':
      return (facts) => (read(facts) ?? '').includes(text);
    case '!=':
      return (facts) => read(facts) !== text;
    default:
      return (facts) => read(facts) === text;
  }
}

/** Never what every object inherits: a field may be called `constructor`. */
const own = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
