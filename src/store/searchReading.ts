/**
 * Dialogs of a space in which a condition holds, newest first. Search names candidates block by block from
 * the newest on, the exact condition decides; dialogs that search has not caught up with are candidates too.
 * So the answer is always that of this moment, and what search does not know only costs time.
 */
import type { Instant } from '../base/instant.ts';
import {
  type CandidateContext,
  type Condition,
  candidate,
  conditionSql,
  type SearchSet,
} from '../condition/condition.ts';
import type { Connection, Database } from './database.ts';
import { hasCode } from './hasCode.ts';
import {
  addDialogs,
  type Bits,
  bitsOf,
  blockOf,
  blockSize,
  positionsIn,
  type TermSet,
  termsIn,
} from './searchBits.ts';
import { findTerms, readBlocks } from './searchRows.ts';

export type DialogSearch = {
  condition: Condition;
  bot?: string;
  /** The moment of asking, in real time. */
  now: Instant;
  /** Only older dialogs than this one. */
  before: string | null;
  limit: number;
  /** When it is given up; 10 s unless told otherwise. */
  longestMs?: number;
};

const defaultLongestMs = 10_000;

export class SearchTooLong extends Error {}

/** With more marks of changes it is not worth reading them: the dialogs are looked at one by one. */
const mostMarks = 200_000;

type Bot = { id: string; key: string; offset: number };

type Setting = {
  currency: string;
  bots: Bot[];
  campaigns: { id: string; key: string }[];
  top: number | null;
  marks: number;
  dirty: number[];
};

const setting = `with marks as materialized (select dialog_id from dialog_dirty limit ${mostMarks + 1})
select
  (select currency from company join space on space.company_id = company.id where space.id = $1) as currency,
  (select coalesce(json_agg(json_build_object('id', id, 'key', key, 'offset', clock_offset_ms)), '[]')
    from bot where space_id = $1) as bots,
  (select coalesce(json_agg(json_build_object('id', id, 'key', key)), '[]')
    from campaign where space_id = $1) as campaigns,
  (select max(id) from dialog) as top,
  (select count(*) from marks) as marks,
  array(select distinct dialog_id from marks where (select count(*) from marks) <= ${mostMarks}) as dirty`;

/** Numbers of the dialogs, newest first. Throws SearchTooLong when it is given up. */
export async function searchDialogs(
  database: Database,
  spaceId: string,
  search: DialogSearch,
): Promise<number[]> {
  const longestMs = search.longestMs ?? defaultLongestMs;
  const deadline = Date.now() + longestMs;
  return database
    .transaction(async (connection) => {
      // One moment for all statements: marks that vanish are then seen together with the bits they became.
      await connection.query('set transaction isolation level repeatable read, read only');
      await connection.query(`set local statement_timeout = ${longestMs}`);
      return searchIn(connection, spaceId, search, deadline);
    })
    .catch((error: unknown) => {
      throw hasCode(error, '57014') ? new SearchTooLong('the filter took too long') : error;
    });
}

/** Dialogs in which a condition may hold, and who of them it does hold for, at one moment. */
export type Candidates = {
  /** Their numbers, in no order; null when search does not know, or when they are more than `most`. */
  few(most: number): Promise<number[] | null>;
  /** Those of these dialogs in which it holds, in the given order. */
  judge(ids: readonly number[]): Promise<number[]>;
  /** Those of these dialogs in which it may hold, in the given order. */
  sift(ids: readonly number[]): Promise<number[]>;
};

/** Ask it inside one transaction that sees one moment. */
export async function openCandidates(
  connection: Connection,
  spaceId: string,
  search: Pick<DialogSearch, 'condition' | 'now'>,
): Promise<Candidates> {
  const [known] = await connection.query<Setting>(setting, [spaceId]);
  const bots = known?.bots ?? [];
  if (!known || known.top === null || bots.length === 0) {
    return { few: async () => [], judge: async () => [], sift: async () => [] };
  }
  const exact = exactly(search.condition, known.currency, bots, search.now);
  const may = candidate(search.condition, contextOf(known, bots, { ...search, before: null, limit: 0 }));
  const isKnown = may.of !== 'everything' && known.marks <= mostMarks;
  let read: Promise<Bits[]> | null = null;
  const blocks = (): Promise<Bits[]> => (read ??= readCandidates(connection, spaceId, may, known));
  return {
    few: async (most) => {
      if (!isKnown) return null;
      const ids: number[] = [];
      for (const [block, bits] of (await blocks()).entries()) {
        for (const position of positionsIn(bits)) ids.push(block * blockSize + position);
        if (ids.length > most) return null;
      }
      return ids;
    },
    judge: async (ids) => {
      const rows = await connection.query<{ id: number }>(
        `select dialog.id from ${exact.from}, dialog
         where dialog.id = any ($${exact.values.length + 1}::bigint[]) and ${exact.where}`,
        [...exact.values, ids],
      );
      const holds = new Set(rows.map(({ id }) => id));
      return ids.filter((id) => holds.has(id));
    },
    sift: async (ids) => {
      if (!isKnown) return [...ids];
      const bits = await blocks();
      return ids.filter((id) => hasBit(bits[blockOf(id)], id % blockSize));
    },
  };
}

const hasBit = (bits: Bits | undefined, position: number): boolean =>
  bits !== undefined && ((new Uint8Array(bits.buffer)[position >> 3] ?? 0) & (1 << (position & 7))) !== 0;

/** Every block, by its number. */
async function readCandidates(
  connection: Connection,
  spaceId: string,
  may: SearchSet,
  known: Setting,
): Promise<Bits[]> {
  const set = await findTerms(connection, spaceId, may);
  const last = blockOf(known.top ?? 0);
  const rows = await readBlocks(connection, [...new Set(termsIn(set))], 0, last);
  return Array.from({ length: last + 1 }, (_, block) => {
    const bits = bitsOf(set, rows.get(block) ?? new Map());
    addDialogs(bits, block, known.dirty);
    return bits;
  });
}

async function searchIn(
  connection: Connection,
  spaceId: string,
  search: DialogSearch,
  deadline: number,
): Promise<number[]> {
  const [known] = await connection.query<Setting>(setting, [spaceId]);
  const bots = (known?.bots ?? []).filter((bot) => search.bot === undefined || bot.key === search.bot);
  if (!known || known.top === null || bots.length === 0) return [];
  const may = candidate(search.condition, contextOf(known, bots, search));
  const below = Math.min(known.top + 1, Number(search.before ?? Number.MAX_SAFE_INTEGER));
  const page: Page = {
    connection,
    exact: exactly(search.condition, known.currency, bots, search.now),
    ...{ limit: search.limit, deadline, found: [] },
  };
  if (may.of === 'everything' || known.marks > mostMarks) await lookThrough(page, below);
  else await lookUp(page, await findTerms(connection, spaceId, may), known.dirty, below);
  return page.found;
}

function contextOf(known: Setting, bots: readonly Bot[], { now, bot }: DialogSearch): CandidateContext {
  const offsets = bots.map(({ offset }) => offset);
  return {
    now: { from: now + Math.min(...offsets), to: now + Math.max(...offsets) },
    currency: known.currency,
    campaigns: new Map(known.campaigns.map(({ key, id }) => [key, id])),
    botId: bot === undefined ? null : (bots[0]?.id ?? null),
  };
}

type Page = { connection: Connection; exact: Exact; limit: number; deadline: number; found: number[] };

/** What a dialog of the space must be, for `from ${from} where ${where}`. */
type Exact = { from: string; where: string; values: unknown[] };

function exactly(condition: Condition, currency: string, bots: readonly Bot[], now: Instant): Exact {
  const [first] = bots;
  const together = bots.every(({ offset }) => offset === first?.offset);
  const offset = '(select clock_offset_ms from bot where bot.id = dialog.bot_id)';
  const values = [bots.map(({ id }) => id), currency, together ? now + (first?.offset ?? 0) : now];
  const sql = conditionSql(condition, {
    now: together ? 'asked.now' : `(asked.now + ${offset})`,
    currency: 'asked.currency',
    firstParameter: values.length + 1,
  });
  return {
    // Read from here, every parameter has its type, whether the condition names it or not.
    from: '(select $1::uuid[] as bots, $2::text as currency, $3::numeric as now) as asked',
    where: `dialog.bot_id = any (asked.bots) and ${sql.text}`,
    values: [...values, ...sql.values],
  };
}

/** How many dialogs, from the newest on, are looked at one by one before the planner may do as it likes. */
const windows = [5_000, 50_000, Number.POSITIVE_INFINITY];

/** Without search: the newest dialogs first, as what matches most of them is found there. */
async function lookThrough(page: Page, below: number): Promise<void> {
  for (const window of windows) {
    const from = Math.max(0, below - window);
    const { exact } = page;
    const next = exact.values.length;
    const text = `select dialog.id from ${exact.from},
        lateral (select * from dialog where id < $${next + 1} and id >= $${next + 2} order by id desc offset 0) as dialog
      where ${exact.where} order by dialog.id desc limit $${next + 3}`;
    await take(page, text, [below, from, page.limit - page.found.length]);
    if (page.found.length >= page.limit || from === 0) return;
    below = from;
  }
}

async function take(page: Page, text: string, values: readonly unknown[]): Promise<void> {
  const left = page.deadline - Date.now();
  if (left <= 0) throw new SearchTooLong('the filter took too long');
  const rows = await page.connection.query<{ id: number }>(text, [...page.exact.values, ...values]);
  page.found.push(...rows.map(({ id }) => id));
}

/** Blocks are read a few at first, as most pages are full with the newest. */
const firstBlocks = 2;
const mostBlocks = 64;
/** Candidates are judged a few at first, more when few of them hold. */
const fewestJudged = 256;
const mostJudged = 8192;

async function lookUp(page: Page, set: TermSet, dirty: readonly number[], below: number): Promise<void> {
  const terms = [...new Set(termsIn(set))];
  let judged = fewestJudged;
  let count = firstBlocks;
  for (let to = blockOf(below - 1); to >= 0; to -= count, count = Math.min(mostBlocks, count * 4)) {
    const from = Math.max(0, to - count + 1);
    const blocks = await readBlocks(page.connection, terms, from, to);
    const ids: number[] = [];
    for (let block = to; block >= from; block -= 1) {
      const bits = bitsOf(set, blocks.get(block) ?? new Map());
      addDialogs(bits, block, dirty);
      const start = block * blockSize;
      for (const position of positionsIn(bits)) if (start + position < below) ids.push(start + position);
    }
    for (let at = 0; at < ids.length; at += judged, judged = Math.min(mostJudged, judged * 4)) {
      await judge(page, ids.slice(at, at + judged));
      if (page.found.length >= page.limit) return;
    }
  }
}

async function judge(page: Page, ids: readonly number[]): Promise<void> {
  const { exact } = page;
  const next = exact.values.length;
  const text = `select dialog.id from ${exact.from}, dialog
    where dialog.id = any ($${next + 1}::bigint[]) and ${exact.where}
    order by dialog.id desc limit $${next + 2}`;
  await take(page, text, [ids, page.limit - page.found.length]);
}
