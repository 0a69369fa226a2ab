/** What a batch of turns must know before it decides: dialogs, clicks, identities, kept signals. */
import type { Dialog, DialogState, MoneyEvent } from '../dialog/dialog.ts';
import type { Connection } from './database.ts';

type DialogRow = Omit<Dialog, 'id' | 'state' | 'botId'> & { id: number; botId: string; state: string };

const columns = `id, bot_id as "botId", chat_id as "chatId", connection, username, name, status, flow, step,
  fields, tracker, tags, manager, campaign_id as "campaignId", clickid, state,
  (extract(epoch from created_at) * 1000)::bigint as "createdAt",
  (extract(epoch from last_message_at) * 1000)::bigint as "lastMessageAt"`;

const byClick = {
  name: 'turn_dialogs_by_click',
  text: `select ${columns} from dialog where clickid = any (string_to_array($1, E'\\n'))`,
};

const byChat = {
  name: 'turn_dialogs_by_chat',
  text: `select ${columns} from dialog
         where (bot_id, chat_id) in (select bot, chat from json_to_recordset($1) as who (bot uuid, chat bigint))`,
};

const byId = {
  name: 'turn_dialogs_by_id',
  text: `select ${columns} from dialog where id = any (string_to_array($1, ',')::bigint[])`,
};

/** Dialogs by the click ids they were attributed with. Click ids hold no line break (they are checked). */
export async function findDialogsByClick(
  connection: Connection,
  clickids: readonly string[],
): Promise<Dialog[]> {
  if (clickids.length === 0) return [];
  return (await connection.query<DialogRow>(byClick, [clickids.join('\n')])).map(readDialog);
}

/** All dialogs with these people: the bot's own, and those that it leads for business accounts. */
export async function findDialogsByChat(
  connection: Connection,
  chats: readonly { bot: string; chat: number }[],
): Promise<Dialog[]> {
  if (chats.length === 0) return [];
  return (await connection.query<DialogRow>(byChat, [JSON.stringify(chats)])).map(readDialog);
}

export async function findDialogsById(connection: Connection, ids: readonly string[]): Promise<Dialog[]> {
  if (ids.length === 0) return [];
  return (await connection.query<DialogRow>(byId, [ids.join(',')])).map(readDialog);
}

const readDialog = (row: DialogRow): Dialog => ({
  ...row,
  id: String(row.id),
  state: readState(row.state),
});

/**
 * The one place where stored engine memory becomes today's shape. Version 1 did not know when events had
 * been; migration 0003 has told every dialog that had any.
 */
export function readState(text: string): DialogState {
  const state: Omit<DialogState, 'v' | 'last'> & { v: number; last?: DialogState['last'] } = JSON.parse(text);
  return { ...state, v: 2, last: state.last ?? {} };
}

export type ClickRow = {
  clickid: string;
  campaignId: string;
  source: string | null;
  parameters: Record<string, string>;
  /** Set when the click was a later one of a lead that had come before. */
  dialogId: string | null;
};

const clicks = {
  name: 'turn_clicks',
  text: `select clickid, campaign_id as "campaignId", source, parameters, dialog_id::text as "dialogId"
         from click where clickid = any (string_to_array($1, E'\\n'))`,
};

export async function findClicks(connection: Connection, clickids: readonly string[]): Promise<ClickRow[]> {
  if (clickids.length === 0) return [];
  const rows = await connection.query<Omit<ClickRow, 'parameters'> & { parameters: string }>(clicks, [
    clickids.join('\n'),
  ]);
  return rows.map((row) => ({ ...row, parameters: JSON.parse(row.parameters) }));
}

const identities = {
  name: 'turn_identities',
  text: `select wanted as identity from string_to_table($1, E'\\n') as wanted
         where exists (select from event_identity where identity = identity_of(wanted))`,
};

/** Which of these event identities were accepted before. */
export async function findIdentities(connection: Connection, wanted: readonly string[]): Promise<string[]> {
  if (wanted.length === 0) return [];
  return (await connection.query<{ identity: string }>(identities, [wanted.join('\n')])).map(
    (row) => row.identity,
  );
}

/** Names and transaction ids of a dialog's events: for identities that only the engine can name. */
export const findTransactionIds = (
  connection: Connection,
  dialogIds: readonly string[],
): Promise<{ dialogId: string; name: string; receivedName: string; tid: string }[]> =>
  connection.query(
    `select dialog_id::text as "dialogId", name, received_name as "receivedName", tid from event
     where tid is not null and dialog_id = any (string_to_array($1, ',')::bigint[])`,
    [dialogIds.join(',')],
  );

/** Which of these dialogs have automatic messages that no carrier has delivered yet. */
export async function findUndelivered(
  connection: Connection,
  dialogIds: readonly string[],
): Promise<string[]> {
  if (dialogIds.length === 0) return [];
  const rows = await connection.query<{ id: string }>(
    `select distinct dialog_id::text as id from outbox
     where dialog_id = any (string_to_array($1, ',')::bigint[]) and kind = 'message' and automatic`,
    [dialogIds.join(',')],
  );
  return rows.map((row) => row.id);
}

/** Events with an amount, oldest first: what a reversed conversion may take back. */
export const findMoneyEvents = (
  connection: Connection,
  dialogIds: readonly string[],
): Promise<(MoneyEvent & { dialogId: string })[]> =>
  connection.query(
    `select dialog_id::text as "dialogId", name, ordinal, cost::text as cost, currency, tid, standing, reverses
     from event where cost is not null and dialog_id = any (string_to_array($1, ',')::bigint[])
     order by dialog_id, id`,
    [dialogIds.join(',')],
  );

export type KeptRow = {
  id: number;
  payload: string;
  clickid: string | null;
  botId: string | null;
  chatId: number | null;
};

const kept = {
  name: 'turn_kept',
  text: `select signal_id as id, payload, clickid, bot_id as "botId", chat_id as "chatId" from kept
         where clickid = any (string_to_array($1, E'\\n'))
         union
         select signal_id, payload, clickid, bot_id, chat_id from kept
         where (bot_id, chat_id) in (select bot, chat from json_to_recordset($2) as who (bot uuid, chat bigint))
           and (expires_at is null or expires_at > now())
         order by 1`,
};

/** Signals that wait for these clicks or chats to begin, in order of arrival. */
export async function findKept(
  connection: Connection,
  clickids: readonly string[],
  chats: readonly { bot: string; chat: number }[],
): Promise<KeptRow[]> {
  if (clickids.length === 0 && chats.length === 0) return [];
  return connection.query(kept, [clickids.join('\n'), JSON.stringify(chats)]);
}

/** Reserves numbers for signals that did not come through the inbox (timers). */
export async function reserveSignalIds(connection: Connection, count: number): Promise<number[]> {
  if (count === 0) return [];
  const rows = await connection.query<{ id: number }>(
    `select nextval('signal_id') as id from generate_series(1, $1)`,
    [count],
  );
  return rows.map((row) => row.id);
}

/** Reserves ids for dialogs that begin. */
export async function reserveDialogIds(connection: Connection, count: number): Promise<string[]> {
  if (count === 0) return [];
  const rows = await connection.query<{ id: string }>(
    `select nextval(pg_get_serial_sequence('dialog', 'id'))::text as id from generate_series(1, $1)`,
    [count],
  );
  return rows.map((row) => row.id);
}

/** Makes the transaction one that cannot write, and says the configuration's version. */
export async function beginReading(connection: Connection): Promise<number> {
  await connection.query('set transaction read only');
  const [row] = await connection.query<{ version: number }>('select version from config_version');
  return row?.version ?? 0;
}
