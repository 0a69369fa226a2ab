/**
 * What a batch of turns leaves behind. The common part is one statement with a part for each table:
 * every round trip would wait its turn behind the requests that the same event loop is serving
 * (measured at 64 busy connections: 1.5 ms each, a third of a batch's time with ten of them). Each part
 * takes its rows as one text of lines (see `lines.ts`). All parts see the tables as they were before, so messages are taken back only if they
 * were stored by an earlier batch.
 */
import type { Dialog } from '../dialog/dialog.ts';
import type { Connection } from './database.ts';
import { arrayLiteral, instant, line, lines, linesOf, plain, rowEnd } from './lines.ts';

export type DialogWrite = Dialog & { wakeAt: number | null; trackerChanged: boolean };

// Columns of a dialog's line: 1 id, 2 bot, 3 chat, 4 username, 5 name, 6 status, 7 flow, 8 step, 9 fields,
// 10 tracker, 11 tags, 12 manager, 13 campaign, 14 clickid, 15 state, 16 wake, 17 created, 18 messaged,
// 19 connection.
const dialogLine = (dialog: DialogWrite): string =>
  line([
    dialog.id,
    dialog.botId,
    dialog.chatId,
    plain(dialog.username),
    plain(dialog.name),
    dialog.status,
    dialog.flow,
    dialog.step,
    JSON.stringify(dialog.fields),
    // What a click brought stays as it is: '' leaves the stored one.
    dialog.trackerChanged ? JSON.stringify(dialog.tracker) : '',
    arrayLiteral(dialog.tags),
    dialog.manager === null ? null : plain(dialog.manager),
    dialog.campaignId,
    dialog.clickid,
    JSON.stringify(dialog.state),
    dialog.wakeAt,
    dialog.createdAt,
    dialog.lastMessageAt,
    plain(dialog.connection),
  ]);

const insertDialogs = {
  name: 'turn_insert_dialogs',
  text: `with fresh as (
         insert into dialog (id, bot_id, chat_id, username, name, status, flow, step, fields, tracker, tags,
           manager, campaign_id, clickid, state, wake_at, created_at, last_message_at, connection)
         overriding system value
         select c[1]::bigint, c[2]::uuid, c[3]::bigint, c[4], c[5], c[6], nullif(c[7], ''), nullif(c[8], ''),
           c[9]::jsonb, c[10]::jsonb, c[11]::text[], nullif(c[12], ''), nullif(c[13], '')::uuid,
           nullif(c[14], ''), c[15], ${instant('c[16]')}, ${instant('c[17]')}, ${instant('c[18]')}, c[19]
         from ${linesOf('$1')}
         returning id)
       insert into dialog_dirty select id from fresh`,
};

/** Dialogs that begin: their rows must exist before the rest of the batch is written. */
export async function insertNewDialogs(connection: Connection, fresh: readonly DialogWrite[]): Promise<void> {
  if (fresh.length > 0) await connection.query(insertDialogs, [fresh.map(dialogLine).join(rowEnd)]);
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
  standing: string | null;
  /** The event whose amount it takes back: `sale#1`. */
  reverses: string | null;
};

// 1 dialog, 2 id, 3 name, 4 received, 5 ordinal, 6 cost, 7 currency, 8 tid, 9 at, 10 standing, 11 reverses
const eventLine = (event: EventWrite): string =>
  line([
    event.dialog,
    event.id,
    plain(event.name),
    plain(event.received),
    event.ordinal,
    event.cost,
    event.currency,
    event.tid === null ? null : plain(event.tid),
    event.at,
    event.standing,
    event.reverses === null ? null : plain(event.reverses),
  ]);

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
  /** JSON. */
  media: string | null;
  /** Of ours: who wrote it. */
  author: 'flow' | 'ai' | 'operator' | null;
  /** Why it is not sent. */
  reason?: string | null;
  /** The channel's number of it. */
  externalId?: number | null;
  /** JSON. */
  entities?: string | null;
  /** The message that it answers, by our number. */
  replyTo?: string | null;
  /** Or by the channel's. */
  replyToExternal?: number | null;
};

// 1 dialog, 2 id, 3 direction, 4 kind, 5 text, 6 buttons, 7 state, 8 cause, 9 at, 10 media, 11 author,
// 12 reason, 13 channel's number, 14 entities, 15 answers (our number), 16 answers (the channel's)
const messageLine = (message: MessageWrite): string =>
  line([
    message.dialog,
    message.id,
    message.direction,
    message.kind,
    plain(message.text),
    message.buttons,
    message.state,
    message.cause,
    message.at,
    message.media,
    message.author,
    message.reason ?? null,
    message.externalId ?? null,
    message.entities ?? null,
    message.replyTo ?? null,
    message.replyToExternal ?? null,
  ]);

export type OutboxWrite = {
  signal: number;
  n: number;
  kind: 'message' | 'webhook' | 'ai' | 'channel';
  channel: string;
  bot: string;
  dialog: string;
  message: number | null;
  automatic: boolean;
  /** JSON. */
  document: string;
  due: number;
  /** -1: before everything; 1: nobody waits for it. Absent: 0. */
  priority?: number;
};

// 1 signal, 2 n, 3 kind, 4 channel, 5 bot, 6 dialog, 7 message, 8 automatic, 9 document, 10 due, 11 priority
const outboxLine = (effect: OutboxWrite): string =>
  line([
    effect.signal,
    effect.n,
    effect.kind,
    effect.channel,
    effect.bot,
    effect.dialog,
    effect.message,
    effect.automatic ? 't' : 'f',
    effect.document,
    effect.due,
    effect.priority ?? 0,
  ]);

export type JournalWrite = {
  id: number;
  at: number;
  kind: string;
  space: string | null;
  source: string | null;
  dialog: string | null;
  outcome: string;
  /** JSON. */
  document: string;
  /** Key of the campaign of which an auto action has fired. */
  ruleCampaign?: string | undefined;
};

// 1 id, 2 at, 3 kind, 4 space, 5 source, 6 dialog, 7 outcome, 8 document, 9 campaign of the rule
const journalLine = (row: JournalWrite): string =>
  line([
    ...[row.id, row.at, row.kind, row.space, row.source, row.dialog, row.outcome, row.document],
    row.ruleCampaign ?? null,
  ]);

const insertJournal = (parameter: string): string => `insert into journal (id, at, kind, space_id, source,
           dialog_id, outcome, document, rule_campaign)
         select c[1]::bigint, ${instant('c[2]')}, c[3], nullif(c[4], '')::uuid, nullif(c[5], ''),
           nullif(c[6], '')::bigint, c[7], c[8], nullif(c[9], '')
         from ${linesOf(parameter)}`;

const saveTurns = {
  name: 'turn_save',
  text: `with changed_dialogs as (
         update dialog set username = c[4], name = c[5], status = c[6], flow = nullif(c[7], ''),
           step = nullif(c[8], ''), fields = c[9]::jsonb, tracker = coalesce(nullif(c[10], '')::jsonb, tracker), tags = c[11]::text[],
           manager = nullif(c[12], ''), campaign_id = nullif(c[13], '')::uuid, clickid = nullif(c[14], ''),
           state = c[15], wake_at = ${instant('c[16]')}, last_message_at = ${instant('c[18]')},
           version = version + 1
         from ${linesOf('$1')}
         where dialog.id = c[1]::bigint
         returning dialog.id),
       -- Search catches up with them later (see searchIndexing.ts).
       dirty as (
         insert into dialog_dirty select id from changed_dialogs),
       new_events as (
         insert into event (dialog_id, id, name, received_name, ordinal, cost, currency, tid, at, standing,
           reverses)
         select c[1]::bigint, c[2]::bigint, c[3], c[4], c[5]::int, nullif(c[6], '')::numeric, c[7],
           nullif(c[8], ''), ${instant('c[9]')}, nullif(c[10], ''), nullif(c[11], '')
         from ${linesOf('$2')}),
       -- No "on conflict": a double would be a broken promise, and must break the transaction.
       new_identities as (
         insert into event_identity select identity_of(string_to_table($3, E'\\n'))),
       -- What a carrier has taken ('sending') is on its way and cannot be taken back; but should it not
       -- get through, it is not tried again.
       on_its_way as (
         update outbox set state = 'withdrawn'
         where dialog_id = any (string_to_array($7, ',')::bigint[])
           and kind = 'message' and automatic and state = 'sending'),
       gone as (
         delete from outbox
         where dialog_id = any (string_to_array($7, ',')::bigint[])
           and kind in ('message', 'channel') and automatic and state in ('pending', 'uncertain')
         returning dialog_id, message_id),
       taken_back as (
         update message set state = 'cancelled' from gone
         where message.dialog_id = gone.dialog_id and message.id = gone.message_id),
       new_messages as (
         insert into message (dialog_id, id, direction, kind, text, buttons, state, cause, at, media, author,
           reason, external_id, entities, reply_to)
         select c[1]::bigint, c[2]::bigint, c[3], c[4], c[5], nullif(c[6], ''), c[7], c[8], ${instant('c[9]')},
           nullif(c[10], ''), nullif(c[11], ''), nullif(c[12], ''), nullif(c[13], '')::bigint,
           nullif(c[14], ''),
           case when c[16] = '' then nullif(c[15], '')::bigint else (
             select id from message as earlier
             where earlier.dialog_id = c[1]::bigint and earlier.external_id = c[16]::bigint limit 1) end
         from ${linesOf('$4')}),
       new_effects as (
         insert into outbox (signal_id, n, kind, channel, bot_id, dialog_id, message_id, automatic, document,
           not_before, priority)
         select c[1]::bigint, c[2]::smallint, c[3], c[4], c[5]::uuid, c[6]::bigint, nullif(c[7], '')::bigint,
           c[8]::boolean, c[9], ${instant('c[10]')}, c[11]::smallint
         from ${linesOf('$5')}),
       new_journal as (
         ${insertJournal('$6')}
         returning dialog_id),
       done as (
         delete from inbox where lane = $8 and id = any (string_to_array($9, ',')::bigint[]))
       -- Says of which dialogs; a payload has 8000 bytes at most.
       select pg_notify('turns', case when length(ids) < 7900 then ids else '' end)
       from (select coalesce(string_agg(distinct dialog_id::text, ','), '') as ids from new_journal) as told`,
};

export type TurnsWrite = {
  dialogs: readonly DialogWrite[];
  events: readonly EventWrite[];
  identities: readonly string[];
  messages: readonly MessageWrite[];
  outbox: readonly OutboxWrite[];
  journal: readonly JournalWrite[];
  /** Dialogs whose automatic messages that wait are taken back. */
  cancelled: readonly string[];
  lane: number;
  /** Inbox rows that have had their turn. */
  done: readonly number[];
};

/** Writes a batch and tells every process that it has been applied. */
export async function writeTurns(connection: Connection, turns: TurnsWrite): Promise<void> {
  await connection.query(saveTurns, [
    lines(turns.dialogs, dialogLine),
    lines(turns.events, eventLine),
    turns.identities.length > 0 ? turns.identities.join('\n') : null,
    lines(turns.messages, messageLine),
    lines(turns.outbox, outboxLine),
    lines(turns.journal, journalLine),
    turns.cancelled.join(','),
    turns.lane,
    turns.done.join(','),
  ]);
}

/** Rows of the journal that come of no batch: refused and outgoing calls. */
export async function writeJournal(connection: Connection, rows: readonly JournalWrite[]): Promise<void> {
  await connection.query(insertJournal('$1'), [lines(rows, journalLine)]);
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

/** What a picture shows or a voice says becomes the text of its message. */
export async function writeRecognised(
  connection: Connection,
  rows: readonly { dialog: string; id: number; text: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(
    `update message set text = case when message.text = '' then said.text
       else message.text || E'\\n\\n' || said.text end
     from json_to_recordset($1) as said (dialog bigint, id bigint, text text)
     where message.dialog_id = said.dialog and message.id = said.id`,
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

/** Takes away a dialog's timers that cannot be worked off; its status says that an operator must look. */
export async function stopTimer(connection: Connection, dialogId: string | undefined): Promise<void> {
  if (dialogId === undefined) return;
  await connection.query(
    `with stopped as (
       update dialog set wake_at = null, status = 'error', version = version + 1,
         state = (state::jsonb || '{"timers":[]}')::text
       where id = $1 returning id)
     insert into dialog_dirty select id from stopped`,
    [dialogId],
  );
}
