/**
 * From a condition to a part of a query with exactly the meaning of compileCondition: for lists of dialogs
 * and audiences. It speaks of the columns of `dialog` and of the functions `condition_...` and
 * `dialog_memory`, which migration 0004 makes. Whatever a person wrote is a parameter, never part of the text.
 */
import { assert } from '../base/assert.ts';
import type { Comparison, Condition, Literal, Operator } from './conditionShape.ts';
import { unstorableAt } from './scan.ts';

/** `text` is a boolean expression that is never null; `values` are its parameters in their order. */
export type ConditionSql = { text: string; values: string[] };

export type SqlNames = {
  /** Expression for the moment of asking in the bot's time, in milliseconds. */
  now: string;
  /** Expression for the company's currency. */
  currency: string;
  /** Number of the first parameter that is free. */
  firstParameter: number;
};

type Writer = SqlNames & { values: string[] };

/** Writes the condition over a row called `dialog`. */
export function conditionSql(condition: Condition, names: SqlNames): ConditionSql {
  const writer: Writer = { ...names, values: [] };
  return { text: write(writer, condition), values: writer.values };
}

function write(writer: Writer, condition: Condition): string {
  switch (condition.kind) {
    case 'compare':
      return comparison(writer, condition);
    case 'not':
      return `(not ${write(writer, condition.condition)})`;
    case 'and':
    case 'or': {
      const parts = condition.conditions.map((one) => write(writer, one));
      return parts.length > 0 ? `(${parts.join(` ${condition.kind} `)})` : String(condition.kind === 'and');
    }
  }
}

/** A null in a comparison is no value: it is not equal, not more, not in. */
function comparison(writer: Writer, one: Comparison): string {
  const { operator } = one;
  if (operator === '!=') return `(not ${comparison(writer, { ...one, operator: '=' })})`;
  if (operator === 'isNotEmpty') return `(not ${comparison(writer, { ...one, operator: 'isEmpty' })})`;
  if (one.literal && one.literal.is !== 'none' && unstorableAt(one.literal.text) >= 0) return 'false';
  return `((${plainComparison(writer, one)}) is true)`;
}

function plainComparison(writer: Writer, { operand, operator, literal }: Comparison): string {
  switch (operand.of) {
    case 'event':
      return operator === 'isEmpty'
        ? `not exists (select from jsonb_each_text(${memory} -> 'counts') as one where one.value::numeric > 0)`
        : `(${memory} -> 'counts' ->> ${text(writer, literal)})::numeric > 0`;
    case 'count': {
      const count = `coalesce((${memory} -> 'counts' ->> ${parameter(writer, operand.event, 'text')})::numeric, 0)`;
      return order(writer, count, operator, literal);
    }
    case 'cost': {
      const balance = `coalesce((${memory} -> 'balance' ->> ${writer.currency})::numeric, 0)`;
      return order(writer, balance, operator, literal);
    }
    case 'chatId':
      return order(writer, 'dialog.chat_id', operator, literal);
    case 'last': {
      const at = `(${memory} -> 'last' ->> ${parameter(writer, operand.event, 'text')})::numeric`;
      return ago(writer, at, operator, literal);
    }
    case 'created':
      return ago(writer, milliseconds('dialog.created_at'), operator, literal);
    case 'lastMessage':
      return ago(writer, milliseconds('dialog.last_message_at'), operator, literal);
    case 'tags':
      return operator === 'isEmpty'
        ? 'cardinality(dialog.tags) = 0'
        : `${text(writer, literal)} = any (dialog.tags)`;
    case 'field':
      return fieldComparison(writer, 'dialog.fields', operand.key, operator, literal);
    case 'tracker':
      return fieldComparison(writer, 'dialog.tracker', operand.key, operator, literal);
    case 'step':
      return stepComparison(writer, operator, literal);
    case 'campaign':
      return textComparison(writer, campaignKey, operator, literal);
    // No event has fired this condition.
    case 'amount':
    case 'currency':
      return String(operator === 'isEmpty');
    default:
      return textComparison(writer, `dialog.${operand.of}`, operator, literal);
  }
}

const memory = 'dialog_memory(dialog.state)';
const campaignKey = '(select campaign.key from campaign where campaign.id = dialog.campaign_id)';
const milliseconds = (column: string): string => `floor(extract(epoch from ${column}) * 1000)`;

function fieldComparison(
  writer: Writer,
  column: string,
  key: string,
  operator: Operator,
  literal: Literal | null,
): string {
  // No text of the database holds such a key, so no dialog has it.
  const value = unstorableAt(key) >= 0 ? 'null::jsonb' : `(${column} -> ${parameter(writer, key, 'text')})`;
  switch (operator) {
    case 'isEmpty':
      return `coalesce(${value}, 'null') in ('null', '""', '[]')`;
    case 'has':
      return `condition_has(${value}, ${text(writer, literal)})`;
    case '=':
      return literal?.is === 'number'
        ? `condition_is_number(${value}, ${number(writer, literal)})`
        : `condition_is(${value}, ${text(writer, literal)})`;
    default:
      return literal?.is === 'number'
        ? `condition_number(${value}) ${operator} ${number(writer, literal)}`
        : `condition_day(${value}) ${operator} ${text(writer, literal)}`;
  }
}

function stepComparison(writer: Writer, operator: Operator, literal: Literal | null): string {
  const at = literal?.is === 'text' ? literal.text.indexOf('/') : -1;
  if (literal?.is !== 'text' || at < 0) return textComparison(writer, 'dialog.step', operator, literal);
  const flow = parameter(writer, literal.text.slice(0, at), 'text');
  return `dialog.flow = ${flow} and dialog.step = ${parameter(writer, literal.text.slice(at + 1), 'text')}`;
}

function textComparison(writer: Writer, column: string, operator: Operator, literal: Literal | null): string {
  if (operator === 'isEmpty' || literal?.is === 'none') return `coalesce(${column}, '') = ''`;
  const wanted = text(writer, literal);
  return operator === 'has' ? `strpos(${column}, ${wanted}) > 0` : `${column} = ${wanted}`;
}

const order = (writer: Writer, value: string, operator: Operator, literal: Literal | null): string =>
  operator === 'isEmpty' ? `${value} is null` : `${value} ${sign(operator)} ${number(writer, literal)}`;

/** How long ago; null, hence false, without a moment. */
function ago(writer: Writer, at: string, operator: Operator, literal: Literal | null): string {
  if (operator === 'isEmpty') return `${at} is null`;
  assert(literal?.is === 'duration', 'a time is compared with a duration');
  return `${writer.now} - ${at} ${sign(operator)} ${parameter(writer, String(literal.ms), 'numeric')}`;
}

/** Only these are spelled into the query. */
function sign(operator: Operator): string {
  const known = (['=', '>', '<', '>=', '<='] as const).find((one) => one === operator);
  assert(known, 'an operator of this kind stands between two values');
  return known;
}

function number(writer: Writer, literal: Literal | null): string {
  assert(literal?.is === 'number', 'a number is compared with a number');
  return parameter(writer, literal.value, 'numeric');
}

const text = (writer: Writer, literal: Literal | null): string =>
  parameter(writer, literal === null || literal.is === 'none' ? '' : literal.text, 'text');

function parameter(writer: Writer, value: string, type: 'text' | 'numeric'): string {
  const place = writer.firstParameter + writer.values.push(value) - 1;
  return `$${place}::${type}`;
}
