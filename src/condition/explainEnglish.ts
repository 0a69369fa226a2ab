import type { Comparison, Literal, Operator } from './conditionShape.ts';
import { durationParts } from './durationParts.ts';
import { literalText } from './literalText.ts';

type Standing = 'status' | 'flow' | 'step' | 'campaign' | 'manager' | 'name' | 'username';

const orders: Record<Operator, string> = {
  '=': 'is',
  '!=': 'is not',
  '>': 'is more than',
  '<': 'is less than',
  '>=': 'is at least',
  '<=': 'is at most',
  has: 'contains',
  isEmpty: 'is empty',
  isNotEmpty: 'is not empty',
};

const days: Record<Operator, string> = {
  ...orders,
  '>': 'is after',
  '<': 'is before',
  '>=': 'is not before',
  '<=': 'is not after',
};

const amounts: Record<Operator, string> = {
  ...orders,
  '=': 'exactly',
  '!=': 'any number of times except',
  '>': 'more than',
  '<': 'less than',
  '>=': 'at least',
  '<=': 'at most',
};

/** One comparison as an English clause: `the lead has had the event sale`. */
export function explainEnglish(comparison: Comparison): string {
  const { operand, operator, literal } = comparison;
  const not = operator === '!=';
  const isNone = operator === 'isEmpty' || (literal?.is === 'none' && operator === '=');
  const isSome = operator === 'isNotEmpty' || (literal?.is === 'none' && not);
  const name = named(literalText(literal));
  switch (operand.of) {
    case 'event':
      if (isNone) return 'the lead has had no events';
      if (isSome) return 'the lead has had at least one event';
      return `the lead has ${not ? 'never had' : 'had'} the event ${name}`;
    case 'count':
      return `the event ${named(operand.event)} has ${happened(operator, literalText(literal))}`;
    case 'last':
      if (isNone) return `the event ${named(operand.event)} has never happened`;
      if (isSome) return `the event ${named(operand.event)} has happened`;
      return `the last event ${named(operand.event)} was ${ago(operator, literal)}`;
    case 'cost':
      return clause('the balance', operator, literal);
    case 'amount':
      if (isNone) return 'the event has no amount';
      return isSome ? 'the event has an amount' : clause('the amount of the event', operator, literal);
    case 'currency':
      return `the currency of the event is ${not ? 'not ' : ''}${name}`;
    case 'tags':
      if (isNone) return 'the lead has no tags';
      if (isSome) return 'the lead has at least one tag';
      return not ? `the lead does not have the tag ${name}` : `the lead has the tag ${name}`;
    case 'field':
      return clause(`the field ${operand.key}`, operator, literal);
    case 'tracker':
      return clause(`the tracker field ${operand.key}`, operator, literal);
    case 'chatId':
      return clause('the chat id', operator, literal);
    case 'created':
      return `the dialog began ${ago(operator, literal)}`;
    case 'lastMessage':
      if (isNone) return 'there has been no message';
      return isSome ? 'there has been a message' : `the last message was ${ago(operator, literal)}`;
    default:
      return standing(operand.of, comparison);
  }
}

/** Where the dialog stands and who is in it. */
function standing(of: Standing, { operator, literal }: Comparison): string {
  const not = operator === '!=';
  const isNone = operator === 'isEmpty' || (literal?.is === 'none' && operator === '=');
  const isSome = operator === 'isNotEmpty' || (literal?.is === 'none' && not);
  const name = named(literalText(literal));
  switch (of) {
    case 'status':
      return `the status is ${not ? 'not ' : ''}${name}`;
    case 'flow':
      if (isNone) return 'the lead is in no flow';
      return isSome ? 'the lead is in a flow' : `the lead is ${not ? 'not ' : ''}in the flow ${name}`;
    case 'step':
      if (isNone) return 'the lead is on no step';
      return isSome
        ? 'the lead is on a step'
        : `the lead is ${not ? 'not ' : ''}on ${stepOf(literalText(literal))}`;
    case 'campaign':
      if (isNone) return 'the lead came without a campaign';
      if (isSome) return 'the lead came from a campaign';
      return `the lead ${not ? 'did not come' : 'came'} from the campaign ${name}`;
    case 'manager':
      if (isNone) return 'no manager is assigned';
      if (isSome) return 'a manager is assigned';
      return clause(operator === 'has' ? "the manager's name" : 'the manager', operator, literal);
    case 'name':
    case 'username': {
      const what = of === 'name' ? 'name' : 'user name';
      if (isNone) return `the lead has no ${what}`;
      return isSome ? `the lead has a ${what}` : clause(`the ${what}`, operator, literal);
    }
  }
}

function clause(subject: string, operator: Operator, literal: Literal | null): string {
  const words = literal?.is === 'date' ? days : orders;
  if (literal === null) return `${subject} ${words[operator]}`;
  return `${subject} ${words[operator]} ${literal.is === 'text' ? quoted(literal.text) : literalText(literal)}`;
}

function happened(operator: Operator, count: string): string {
  if (operator === '=' && count === '0') return 'never happened';
  if (operator === '!=') return `happened ${amounts['!=']} ${count}`;
  if (count === '1') return `happened ${amounts[operator]} once`;
  return `happened ${operator === '<' ? 'fewer than' : amounts[operator]} ${count} times`;
}

const units: Readonly<Record<string, string>> = {
  d: 'day',
  h: 'hour',
  m: 'minute',
  s: 'second',
  ms: 'millisecond',
};

function ago(operator: Operator, literal: Literal | null): string {
  const parts = durationParts(literalText(literal)).map(
    ({ amount, unit }) => `${amount} ${units[unit] ?? ''}${amount === 1 ? '' : 's'}`,
  );
  return `${amounts[operator]} ${parts.join(' ')} ago`;
}

function stepOf(text: string): string {
  const [first = '', second] = text.split('/');
  return second === undefined
    ? `the step ${named(first)} of any flow`
    : `the step ${named(second)} of the flow ${named(first)}`;
}

/** A name of one word stands as it is. */
const named = (text: string): string => (/\s/.test(text) ? quoted(text) : text);

const quoted = (text: string): string => `“${text}”`;
