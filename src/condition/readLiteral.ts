/** Reads the value behind an operator, as the operand wants it. */
import { parseDuration } from '../base/instant.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { Literal, Operand, Operator } from './conditionShape.ts';
import { isPlainDecimal, normalDecimal } from './decimalText.ts';
import { ruleOf, statuses } from './operandRule.ts';
import { isKeyword, type Token } from './scan.ts';

/** Longest name of an event in characters, as events themselves are read. */
const longestEventName = 64;

/** The value in a token that is a word or quoted; the reason says what was expected instead. */
export function readLiteral(operand: Operand, operator: Operator, token: Token): Result<Literal, string> {
  const { text } = token;
  const bare = token.kind === 'word';
  if (bare && isKeyword(text)) return readKeyword(operand, operator, text);
  if (text === '') return fail(`expected a text that is not empty${hintOfEmpty(operand)}`);
  switch (ruleOf(operand).takes) {
    case 'number':
      return bare && isPlainDecimal(text)
        ? ok(numberOf(text))
        : expected('a number such as 20 or -1.5', token);
    case 'duration':
      return readDuration(token);
    case 'value':
      return readValue(operator, token);
    case 'status':
      return statuses.some((status) => status === text)
        ? ok(textOf(text))
        : expected(`one of ${statuses.join(', ')}`, token);
    case 'currency':
      return /^[A-Za-z]{3,5}$/.test(text)
        ? ok(textOf(text.toUpperCase()))
        : expected('a currency code such as USD', token);
    case 'event': {
      const name = readEventName(text);
      return name.ok ? ok(textOf(name.value)) : name;
    }
    case 'step':
      return /^[^/]+(\/[^/]+)?$/.test(text)
        ? ok(textOf(text))
        : expected("a step's key such as REG, or flow/step such as FD/REG", token);
    case 'tag':
    case 'key':
    case 'text':
      return ok(textOf(text));
  }
}

/** An event's name without its ordinal: `resale#2` is counted, not named. */
export function readEventName(text: string): Result<string, string> {
  if (text === '') return fail('expected the name of an event');
  if (text.includes('#'))
    return fail("expected an event's name without #; to count write: count(resale) >= 2");
  if (text.length > 2 * longestEventName || [...text].length > longestEventName) {
    return fail(`expected an event's name of at most ${longestEventName} characters`);
  }
  return ok(text);
}

function readKeyword(operand: Operand, operator: Operator, text: string): Result<Literal, string> {
  const keyword = text.toLowerCase();
  const equals = operator === '=' || operator === '!=';
  if (keyword === 'none' && ruleOf(operand).none && equals) return ok({ is: 'none' });
  const hint = keyword === 'none' || keyword === 'empty' ? hintOfEmpty(operand) : '';
  return fail(`expected a value${hint}; the word ${keyword} as a value stands in quotes: "${text}"`);
}

const hintOfEmpty = (operand: Operand): string =>
  ruleOf(operand).operators.includes('isEmpty') ? '; for no value write: is empty' : '';

function readDuration(token: Token): Result<Literal, string> {
  if (token.kind === 'word') {
    const duration = parseDuration(token.text);
    if (duration.ok) return ok({ is: 'duration', text: token.text, ms: duration.value });
  }
  return expected('a duration of at most 366 days such as 7d, 12h or 1h30m', token);
}

function readValue(operator: Operator, token: Token): Result<Literal, string> {
  const { text } = token;
  if (token.kind === 'word') {
    if (isPlainDecimal(text)) return ok(numberOf(text));
    if (isDay(text)) return ok({ is: 'date', text });
  }
  if (operator === '=' || operator === '!=' || operator === 'has') return ok(textOf(text));
  return expected('a number such as 20 or -1.5, or a date such as 2024-03-10', token);
}

const textOf = (text: string): Literal => ({ is: 'text', text });

const numberOf = (text: string): Literal => ({ is: 'number', text, value: normalDecimal(text) });

/** `2024-03-10`, and a day that the calendar has. */
function isDay(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function expected(what: string, token: Token): Result<Literal, string> {
  const quoted = token.kind === 'quoted' ? ' in quotes' : '';
  return fail(`expected ${what}, not ${shown(token.text)}${quoted}`);
}

/** A piece of the text as a reason shows it: quoted, at most 40 signs. */
export const shown = (text: string): string =>
  JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
