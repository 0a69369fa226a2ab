/**
 * What a batch of turns leaves behind, one set-based statement a table. Each takes its rows as one
 * JSON text: the driver escapes nothing, and the server reads 500 rows in about a millisecond.
 */
import type { Dialog } from '../dialog/dialog.ts';
import type { Connection } from './database.ts';

export type DialogWrite = Dialog & { wakeAt: number | null };

const dialogRecord = `(id bigint, bot uuid, chat bigint, username text, name text, status text, flow text,
  step text, fields jsonb, tracker jsonb, tags text[], manager text, campaign uuid, clickid text, state text,
  wake float8, created float8, messaged float8)`;

const insertDialogs = {
  name: 'turn_insert_dialogs',
  text: `insert into dialog (id, bot_id, chat_id, username, name, status, flow, step, fields, tracker, tags,
           manager, campaign_id, clickid, state, wake_at, created_at, last_message_at)
         overriding system value
         select id, bot, chat, username, name, status, flow, step, fields, tracker, tags, manager, campaign,
           clickid, state, to_timestamp(wake / 1000), to_timestamp(created / 1000), to_timestamp(messaged / 1000)
         from json_to_recordset($1) as fresh ${dialogRecord}`,
};

const updateDialogs = {
  name: 'turn_update_dialogs',
  text: `update dialog set username = next.username, name = next.name, status = next.status,
           flow = next.flow, step = next.step, fields = next.fields, tracker = next.tracker,
           tags = next.tags, manager = next.manager, campaign_id = next.campaign, clickid = next.clickid,
           state = next.state, wake_at = to_timestamp(next.wake / 1000),
           last_message_at = to_timestamp(next.messaged / 1000), version = version + 1
         from json_to_recordset($1) as next ${dialogRecord}
         where dialog.id = next.id`,
};

const dialogJson = (dialog: DialogWrite): unknown => ({
  id: dialog.id,
  bot: dialog.botId,
  chat: dialog.chatId,
  username: dialog.username,
  name: dialog.name,
  status: dialog.status,
  flow: dialog.flow,
  step: dialog.step,
  fields: dialog.fields,
  tracker: dialog.tracker,
  tags: dialog.tags,
  manager: dialog.manager,
  campaign: dialog.campaignId,
  clickid: dialog.clickid,
  state: JSON.stringify(dialog.state),
  wake: dialog.wakeAt,
  created: dialog.createdAt,
  messaged: dialog.lastMessageAt,
});

export async function writeDialogs(
  connection: Connection,
  fresh: readonly DialogWrite[],
  changed: readonly DialogWrite[],
): Promise<void> {
  if (fresh.length > 0) await connection.query(insertDialogs, [JSON.stringify(fresh.map(dialogJson))]);
  if (changed.length > 0) await connection.query(updateDialogs, [JSON.stringify(changed.map(dialogJson))]);
}

export type EventWrite = {
  dialog: string;
  id: number;
  name: string;
  received: string;
  ordinal: number;
  cost: string | null;
  currency: string;
  tid: string | null;
  at: number;
};

const insertEvents = {
  name: 'turn_insert_events',
  text: `insert into event (dialog_id, id, name, received_name, ordinal, cost, currency, tid, at)
         select dialog, id, name, received, ordinal, cost, currency, tid, to_timestamp(at / 1000)
         from json_to_recordset($1) as fresh (dialog bigint, id bigint, name text, received text,
           ordinal int, cost numeric, currency text, tid text, at float8)`,
};

// No "on conflict": a double would be a broken promise, and must break the transaction.
const insertIdentities = {
  name: 'turn_insert_identities',
  text: `insert into event_identity select string_to_table($1, E'\\n')`,
};

export async function writeEvents(
  connection: Connection,
  events: readonly EventWrite[],
  identities: readonly string[],
): Promise<void> {
  if (events.length > 0) await connection.query(insertEvents, [JSON.stringify(events)]);
  if (identities.length > 0) await connection.query(insertIdentities, [identities.join('\n')]);
}

export type MessageWrite = {
  dialog: string;
  id: number;
  direction: 'in' | 'out';
  kind: string;
  text: string;
  buttons: string | null;
  state: string;
  cause: string;
  at: number;
};

const insertMessages = {
  name: 'turn_insert_messages',
  text: `insert into message (dialog_id, id, direction, kind, text, buttons, state, cause, at)
         select dialog, id, direction, kind, text, buttons, state, cause, to_timestamp(at / 1000)
         from json_to_recordset($1) as fresh (dialog bigint, id bigint, direction text, kind text,
           text text, buttons text, state text, cause text, at float8)`,
};

export async function writeMessages(connection: Connection, messages: readonly MessageWrite[]): Promise<void> {
  if (messages.length > 0) await connection.query(insertMessages, [JSON.stringify(messages)]);
}

export type OutboxWrite = {
  signal: number;
  n: number;
  kind: 'message' | 'webhook';
  channel: string;
  bot: string;
  dialog: string;
  message: number | null;
  automatic: boolean;
  document: string;
  due: number;
};

const insertOutbox = {
  name: 'turn_insert_outbox',
  text: `insert into outbox (signal_id, n, kind, channel, bot_id, dialog_id, message_id, automatic, document, not_before)
         select signal, n, kind, channel, bot, dialog, message, automatic, document, to_timestamp(due / 1000)
         from json_to_recordset($1) as fresh (signal bigint, n smallint, kind text, channel text, bot uuid,
           dialog bigint, message bigint, automatic boolean, document text, due float8)`,
};

export async function writeOutbox(connection: Connection, effects: readonly OutboxWrite[]): Promise<void> {
  if (effects.length > 0) await connection.query(insertOutbox, [JSON.stringify(effects)]);
}

// What a carrier has taken ('sending') is on its way and cannot be taken back.
const cancelMessages = {
  name: 'turn_cancel_messages',
  text: `with gone as (
           delete from outbox
           where dialog_id in (select x::bigint from string_to_table($1, ',') as x)
             and kind = 'message' and automatic and state in ('pending', 'uncertain')
           returning dialog_id, message_id)
         update message set state = 'cancelled' from gone
         where message.dialog_id = gone.dialog_id and message.id = gone.message_id`,
};

/** Takes back the dialogs' automatic messages that were stored earlier and not handed out yet. */
export async function cancelStoredMessages(connection: Connection, dialogIds: readonly string[]): Promise<void> {
  if (dialogIds.length > 0) await connection.query(cancelMessages, [dialogIds.join(',')]);
}

export type JournalWrite = {
  id: number;
  at: number;
  kind: string;
  space: string | null;
  source: string | null;
  dialog: string | null;
  outcome: string;
  document: string;
};

const insertJournal = {
  name: 'turn_insert_journal',
  text: `insert into journal (id, at, kind, space_id, source, dialog_id, outcome, document)
         select id, to_timestamp(at / 1000), kind, space, source, dialog, outcome, document
         from json_to_recordset($1) as fresh (id bigint, at float8, kind text, space uuid, source text,
           dialog bigint, outcome text, document text)`,
};

export async function writeJournal(connection: Connection, rows: readonly JournalWrite[]): Promise<void> {
  if (rows.length > 0) await connection.query(insertJournal, [JSON.stringify(rows)]);
}

/** Says what became of requests that had been kept or parked. */
export async function settleKept(
  connection: Connection,
  rows: readonly { id: number; dialog: string; outcome: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(
    `with settled as (select * from json_to_recordset($1) as t (id bigint, dialog bigint, outcome text)),
          gone as (delete from kept using settled where kept.signal_id = settled.id)
     update journal set outcome = settled.outcome, dialog_id = settled.dialog
     from settled where journal.id = settled.id`,
    [JSON.stringify(rows)],
  );
}

export type KeptWrite = {
  id: number;
  space: string;
  clickid: string | null;
  bot: string | null;
  chat: number | null;
  payload: string;
  expires: number | null;
};

export async function writeKept(connection: Connection, rows: readonly KeptWrite[]): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(
    `insert into kept (signal_id, space_id, clickid, bot_id, chat_id, payload, expires_at)
     select id, space, clickid, bot, chat, payload, to_timestamp(expires / 1000)
     from json_to_recordset($1) as fresh (id bigint, space uuid, clickid text, bot uuid, chat bigint,
       payload text, expires float8)`,
    [JSON.stringify(rows)],
  );
}

/** A later click of a lead that had come before: its postbacks find the lead all the same. */
export async function writeClickOwners(
  connection: Connection,
  rows: readonly { clickid: string; dialog: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(
    `update click set dialog_id = owner.dialog
     from json_to_recordset($1) as owner (clickid text, dialog bigint)
     where click.clickid = owner.clickid and click.dialog_id is null`,
    [JSON.stringify(rows)],
  );
}

export type WebhookResultWrite = { webhook: string; request: string; signal: number };

/** Remembers which signal a call's requestId stands for: a repeat is answered from its journal row. */
export async function writeWebhookResults(
  connection: Connection,
  rows: readonly WebhookResultWrite[],
): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(
    `insert into webhook_result (webhook_id, request_id, signal_id)
     select webhook, request, signal
     from json_to_recordset($1) as fresh (webhook text, request text, signal bigint)
     on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}

/** Tells every process that a batch has been applied (their waiters and live pages look again). */
export const announceTurns = (connection: Connection): Promise<unknown> =>
  connection.query(`select pg_notify('turns', '')`);
