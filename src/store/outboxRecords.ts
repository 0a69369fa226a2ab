/** Rows of the outbox: effects that the world has not answered yet. */
import type { Connection } from './database.ts';

export type OutboxRow = {
  signalId: number;
  n: number;
  kind: 'message' | 'webhook' | 'ai' | 'channel';
  botId: string;
  dialogId: string;
  messageId: number | null;
  document: string;
  /** Counting the one under way. */
  attempts: number;
  /** When the first attempt began or could have begun, milliseconds. */
  createdAt: number;
};

// For a carrier that delivers by the very act of taking the row (the simulator): one statement, so
// nothing can be left uncertain.
const deliverInstantly = {
  name: 'outbox_deliver_instantly',
  text: `with due as (
           select signal_id, n from outbox
           where channel = $1 and state = 'pending' and not_before <= now()
           order by not_before, signal_id, n limit $2 for update skip locked),
         gone as (
           delete from outbox using due where outbox.signal_id = due.signal_id and outbox.n = due.n
           returning 1)
         select count(*) as count from gone`,
};

/** Takes due messages out, which makes them sent; says how many (0: none is due). */
export async function deliverInstantlyDue(
  connection: Connection,
  channel: string,
  limit: number,
): Promise<number> {
  const [row] = await connection.query<{ count: number }>(deliverInstantly, [channel, limit]);
  return row?.count ?? 0;
}

// The attempt is recorded (and committed) before the request goes out: after a crash such a row is
// what makes "uncertain" knowable. Messages are handed out elsewhere, see `claimLanes`.
const claimDue = {
  name: 'outbox_claim',
  text: `update outbox set state = 'sending', attempts = attempts + 1, started_at = now()
         where (signal_id, n) in (
           select signal_id, n from outbox
           where channel = $1 and state = 'pending' and not_before <= now()
           order by not_before, signal_id, n limit $2 for update skip locked)
         returning signal_id as "signalId", n, kind, bot_id as "botId", dialog_id::text as "dialogId",
           message_id as "messageId", document, attempts,
           (extract(epoch from not_before) * 1000)::bigint as "createdAt"`,
};

export const claimOutbox = (connection: Connection, channel: string, limit: number): Promise<OutboxRow[]> =>
  connection.query(claimDue, [channel, limit]);

/** The effect is done with, one way or the other; a message gets its final state. No: it had gone already. */
export async function finishOutbox(
  connection: Connection,
  row: Pick<OutboxRow, 'signalId' | 'n' | 'dialogId' | 'messageId'>,
  messageState: 'sent' | 'failed' | 'uncertain' | 'cancelled' | null,
  reason: string | null,
): Promise<boolean> {
  const gone = await connection.query('delete from outbox where signal_id = $1 and n = $2 returning 1', [
    row.signalId,
    row.n,
  ]);
  if (gone.length === 0) return false;
  if (row.messageId === null || messageState === null) return true;
  await connection.query('update message set state = $3, reason = $4 where dialog_id = $1 and id = $2', [
    row.dialogId,
    row.messageId,
    messageState,
    reason,
  ]);
  return true;
}

/**
 * Another attempt, not before the given time from now, with another document if one is given; says no when it
 * was taken back meanwhile.
 */
export async function retryOutbox(
  connection: Connection,
  row: Pick<OutboxRow, 'signalId' | 'n'>,
  delaySeconds: number,
  document: string | null = null,
): Promise<boolean> {
  const again = await connection.query(
    `update outbox set state = 'pending', started_at = null, not_before = now() + make_interval(secs => $3),
       document = coalesce($4, document)
     where signal_id = $1 and n = $2 and state = 'sending' returning 1`,
    [row.signalId, row.n, delaySeconds, document],
  );
  return again.length > 0;
}

/**
 * Calls that began so long ago that their process must have died; they are repeated, their `webhook-id` tells
 * the receiver. Of AI tasks see `findLostTasks`, of a bot's lane `findLostCalls`.
 */
export const findLostAttempts = (connection: Connection, olderThanSeconds: number): Promise<OutboxRow[]> =>
  connection.query(
    `select signal_id as "signalId", n, kind, bot_id as "botId", dialog_id::text as "dialogId",
       message_id as "messageId", document, attempts,
       (extract(epoch from not_before) * 1000)::bigint as "createdAt"
     from outbox where kind = 'webhook' and state in ('sending', 'withdrawn')
       and started_at < now() - make_interval(secs => $1)
     for update skip locked`,
    [olderThanSeconds],
  );

/** AI tasks whose process must have died; nobody else gets them meanwhile. */
export const findLostTasks = (connection: Connection, olderThanSeconds: number): Promise<OutboxRow[]> =>
  connection.query(
    `select signal_id as "signalId", n, kind, bot_id as "botId", dialog_id::text as "dialogId",
       message_id as "messageId", document, attempts,
       (extract(epoch from not_before) * 1000)::bigint as "createdAt"
     from outbox where kind = 'ai' and state = 'sending' and started_at < now() - make_interval(secs => $1)
     for update skip locked`,
    [olderThanSeconds],
  );

/** Puts back what was taken and not done: due as before, and the attempt does not count. */
export async function releaseOutbox(
  connection: Connection,
  row: Pick<OutboxRow, 'signalId' | 'n'>,
): Promise<void> {
  await connection.query(
    `update outbox set state = 'pending', started_at = null, attempts = attempts - 1
     where signal_id = $1 and n = $2 and state = 'sending'`,
    [row.signalId, row.n],
  );
}

export async function markMessage(
  connection: Connection,
  row: Pick<OutboxRow, 'dialogId' | 'messageId'>,
  state: string,
  reason: string,
): Promise<void> {
  await connection.query('update message set state = $3, reason = $4 where dialog_id = $1 and id = $2', [
    row.dialogId,
    row.messageId,
    state,
    reason,
  ]);
}

/** Effects that have not been answered yet. */
export async function countOutbox(connection: Connection): Promise<number> {
  const [row] = await connection.query<{ count: number }>('select count(*) as count from outbox');
  return row?.count ?? 0;
}
