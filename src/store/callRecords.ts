/** Calls of webhooks as the configuration shows them: which steps they named lately, and the next one. */
import type { Connection } from './database.ts';
import { findJournal, type JournalRecord } from './journalReading.ts';

export type NamedStep = { webhookId: string; flow: string; step: string; calls: number; lastAt: number };

/** As many calls of each webhook are looked at (by journal_webhook: some 5 ms a webhook at most). */
const latestCalls = 200;

/** The steps of one flow that the latest calls of these webhooks named. */
export const findNamedSteps = (
  connection: Connection,
  webhookIds: readonly string[],
  flow: string,
): Promise<NamedStep[]> =>
  connection.query(
    String.raw`select wanted as "webhookId", move[1] as flow, move[2] as step, count(*) as calls,
       floor(extract(epoch from max(at)) * 1000)::bigint as "lastAt"
     from unnest($1::text[]) as wanted, lateral (
       select at, regexp_match(document, '"move":\{"flow":"([^"\\]*)","step":"([^"\\]*)"\}') as move from (
         select at, document from journal where kind = 'webhook' and source = wanted
         order by journal.id desc limit ${latestCalls}) as latest
     ) as call
     where move[1] = $2 group by 1, 2, 3 order by "lastAt" desc`,
    [webhookIds, flow],
  );

/** The number of the webhook's latest call, 0 for none. */
export async function findLastCallId(connection: Connection, webhookId: string): Promise<number> {
  const [row] = await connection.query<{ id: number }>(
    `select id from journal where kind = 'webhook' and source = $1 order by journal.id desc limit 1`,
    [webhookId],
  );
  return row?.id ?? 0;
}

/** The first call of the webhook after this number, applied or refused. */
export async function findCallAfter(
  connection: Connection,
  spaceId: string,
  webhookId: string,
  after: number,
): Promise<JournalRecord | null> {
  const [row] = await connection.query<{ id: number }>(
    `select id from journal where kind = 'webhook' and source = $1 and id > $2 order by journal.id limit 1`,
    [webhookId, after],
  );
  return row ? findJournal(connection, spaceId, String(row.id)) : null;
}
