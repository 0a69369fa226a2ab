/**
 * Terms by key and value, remembered between batches. A value gets a term of its own while its key has few;
 * later ones share buckets. Which of both a value got may change over time: a query asks for both.
 */
import { allMark, markEntries, oddMark, type SearchEntry } from '../condition/condition.ts';
import type { Connection } from './database.ts';

/** A term's id; 0 until it is stored. */
export type Term = { id: number };

type Key = { terms: Map<string, Term>; own: number };
type Keys = Map<string, Key>;
type Fresh = { space: string; key: string; value: string; term: Term };

export type Vocabulary = {
  spaces: Map<string, Keys>;
  fresh: Fresh[];
  /** How many terms are remembered. */
  size: number;
  /** Of search_epoch, when they were read. */
  epoch: number;
};

export const emptyVocabulary = (): Vocabulary => ({ spaces: new Map(), fresh: [], size: 0, epoch: 0 });

/** Values of a key that have a term of their own; keys of a space that are told apart. */
const mostValues = 1000;
const mostKeys = 2000;
/** Longer values are not worth a term of their own (with the letter of their kind). */
const longestValue = 65;
/** Longer than any key that is told apart. */
const longestKey = 66;
/** Some 60 MB. */
const mostRemembered = 500_000;

/** Values, unlike buckets and marks of ranges, are counted, and go when nobody has them. */
const isOwnValue = (key: string, value: string): boolean =>
  key === 'is' ? !value.startsWith('~') : ownKinds.has(value.charAt(0));
const ownKinds: ReadonlySet<string> = new Set(['v', '#', 'n', 'l', 'm']);

/** Keys that every dialog needs. */
const commonKeys = [allMark.key, oddMark.key, 'is'];

/** Reads the terms of keys that are not remembered yet. */
export async function loadKeys(
  connection: Connection,
  vocabulary: Vocabulary,
  space: string,
  keys: ReadonlySet<string>,
): Promise<void> {
  if (vocabulary.size > mostRemembered) forget(vocabulary);
  const known: Keys = vocabulary.spaces.get(space) ?? new Map();
  vocabulary.spaces.set(space, known);
  const missing = [...commonKeys, ...keys].filter((key) => !known.has(key));
  if (missing.length === 0) return;
  for (const key of missing) known.set(key, { terms: new Map(), own: 0 });
  const rows = await connection.query<{ id: number; key: string; value: string }>(
    'select id, key, value from search_term where space_id = $1 and key = any ($2::text[])',
    [space, missing],
  );
  for (const { id, key, value } of rows) {
    const one = known.get(key);
    if (one) remember(vocabulary, one, key, value, { id });
  }
}

export function forget(vocabulary: Vocabulary): void {
  vocabulary.spaces.clear();
  vocabulary.fresh = [];
  vocabulary.size = 0;
}

function remember(vocabulary: Vocabulary, known: Key, key: string, value: string, term: Term): void {
  known.terms.set(value, term);
  vocabulary.size += 1;
  if (isOwnValue(key, value)) known.own += 1;
}

/** The terms of a dialog of which search cannot tell more than that it is there. */
export function termsOfOdd(vocabulary: Vocabulary, space: string): Set<Term> {
  const terms = new Set<Term>();
  for (const { key, mark } of [allMark, oddMark]) terms.add(termOf(vocabulary, space, key, mark));
  return terms;
}

/** The terms of a dialog's entries; their keys have been loaded. New ones have no id before `storeFresh`. */
export function termsOfEntries(
  vocabulary: Vocabulary,
  space: string,
  entries: readonly SearchEntry[],
): Set<Term> {
  const terms = new Set<Term>();
  const known = vocabulary.spaces.get(space);
  const takesOwn = (key: string, value: string): boolean => {
    const one = known?.get(key);
    if (one?.terms.has(value)) return true;
    if (key === 'is') return (one?.own ?? 0) < mostKeys && value.length <= longestKey;
    return (one?.own ?? 0) < mostValues && value.length <= longestValue;
  };
  markEntries(entries, takesOwn, (key, mark) => terms.add(termOf(vocabulary, space, key, mark)));
  return terms;
}

function termOf(vocabulary: Vocabulary, space: string, key: string, value: string): Term {
  const one = vocabulary.spaces.get(space)?.get(key);
  const known = one?.terms.get(value);
  if (known) return known;
  const term = { id: 0 };
  if (one) remember(vocabulary, one, key, value, term);
  vocabulary.fresh.push({ space, key, value, term });
  return term;
}

/** Gives new terms their ids; another process may have made the same ones. */
export async function storeFresh(connection: Connection, vocabulary: Vocabulary): Promise<void> {
  const { fresh } = vocabulary;
  if (fresh.length === 0) return;
  vocabulary.fresh = [];
  const rows = await connection.query<{ n: number; id: number }>(
    `with wanted as (
       select * from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality as one (space_id, key, value, n)),
     made as (
       insert into search_term (space_id, key, value) select space_id, key, value from wanted
       on conflict (space_id, key, value) do update set value = excluded.value
       returning id, space_id, key, value)
     select wanted.n, made.id from wanted join made using (space_id, key, value)`,
    [fresh.map((one) => one.space), fresh.map((one) => one.key), fresh.map((one) => one.value)],
  );
  for (const { n, id } of rows) {
    const one = fresh[n - 1];
    if (one) one.term.id = id;
  }
}

/**
 * Removes terms that no dialog has any more, of values only: what a lead wrote does not outlive the lead.
 * (Marks of ranges stay: they are few and say nothing of anybody.)
 */
export async function dropUnused(
  connection: Connection,
  vocabulary: Vocabulary,
  emptied: readonly number[],
): Promise<void> {
  if (emptied.length === 0) return;
  const gone = await connection.query<{ space: string; key: string; value: string }>(
    `delete from search_term where id = any ($1::int[]) and (value ~ '^[v#nlm]' or key = 'is' and value !~ '^~')
       and not exists (select from search_bits where search_bits.term = search_term.id)
     returning space_id as space, key, value`,
    [emptied],
  );
  if (gone.length === 0) return;
  for (const { space, key, value } of gone) {
    const known = vocabulary.spaces.get(space)?.get(key);
    if (!known?.terms.delete(value)) continue;
    vocabulary.size -= 1;
    known.own -= 1;
  }
  const [row] = await connection.query<{ epoch: number }>(
    'update search_epoch set epoch = epoch + 1 returning epoch',
  );
  vocabulary.epoch = row?.epoch ?? 0;
}
