/** Brings the bits of dialogs that have changed, and their rows of the list, up to date, a batch at a time. */
import { type SearchEntry, type SearchFacts, searchEntries } from '../condition/condition.ts';
import type { DialogState } from '../dialog/dialog.ts';
import type { Connection } from './database.ts';
import { findWordless, type ListedDialog, removeFromList, writeList } from './listWriting.ts';
import { blockOf, blockSize, changeRow } from './searchBits.ts';
import { differences, packTerms, unpackTerms } from './searchTermList.ts';
import {
  dropUnused,
  emptyVocabulary,
  forget,
  loadKeys,
  storeFresh,
  type Term,
  termsOfEntries,
  termsOfOdd,
  type Vocabulary,
} from './searchVocabulary.ts';

export { emptyVocabulary, type Vocabulary };

/** A dialog with more terms is found by none of them: a query always looks at it. */
const mostTerms = 1500;

const begin = `select pg_try_advisory_xact_lock(7342, 0) as locked, (select epoch from search_epoch) as epoch,
  set_config('synchronous_commit', 'off', true)`;

// In the order of the rows: after the migration that is the order of the dialogs, a few blocks a batch.
const take = `delete from dialog_dirty
  where ctid = any (array(select ctid from dialog_dirty limit $1)) returning dialog_id as id`;

const read = `select dialog.id, bot.space_id as space, dialog.bot_id as "botId", dialog.chat_id as "chatId",
    dialog.username, dialog.name, dialog.status, dialog.flow, dialog.step, dialog.fields, dialog.tracker,
    dialog.tags, dialog.manager, dialog.campaign_id as "campaignId", dialog.state,
    floor(extract(epoch from dialog.created_at) * 1000)::bigint as "createdAt",
    floor(extract(epoch from dialog.last_message_at) * 1000)::bigint as "lastMessageAt"
  from dialog join bot on bot.id = dialog.bot_id where dialog.id = any ($1::bigint[])`;

type Row = Omit<SearchFacts, 'counts' | 'last' | 'balance'> & ListedDialog & { space: string; state: string };

/** Dialogs of before the list are taken in while nothing else is to be done: a few, as each has many messages. */
const mostWordless = 100;

/**
 * Takes up to `limit` marks of changed dialogs and sets their bits, in one transaction with the marks'
 * removal; answers how many dialogs or marks, or null while another process is at it. The dialogs are read after the
 * marks: whatever changes later has a mark of its own. Run it in a transaction; should that fail, what the
 * vocabulary remembers is forgotten with it.
 */
export async function indexBatch(
  connection: Connection,
  vocabulary: Vocabulary,
  limit: number,
): Promise<number | null> {
  try {
    const [start] = await connection.query<{ locked: boolean; epoch: number }>(begin);
    if (!start?.locked) return null;
    if (start.epoch !== vocabulary.epoch) forget(vocabulary);
    vocabulary.epoch = start.epoch;
    const marks = await connection.query<{ id: number }>(take, [limit]);
    if (marks.length === 0) return await takeWordless(connection, Math.min(limit, mostWordless));
    await indexDialogs(connection, vocabulary, [...new Set(marks.map(({ id }) => id))]);
    return marks.length;
  } catch (error) {
    forget(vocabulary);
    throw error;
  }
}

async function takeWordless(connection: Connection, limit: number): Promise<number> {
  const ids = await findWordless(connection, limit);
  if (ids.length === 0) return 0;
  const rows = await connection.query<Row>(read, [ids]);
  await writeList(connection, rows);
  const there = new Set(rows.map(({ id }) => id));
  await removeFromList(
    connection,
    ids.filter((id) => !there.has(id)),
  );
  return ids.length;
}

async function indexDialogs(connection: Connection, vocabulary: Vocabulary, ids: number[]): Promise<void> {
  const rows = await connection.query<Row>(read, [ids]);
  const stored = await connection.query<{ id: number; terms: Buffer }>(
    'select dialog_id as id, terms from dialog_search where dialog_id = any ($1::bigint[])',
    [ids],
  );
  const before = new Map(stored.map(({ id, terms }) => [id, unpackTerms(terms)]));
  const after = await findTerms(connection, vocabulary, rows);
  const changes: RowChanges = new Map();
  for (const id of ids) note(changes, id, differences(before.get(id) ?? [], after.get(id) ?? []));
  const emptied = await writeBits(connection, changes);
  await writeTerms(connection, ids, after);
  await dropUnused(connection, vocabulary, emptied);
  await writeList(connection, rows);
  await removeFromList(
    connection,
    ids.filter((id) => !after.has(id)),
  );
}

/** Ascending term ids of each dialog. */
async function findTerms(
  connection: Connection,
  vocabulary: Vocabulary,
  rows: readonly Row[],
): Promise<Map<number, number[]>> {
  const entries = rows.map((row) => ({ row, entries: entriesOf(row) }));
  for (const space of new Set(rows.map((row) => row.space))) {
    const own = entries.filter(({ row }) => row.space === space);
    const keys = new Set(own.flatMap((one) => (one.entries ?? []).map(({ key }) => key)));
    await loadKeys(connection, vocabulary, space, keys);
  }
  const terms = new Map<number, Set<Term>>();
  for (const { row, entries: list } of entries) {
    const found = list && termsOfEntries(vocabulary, row.space, list);
    terms.set(row.id, found && found.size <= mostTerms ? found : termsOfOdd(vocabulary, row.space));
  }
  await storeFresh(connection, vocabulary);
  return new Map(
    [...terms].map(([id, set]) => [id, [...set].map((term) => term.id).sort((left, right) => left - right)]),
  );
}

/** Null for a memory that cannot be read. */
function entriesOf({ state, ...row }: Row): SearchEntry[] | null {
  const memory = readMemory(state);
  if (!memory) return null;
  const { counts = {}, last = {}, balance = {} } = memory;
  return searchEntries({ ...row, counts, last, balance });
}

function readMemory(state: string): Partial<DialogState> | null {
  try {
    return JSON.parse(state);
  } catch {
    return null;
  }
}

/** Term -> block -> changes of that row. */
type RowChanges = Map<number, Map<number, number[]>>;

function note(changes: RowChanges, id: number, changed: { added: number[]; removed: number[] }): void {
  const block = blockOf(id);
  const position = (id % blockSize) * 2;
  const add = (term: number, change: number): void => {
    const blocks = changes.get(term) ?? new Map<number, number[]>();
    if (blocks.size === 0) changes.set(term, blocks);
    const row = blocks.get(block);
    if (row) row.push(change);
    else blocks.set(block, [change]);
  };
  for (const term of changed.added) add(term, position + 1);
  for (const term of changed.removed) add(term, position);
}

/** Answers the terms of which a row has become empty. */
async function writeBits(connection: Connection, changes: RowChanges): Promise<number[]> {
  if (changes.size === 0) return [];
  const touched = [...changes].flatMap(([term, blocks]) =>
    [...blocks].map(([block, list]) => ({ term, block, list })),
  );
  const stored = await connection.query<{ n: number; bits: Buffer }>(
    `select wanted.n, search_bits.bits
     from unnest($1::int[], $2::int[]) with ordinality as wanted (term, block, n)
       join search_bits on search_bits.term = wanted.term and search_bits.block = wanted.block`,
    [touched.map(({ term }) => term), touched.map(({ block }) => block)],
  );
  const known = new Map(stored.map(({ n, bits }) => [n - 1, bits]));
  const rows = touched.map(({ term, block, list }, n) => ({
    ...{ term, block },
    bits: changeRow(known.get(n) ?? null, list),
  }));
  const full = rows.filter((row) => row.bits !== null);
  await connection.query(
    `insert into search_bits (term, block, bits) select * from unnest($1::int[], $2::int[], $3::bytea[])
     on conflict (term, block) do update set bits = excluded.bits`,
    [full.map(({ term }) => term), full.map(({ block }) => block), full.map(({ bits }) => bits)],
  );
  const empty = rows.filter((row) => row.bits === null);
  if (empty.length === 0) return [];
  await connection.query(
    `delete from search_bits using unnest($1::int[], $2::int[]) as empty (term, block)
     where search_bits.term = empty.term and search_bits.block = empty.block`,
    [empty.map(({ term }) => term), empty.map(({ block }) => block)],
  );
  return empty.map(({ term }) => term);
}

async function writeTerms(
  connection: Connection,
  ids: readonly number[],
  terms: ReadonlyMap<number, number[]>,
): Promise<void> {
  await connection.query(
    `insert into dialog_search (dialog_id, terms) select * from unnest($1::bigint[], $2::bytea[])
     on conflict (dialog_id) do update set terms = excluded.terms
     where dialog_search.terms is distinct from excluded.terms`,
    [[...terms.keys()], [...terms.values()].map(packTerms)],
  );
  const gone = ids.filter((id) => !terms.has(id));
  if (gone.length === 0) return;
  await connection.query('delete from dialog_search where dialog_id = any ($1::bigint[])', [gone]);
}
