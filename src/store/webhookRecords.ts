/** Calls of `updateDialog` that named a requestId, and refused calls for the log. */
import { publish } from './configurationChange.ts';
import type { Connection } from './database.ts';
import { reserveSignalIds } from './turnReading.ts';
import { writeJournal } from './turnWriting.ts';

export type RememberedCall = {
  webhookId: string;
  requestId: string;
  signalId: number;
  status: number | null;
  body: string | null;
};

/** The calls that came first under these request ids; `body` is null until the first was answered. */
export async function findWebhookResults(
  connection: Connection,
  calls: readonly { webhook: string; request: string }[],
): Promise<RememberedCall[]> {
  if (calls.length === 0) return [];
  return connection.query(
    `select webhook_id as "webhookId", request_id as "requestId", signal_id as "signalId", status, body
     from webhook_result
     where (webhook_id, request_id) in
       (select webhook, request from json_to_recordset($1) as wanted (webhook text, request text))`,
    [JSON.stringify(calls)],
  );
}

/** Keeps the answer that the first caller got, for those who repeat the call. */
export async function keepWebhookAnswer(
  connection: Connection,
  call: { webhook: string; request: string; status: number; body: string },
): Promise<void> {
  await connection.query(
    `update webhook_result set status = $3, body = $4
     where webhook_id = $1 and request_id = $2 and body is null`,
    [call.webhook, call.request, call.status, call.body],
  );
}

/** A call that was refused before it became a signal: for the request log. */
export async function logRefusedCall(
  connection: Connection,
  call: { at: number; spaceId: string; webhookId: string; document: string },
): Promise<void> {
  const [id] = await reserveSignalIds(connection, 1);
  await writeJournal(connection, [
    {
      id: id ?? 0,
      at: call.at,
      kind: 'webhook',
      space: call.spaceId,
      source: call.webhookId,
      dialog: null,
      outcome: 'rejected',
      document: call.document,
    },
  ]);
}

/** What became of signals that have had their turn; the others are missing. */
export async function findOutcomes(
  connection: Connection,
  ids: readonly number[],
): Promise<{ id: number; outcome: string; reason: string | null; dialogId: string | null }[]> {
  // The document is read here: PostgreSQL's own reader breaks on a NUL anywhere in a request's body.
  const rows = await connection.query<{
    id: number;
    outcome: string;
    document: string;
    dialogId: string | null;
  }>(
    {
      name: 'journal_outcomes',
      text: `select id, outcome, document, dialog_id::text as "dialogId"
             from journal where id = any (string_to_array($1, ',')::bigint[])`,
    },
    [ids.join(',')],
  );
  return rows.map(({ document, ...row }) => {
    const { reason = null }: { reason?: string | null } = JSON.parse(document);
    return { ...row, reason };
  });
}

export type WebhookCall = { webhookId: string; at: number; outcome: string; reason: string | null };

/** The latest call of each of these webhooks, under its present or its previous id. */
export const findLastCalls = (connection: Connection, ids: readonly string[]): Promise<WebhookCall[]> =>
  connection.query(
    `select wanted as "webhookId", floor(extract(epoch from last.at) * 1000)::bigint as at, last.outcome,
       last.document::json ->> 'reason' as reason
     from string_to_table($1, ',') as wanted, lateral (
       select at, outcome, document from journal where kind = 'webhook' and source = wanted order by journal.id desc limit 1
     ) as last`,
    [ids.join(',')],
  );

/**
 * Gives a webhook a new id; the old one stays valid until the given moment. False when the space has no
 * such webhook.
 */
export async function rotateWebhook(
  connection: Connection,
  webhook: { spaceId: string; id: string; newId: string; oldValidUntil: number },
): Promise<boolean> {
  const rows = await connection.query(
    `update webhook set id = $3, previous_id = $2, previous_until = to_timestamp($4::float8 / 1000)
     from bot where webhook.id = $2 and bot.id = webhook.bot_id and bot.space_id = $1 returning 1`,
    [webhook.spaceId, webhook.id, webhook.newId, webhook.oldValidUntil],
  );
  if (rows.length > 0) await publish(connection);
  return rows.length > 0;
}
