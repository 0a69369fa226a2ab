/**
 * What of a dialog is found by search, as entries by key. Nothing here depends on the time of asking, so
 * that a dialog which does not change keeps its entries.
 */
import type { Decimal } from '../base/decimal.ts';
import type { ConditionFacts } from './conditionShape.ts';
import { textOfNumber } from './decimalText.ts';
import { dayMarks, instantMarks } from './searchInstant.ts';
import { canonicalDecimal, numberMarks } from './searchNumber.ts';
import { textMarks, valueBucket, wholeTextMarks } from './searchText.ts';

/** Conditions cannot name longer keys. */
export const longestSearchKey = 66;

export type SearchValue = {
  /** A letter for its kind, then the value: see `scalarValues` and `listValues`. */
  value: string;
  /** The text in which `has` looks; null where it looks for the whole value. */
  text: string | null;
};

/** The key has a value if the entry is there at all. `marks` are few and tell ranges. */
export type SearchEntry = { key: string; values: SearchValue[]; marks: string[] };

/** Facts of a dialog as they are stored: any moment, any currency, ids for keys that others may rename. */
export type SearchFacts = Omit<ConditionFacts, 'now' | 'event' | 'balance' | 'campaign'> & {
  botId: string;
  campaignId: string | null;
  /** Currency -> amount. */
  balance: Readonly<Record<string, Decimal>>;
};

export function searchEntries(facts: SearchFacts): SearchEntry[] {
  const { lastMessageAt, flow, step } = facts;
  const entries = [
    word('bot', facts.botId),
    word('status', facts.status),
    word('flow', flow),
    word('step', step),
    word('place', flow && step ? `${flow}/${step}` : null),
    word('manager', facts.manager),
    word('campaign', facts.campaignId),
    word('name', facts.name),
    word('username', facts.username),
    numeric('chatId', textOfNumber(facts.chatId)),
    { key: 'created', values: [], marks: instantMarks(facts.createdAt) },
    lastMessageAt === null ? null : { key: 'lastMessage', values: [], marks: instantMarks(lastMessageAt) },
    listEntry('tags', facts.tags),
    ...eventEntries(facts),
    ...Object.entries(facts.balance).map(([currency, amount]) => numeric(`cost.${currency}`, amount)),
    ...Object.entries(facts.fields).map(([key, value]) => valueEntry(`f.${key}`, value)),
    ...Object.entries(facts.tracker).map(([key, value]) => valueEntry(`t.${key}`, value)),
  ];
  return entries.flatMap((entry) => (entry && entry.key.length <= longestSearchKey ? [entry] : []));
}

const word = (key: string, text: string | null): SearchEntry | null =>
  text ? { key, values: [{ value: `v${text}`, text }], marks: [] } : null;

/** Only compared by size. */
function numeric(key: string, text: string): SearchEntry | null {
  const canonical = canonicalDecimal(text);
  if (canonical === null) return null;
  return { key, values: [{ value: `#${canonical}`, text: null }], marks: numberMarks(canonical) };
}

function* eventEntries({ counts, last }: SearchFacts): Iterable<SearchEntry> {
  const names = Object.keys(counts).filter((name) => (counts[name] ?? 0) > 0);
  if (names.length > 0) yield listEntryOf('e', names);
  for (const name of new Set([...names, ...Object.keys(last)])) {
    const count = canonicalDecimal(String(counts[name] ?? 0));
    const at = Object.hasOwn(last, name) ? last[name] : undefined;
    yield {
      key: `e.${name}`,
      values: [],
      marks: [
        ...(count === null ? [] : numberMarks(count).map((mark) => `n${mark}`)),
        ...(at === undefined ? [] : instantMarks(at)),
      ],
    };
  }
}

function valueEntry(key: string, value: string | number | readonly string[] | null): SearchEntry | null {
  if (value === null || value === '') return null;
  if (typeof value === 'string')
    return { key, values: scalarValues(value, value), marks: scalarMarks(value) };
  if (typeof value === 'number') {
    const plain = textOfNumber(value);
    return { key, values: scalarValues(String(value), plain), marks: scalarMarks(plain) };
  }
  return listEntry(key, value);
}

/**
 * `#20` a number in its one spelling; any other text `v` and itself, with `n` and its number beside where
 * it is one (`20.0`: `v20.0` and `n20`).
 */
function scalarValues(text: string, plain: string): SearchValue[] {
  const canonical = canonicalDecimal(plain);
  if (canonical === text) return [{ value: `#${text}`, text }];
  const whole = { value: `v${text}`, text };
  return canonical === null ? [whole] : [whole, { value: `n${canonical}`, text: null }];
}

function scalarMarks(plain: string): string[] {
  const canonical = canonicalDecimal(plain);
  return canonical === null ? dayMarks(plain) : numberMarks(canonical);
}

const listEntry = (key: string, values: readonly string[]): SearchEntry | null =>
  values.length > 0 ? listEntryOf(key, values) : null;

/** `l` an element, with `m` and its number beside where it is one. */
function listEntryOf(key: string, values: readonly string[]): SearchEntry {
  return {
    key,
    marks: [],
    values: values.flatMap((one) => {
      const number = canonicalDecimal(one);
      const whole = { value: `l${one}`, text: null };
      return number === null ? [whole] : [whole, { value: `m${number}`, text: null }];
    }),
  };
}

/** Every dialog of the space has it. */
export const allMark: SearchMark = { key: 'all', mark: '' };
/** A dialog of which search cannot tell more. */
export const oddMark: SearchMark = { key: 'odd', mark: '' };

export type SearchMark = { key: string; mark: string };

/**
 * Calls back with what is set for a dialog. `takesOwn` says whether a value has a mark of its own; one that
 * has none shares a bucket, and pieces of its text stand for it. A key that has none (`is` tells keys) stands
 * for nothing else.
 */
export function markEntries(
  entries: readonly SearchEntry[],
  takesOwn: (key: string, value: string) => boolean,
  mark: (key: string, mark: string) => void,
): void {
  mark(allMark.key, allMark.mark);
  for (const { key, values, marks } of entries) {
    if (!takesOwn('is', key)) {
      mark('is', valueBucket(key));
      continue;
    }
    mark('is', key);
    for (const one of marks) mark(key, one);
    for (const { value, text } of values) {
      if (takesOwn(key, value)) mark(key, value);
      else {
        mark(key, valueBucket(value));
        for (const one of pieces(key, text)) mark(key, one);
      }
    }
  }
}

function pieces(key: string, text: string | null): readonly string[] {
  if (text === null) return [];
  // Each lead has one, made of chance: a fifth of all marks for what is only asked for as a whole.
  return key === 't.clickid' ? wholeTextMarks : textMarks(text);
}
