/** The journal read in its two ways: the log of requests and the timeline of a dialog. */
import type { Instant } from '../base/instant.ts';
import type { Entry } from '../dialog/dialog.ts';
import type { Signal } from '../signal/signal.ts';
import type { Connection } from './database.ts';

/** A line of the timeline as it is stored. */
export type JournalEntry = Entry;

/** What a journal row keeps as JSON, version 1. */
export type JournalDocument = {
  /** `contentType` and `body` of what came in, as it was received. */
  request?: { method: string; url: string; status: number | null; contentType?: string; body?: string };
  reason: string | null;
  warnings: string[];
  entries: JournalEntry[];
  durationMs: number;
  /** The signal as it was accepted, where it can be processed again. */
  replay?: Signal;
  /** What happened, in a few words. */
  text?: string;
};

export type JournalRecord = {
  id: number;
  at: Instant;
  kind: string;
  /** Id of the postback or webhook that was called. */
  source: string | null;
  dialogId: number | null;
  outcome: string;
  document: JournalDocument;
};

export const requestKinds = ['postback', 'webhook', 'sendWebhook'] as const;

export type RequestKind = (typeof requestKinds)[number];

/** What a channel told: shown among the requests only where it failed or waits for somebody. */
export const troubleKinds = ['update', 'channel'] as const;

export type TroubleKind = (typeof troubleKinds)[number];

type JournalRow = Omit<JournalRecord, 'document'> & { document: string };

const columns = `id, floor(extract(epoch from at) * 1000)::bigint as at, kind, source, dialog_id as "dialogId", outcome,
  document`;

function readRow(row: JournalRow): JournalRecord {
  const stored: Partial<JournalDocument> = JSON.parse(row.document);
  const { reason = null, warnings = [], entries = [], durationMs = 0 } = stored;
  return { ...row, document: { ...stored, reason, warnings, entries, durationMs } };
}

export type RequestFilter = {
  kinds: readonly (RequestKind | 'ai')[];
  /** Of these only what failed or was parked. */
  troubles?: readonly TroubleKind[];
  /** Letters only: it stands in the statement itself. */
  outcome?: string;
  source?: string;
  since?: Instant;
  until?: Instant;
  dialogId?: string;
  /** Only those with a warning. */
  warned?: boolean;
};

/**
 * The space's requests, newest first, older than `before`. A rare outcome is found by journal_rare,
 * which the planner takes only when it sees the outcome in the statement; everything else is read
 * from the journal's end, where common rows are close together.
 */
export async function listRequests(
  connection: Connection,
  spaceId: string,
  filter: RequestFilter,
  page: { before: string | null; limit: number },
): Promise<JournalRecord[]> {
  const values: unknown[] = [spaceId, [...filter.kinds]];
  const value = (given: unknown): string => `$${values.push(given)}`;
  const troubles = filter.troubles ?? [];
  const wanted = ['space_id = $1'];
  if (troubles.length === 0) wanted.push('kind = any($2)');
  else wanted.push(`(kind = any($2) or kind = any(${value(troubles)}) and outcome in ('failed', 'parked'))`);
  if (filter.outcome !== undefined) {
    if (!/^[A-Za-z]{1,32}$/.test(filter.outcome)) return [];
    wanted.push(`outcome = '${filter.outcome}'`);
  }
  if (filter.source !== undefined) wanted.push(`source = ${value(filter.source)}`);
  if (filter.since !== undefined) wanted.push(`at >= to_timestamp(${value(filter.since)}::float8 / 1000)`);
  if (filter.until !== undefined) wanted.push(`at < to_timestamp(${value(filter.until)}::float8 / 1000)`);
  if (filter.dialogId !== undefined) wanted.push(`dialog_id = ${value(filter.dialogId)}`);
  if (filter.warned) wanted.push(`document like '%"warnings":["%'`);
  if (page.before !== null) wanted.push(`id < ${value(page.before)}`);
  const rows = await connection.query<JournalRow>(
    `select ${columns} from journal where ${wanted.join(' and ')} order by id desc limit ${value(page.limit)}`,
    values,
  );
  return rows.map(readRow);
}

/** One row of the space's journal, null when there is none. */
export async function findJournal(
  connection: Connection,
  spaceId: string,
  id: string,
): Promise<JournalRecord | null> {
  const [row] = await connection.query<JournalRow>(
    { name: 'journal_find', text: `select ${columns} from journal where id = $1 and space_id = $2` },
    [id, spaceId],
  );
  return row ? readRow(row) : null;
}

/** Rows of the space's journal, newest first. */
export async function findJournals(
  connection: Connection,
  spaceId: string,
  ids: readonly number[],
): Promise<JournalRecord[]> {
  if (ids.length === 0) return [];
  const rows = await connection.query<JournalRow>(
    `select ${columns} from journal where id = any ($1::bigint[]) and space_id = $2 order by journal.id desc`,
    [ids, spaceId],
  );
  return rows.map(readRow);
}

/** What happened to a dialog, newest first, up to and including `upTo`. */
export async function listTimeline(
  connection: Connection,
  dialogId: number,
  page: { upTo: string | null; limit: number },
): Promise<JournalRecord[]> {
  const rows = await connection.query<JournalRow>(
    {
      name: 'journal_timeline',
      text: `select ${columns} from journal
             where dialog_id = $1 and ($2::bigint is null or id <= $2) order by id desc limit $3`,
    },
    [dialogId, page.upTo, page.limit],
  );
  return rows.map(readRow);
}

/** The network of a postback of the space, null when there is no such postback. */
export async function findNetworkOfPostback(
  connection: Connection,
  spaceId: string,
  id: string,
): Promise<string | null> {
  const [row] = await connection.query<{ network: string }>(
    `select document ->> 'network' as network from postback where space_id = $1 and id = $2`,
    [spaceId, id],
  );
  return row?.network ?? null;
}
