/** What the calls of a bot's lane have come to. */
import type { Connection } from './database.ts';
import type { LaneRow } from './laneClaim.ts';

/** A message that others name: what it is called outside, and what hangs under it. */
export type MessageTarget = {
  dialogId: string;
  id: number;
  externalId: number | null;
  kind: string;
  buttons: string | null;
};

export async function findMessageTargets(
  connection: Connection,
  wanted: readonly { dialogId: string; id: string }[],
): Promise<MessageTarget[]> {
  if (wanted.length === 0) return [];
  return connection.query<MessageTarget>(
    {
      name: 'lane_targets',
      text: `select message.dialog_id::text as "dialogId", message.id, external_id as "externalId", kind, buttons
             from json_to_recordset($1) as wanted ("dialogId" bigint, id bigint)
             join message on message.dialog_id = wanted."dialogId" and message.id = wanted.id`,
    },
    [JSON.stringify(wanted)],
  );
}

type RowKey = Pick<LaneRow, 'signalId' | 'n'>;

const keysOf = (rows: readonly RowKey[]): string =>
  JSON.stringify(rows.map(({ signalId, n }) => ({ signal: signalId, n })));

const finish = {
  name: 'lane_finish',
  text: `with done as (
           select * from json_to_recordset($1) as one (signal bigint, n smallint, external bigint)),
         gone as (
           delete from outbox using done where outbox.signal_id = done.signal and outbox.n = done.n
           returning dialog_id, message_id, done.external)
         update message set state = 'sent', external_id = coalesce(gone.external, external_id),
           reason = case when message.state = 'uncertain' then 'sent again: ' || message.reason end
         from gone where message.dialog_id = gone.dialog_id and message.id = gone.message_id`,
};

/**
 * What has been done: the rows go, and messages keep the number that the channel gave them. Of what was sent
 * twice the reason tells.
 */
export async function finishLaneRows(
  connection: Connection,
  rows: readonly (RowKey & { externalId: number | null })[],
): Promise<void> {
  const done = rows.map(({ signalId, n, externalId }) => ({ signal: signalId, n, external: externalId }));
  await connection.query(finish, [JSON.stringify(done)]);
}

const release = {
  name: 'lane_release',
  text: `with kept as (select * from json_to_recordset($1) as one (signal bigint, n smallint)),
         back as (
           update outbox set state = 'pending', started_at = null, attempts = attempts - 1
           from kept where outbox.signal_id = kept.signal and outbox.n = kept.n and state = 'sending'),
         gone as (
           delete from outbox using kept
           where outbox.signal_id = kept.signal and outbox.n = kept.n and state = 'withdrawn'
           returning dialog_id, message_id)
         update message set state = 'cancelled' from gone
         where message.dialog_id = gone.dialog_id and message.id = gone.message_id`,
};

/** Puts back what was taken and not sent: due as before, the attempt not counted. What a move has taken back meanwhile goes. */
export async function releaseLaneRows(connection: Connection, rows: readonly RowKey[]): Promise<void> {
  if (rows.length > 0) await connection.query(release, [keysOf(rows)]);
}

/**
 * A part of a message has arrived and the rest is to follow, not before so many seconds: what has begun is
 * not taken back any more, and the next part has attempts of its own. Says no when it was taken back already.
 */
export async function continueLaneRow(
  connection: Connection,
  row: RowKey,
  next: { document: string; externalId: number | null; delaySeconds: number },
): Promise<boolean> {
  const rows = await connection.query(
    `with going as (
       update outbox set state = 'pending', started_at = null, attempts = 0, automatic = false, document = $3,
         not_before = now() + make_interval(secs => $4)
       where signal_id = $1 and n = $2 and state = 'sending' returning dialog_id, message_id),
     named as (
       update message set external_id = coalesce($5, external_id) from going
       where message.dialog_id = going.dialog_id and message.id = going.message_id)
     select 1 from going`,
    [row.signalId, row.n, next.document, next.delaySeconds, next.externalId],
  );
  return rows.length > 0;
}

/** Another attempt of what has another address now; it does not count as one more. */
export async function redirectLaneRow(connection: Connection, row: RowKey, document: string): Promise<void> {
  await connection.query('update outbox set document = $3 where signal_id = $1 and n = $2', [
    row.signalId,
    row.n,
    document,
  ]);
  await releaseLaneRows(connection, [row]);
}

/** Nothing is sent for the bot for so many seconds, whoever holds it; a longer pause stays. */
export async function pauseBot(connection: Connection, botId: string, seconds: number): Promise<void> {
  await connection.query(
    `insert into telegram_bot as known (bot_id, paused_until) values ($1, now() + make_interval(secs => $2))
     on conflict (bot_id) do update set paused_until = greatest(known.paused_until, excluded.paused_until)`,
    [botId, seconds],
  );
}

/** Seconds for which each of these bots must still be silent; those that may speak are not named. */
export const findPauses = (
  connection: Connection,
  botIds: readonly string[],
): Promise<{ botId: string; seconds: number }[]> =>
  connection.query(
    `select bot_id as "botId", extract(epoch from paused_until - now())::float8 as seconds from telegram_bot
     where bot_id = any ($1::uuid[]) and paused_until > now()`,
    [botIds],
  );

/** The number that a group has now; the given one when nothing is known of a move. */
export async function findMovedChat(connection: Connection, botId: string, chatId: number): Promise<number> {
  const [row] = await connection.query<{ to: number | null }>(
    'select moved_to as to from telegram_chat where bot_id = $1 and chat_id = $2',
    [botId, chatId],
  );
  return row?.to ?? chatId;
}

/** A group has another number now. */
export async function moveChat(
  connection: Connection,
  botId: string,
  from: number,
  to: number,
): Promise<void> {
  await connection.query(
    `insert into telegram_chat as known (bot_id, chat_id, type, title, status, moved_to)
     values ($1, $2, 'group', '', '', $3)
     on conflict (bot_id, chat_id) do update set moved_to = excluded.moved_to`,
    [botId, from, to],
  );
}

/** The dialog's chat has another number now; no when another dialog has that one. */
export async function moveDialogChat(connection: Connection, dialogId: string, to: number): Promise<boolean> {
  const rows = await connection.query(
    `with moved as (
       update dialog set chat_id = $2, version = version + 1
       where id = $1 and chat_id <> $2 and not exists (
         select 1 from dialog as other
         where other.bot_id = dialog.bot_id and other.chat_id = $2 and other.connection = dialog.connection)
       returning id),
     dirty as (insert into dialog_dirty select id from moved)
     select 1 from dialog where id = $1 and (chat_id = $2 or exists (select 1 from moved))`,
    [dialogId, to],
  );
  return rows.length > 0;
}

/** Attempts of these bots that began so long ago that the process which made them must have died. */
export const findLostCalls = (
  connection: Connection,
  botIds: readonly string[],
  olderThanSeconds: number,
): Promise<(LaneRow & { ageSeconds: number })[]> =>
  connection.query(
    `select signal_id as "signalId", n, kind, bot_id as "botId", dialog_id::text as "dialogId",
       message_id as "messageId", priority, document, null as text, null as buttons, null as entities,
       false as edited, attempts, extract(epoch from now() - started_at)::float8 as "ageSeconds"
     from outbox
     where channel = 'telegram' and bot_id = any ($1::uuid[]) and state in ('sending', 'withdrawn')
       and started_at < now() - make_interval(secs => $2)
     for update skip locked`,
    [botIds, olderThanSeconds],
  );
