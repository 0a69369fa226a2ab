/**
 * From a condition to the set of dialogs in which it may hold, told in marks of the search side (see
 * searchEntry.ts). The set is never too small; where it is too large the exact condition decides.
 */
import type { Decimal } from '../base/decimal.ts';
import type { Instant } from '../base/instant.ts';
import type { Comparison, Condition, Literal, Operator } from './conditionShape.ts';
import {
  type Bounds,
  eitherOf,
  hasValue,
  marked,
  negated,
  plainValue,
  under,
  unknown,
  without,
} from './searchBounds.ts';
import { allMark, oddMark } from './searchEntry.ts';
import { dayCover, instantCover } from './searchInstant.ts';
import { canonicalDecimal, numberCover } from './searchNumber.ts';
import { allOf, anyOf, everything, nothing, type SearchSet } from './searchSet.ts';
import { pieceMarks } from './searchText.ts';

export type CandidateContext = {
  /** The moments at which it is asked: bots of a space may have different clocks. */
  now: { from: Instant; to: Instant };
  /** The company's. */
  currency: string;
  /** Key of each campaign there is -> what search knows it by. */
  campaigns: ReadonlyMap<string, string>;
  /** Only dialogs of this bot, by id. */
  botId: string | null;
};

/** Dialogs of the space in which the condition may hold; `everything` where search knows nothing of it. */
export function candidate(condition: Condition, context: CandidateContext): SearchSet {
  const { may } = boundsOf(condition, context);
  const ofBot = context.botId === null ? everything : hasValue('bot', `v${context.botId}`).may;
  const wanted = allOf([may, ofBot]);
  if (wanted.of === 'everything') return everything;
  return allOf([{ of: 'mark', ...allMark }, anyOf([wanted, { of: 'mark', ...oddMark }])]);
}

function boundsOf(condition: Condition, context: CandidateContext): Bounds {
  switch (condition.kind) {
    case 'compare':
      return comparison(condition, context);
    case 'not':
      return negated(boundsOf(condition.condition, context));
    case 'and':
    case 'or': {
      const parts = condition.conditions.map((one) => boundsOf(one, context));
      const join = condition.kind === 'and' ? allOf : anyOf;
      return { sure: join(parts.map((one) => one.sure)), may: join(parts.map((one) => one.may)) };
    }
  }
}

function comparison(one: Comparison, context: CandidateContext): Bounds {
  if (one.operator === '!=') return negated(comparison({ ...one, operator: '=' }, context));
  if (one.operator === 'isNotEmpty') return negated(comparison({ ...one, operator: 'isEmpty' }, context));
  const { operand, operator, literal } = one;
  switch (operand.of) {
    case 'event':
      return operator === 'isEmpty' ? without('e') : hasValue('e', `l${textOf(literal)}`);
    case 'count': {
      const cover = numberBounds(`e.${operand.event}`, 'n', operator, literal);
      return includesZero(operator, literal)
        ? eitherOf(cover, negated(hasValue('e', `l${operand.event}`)))
        : cover;
    }
    case 'cost': {
      const key = `cost.${context.currency}`;
      const cover =
        operator === '=' ? hasValue(key, `#${numberIn(literal)}`) : numberBounds(key, '', operator, literal);
      return includesZero(operator, literal) ? eitherOf(cover, without(key)) : cover;
    }
    case 'chatId':
      return operator === '='
        ? hasValue('chatId', `#${numberIn(literal)}`)
        : numberBounds('chatId', '', operator, literal);
    case 'last':
      return agoBounds(`e.${operand.event}`, operator, literal, context);
    case 'created':
    case 'lastMessage':
      return agoBounds(operand.of, operator, literal, context);
    case 'tags':
      return operator === 'isEmpty' ? without('tags') : hasValue('tags', `l${textOf(literal)}`);
    case 'field':
      return fieldBounds(`f.${operand.key}`, operator, literal);
    case 'tracker':
      return fieldBounds(`t.${operand.key}`, operator, literal);
    case 'campaign':
      return campaignBounds(operator, literal, context);
    case 'step': {
      const text = textOf(literal);
      return textBounds(text.includes('/') ? 'place' : 'step', operator, literal);
    }
    case 'amount':
    case 'currency':
      return unknown;
    default:
      return textBounds(operand.of, operator, literal);
  }
}

function numberBounds(key: string, prefix: string, operator: Operator, literal: Literal | null): Bounds {
  const bound = numberIn(literal);
  switch (operator) {
    case '>':
    case '>=':
      return marked(key, prefix, numberCover('above', bound, operator === '>='));
    case '<':
    case '<=':
      return marked(key, prefix, numberCover('below', bound, operator === '<='));
    case '=': {
      const [above, below] = [numberCover('above', bound, true), numberCover('below', bound, true)];
      const [left, right] = [marked(key, prefix, above), marked(key, prefix, below)];
      return { sure: allOf([left.sure, right.sure]), may: allOf([left.may, right.may]) };
    }
    default:
      return unknown;
  }
}

function includesZero(operator: Operator, literal: Literal | null): boolean {
  const bound = numberIn(literal);
  const negative = bound.startsWith('-');
  if (operator === '=') return bound === '0';
  if (operator.startsWith('>')) return negative || (bound === '0' && operator === '>=');
  return !negative && (bound !== '0' || operator === '<=');
}

/** `< 7d`: after the moment seven days ago; that moment depends on the clock by which it is asked. */
function agoBounds(
  key: string,
  operator: Operator,
  literal: Literal | null,
  { now }: CandidateContext,
): Bounds {
  if (operator === 'isEmpty') {
    // The entry of an event stands for its count as well; its time is told by marks alone.
    return key.startsWith('e.') ? negated(eitherOf(ofAnyTime(key))) : without(key);
  }
  const ms = literal?.is === 'duration' ? literal.ms : 0;
  const side = operator.startsWith('<') ? 'after' : 'before';
  const one = instantCover(side, now.from - ms);
  const other = instantCover(side, now.to - ms);
  const [early, late] = [marked(key, '', one), marked(key, '', other)];
  const [narrow, wide] = side === 'after' ? [late, early] : [early, late];
  return { sure: narrow.sure, may: wide.may };
}

function ofAnyTime(key: string): Bounds {
  const [before, after] = [instantCover('before', 0), instantCover('after', 0)];
  const sure = [...before.sure, ...before.perhaps, ...after.sure, ...after.perhaps];
  return marked(key, '', { sure, perhaps: [] });
}

function fieldBounds(key: string, operator: Operator, literal: Literal | null): Bounds {
  if (operator === 'isEmpty') return without(key);
  const text = textOf(literal);
  if (operator === 'has') return under(key, containing(key, text));
  if (operator === '=') {
    if (literal?.is === 'number') {
      const number = canonicalDecimal(literal.value) ?? '0';
      return under(key, eitherOf(...['#', 'n', 'm'].map((kind) => plainValue(key, kind + number))));
    }
    const kind = canonicalDecimal(text) === text ? '#' : 'v';
    return under(key, eitherOf(plainValue(key, kind + text), plainValue(key, `l${text}`)));
  }
  if (literal?.is === 'number') return numberBounds(key, '', operator, literal);
  return marked(
    key,
    '',
    dayCover(operator.startsWith('>') ? 'above' : 'below', text, operator.endsWith('=')),
  );
}

/** `has`: a text with the piece in it, or a list with the element. */
function containing(key: string, piece: string): Bounds {
  const known: SearchSet = { of: 'containing', key, piece };
  const marks = pieceMarks(piece);
  const mark = (name: string): SearchSet => ({ of: 'mark', key, mark: name });
  const told = anyOf([allOf(marks.every.map(mark)), ...marks.else.map(mark)]);
  return eitherOf({ sure: known, may: anyOf([known, told]) }, plainValue(key, `l${piece}`));
}

/** A text of the dialog itself that may be missing. */
function textBounds(key: string, operator: Operator, literal: Literal | null): Bounds {
  if (operator === 'isEmpty' || literal?.is === 'none') return without(key);
  const text = textOf(literal);
  return operator === 'has' ? under(key, containing(key, text)) : hasValue(key, `v${text}`);
}

/** By id, as a key may be given to another campaign; one that is gone counts as none. */
function campaignBounds(
  operator: Operator,
  literal: Literal | null,
  { campaigns }: CandidateContext,
): Bounds {
  if (operator === 'isEmpty' || literal?.is === 'none') {
    return negated(eitherOf(...[...campaigns.values()].map((id) => hasValue('campaign', `v${id}`))));
  }
  const id = campaigns.get(textOf(literal));
  return id === undefined ? { sure: nothing, may: nothing } : hasValue('campaign', `v${id}`);
}

const textOf = (literal: Literal | null): string =>
  literal === null || literal.is === 'none' ? '' : literal.text;

const numberIn = (literal: Literal | null): Decimal =>
  literal?.is === 'number' ? (canonicalDecimal(literal.value) ?? '0') : '0';
