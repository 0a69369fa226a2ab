/** Dialogs as people and outside programs look at them. Everything is asked within one space. */
import type { Decimal } from '../base/decimal.ts';
import type { Instant } from '../base/instant.ts';
import { type Condition, conditionSql, type Literal, type Operand } from '../condition/condition.ts';
import type { DialogState, Status } from '../dialog/dialog.ts';
import type { Field, FieldValue } from '../flow/flow.ts';
import type { Connection, Database } from './database.ts';
import { stateNow } from './messageReading.ts';
import { searchDialogs } from './searchReading.ts';

export type EventRecord = {
  id: number;
  name: string;
  receivedName: string;
  ordinal: number;
  cost: Decimal | null;
  currency: string;
  tid: string | null;
  at: Instant;
  standing: 'held' | 'reversed' | null;
  /** `sale#1`: whose amount it takes back. */
  reverses: string | null;
};

export type DialogRecord = {
  id: number;
  botId: string;
  bot: string;
  chatId: number;
  username: string;
  name: string;
  status: Status;
  flow: string | null;
  step: string | null;
  /** Null also while the drawn step of that key is gone. */
  stepId: string | null;
  fields: Record<string, FieldValue>;
  tracker: Record<string, string>;
  clickid: string | null;
  tags: string[];
  manager: string | null;
  createdAt: Instant;
  lastMessageAt: Instant | null;
  balance: Record<string, Decimal>;
  /** The latest 100, newest first. */
  events: EventRecord[];
};

export type DialogFilter = { bot?: string; chatId?: number; clickid?: string; status?: string };

/** A condition, and the moment at which it is asked (real time; a bot's clock may be ahead of it). */
export type DialogCondition = { condition: Condition; now: Instant };

const milliseconds = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::bigint`;

const eventColumns = `event.id, event.name, event.received_name as "receivedName", event.ordinal,
  event.cost::text as cost, event.currency, event.tid, ${milliseconds('event.at')} as at, event.standing,
  event.reverses`;

const dialogs = `
  select dialog.id, dialog.bot_id as "botId", bot.key as bot, dialog.chat_id as "chatId", dialog.username,
    dialog.name, dialog.status, dialog.flow, dialog.step, step.id as "stepId", dialog.fields, dialog.tracker,
    dialog.clickid, dialog.tags, dialog.manager, dialog.state,
    ${milliseconds('dialog.created_at')} as "createdAt", ${milliseconds('dialog.last_message_at')} as "lastMessageAt",
    (select coalesce(json_agg(latest order by latest.id desc), '[]') from
      (select ${eventColumns} from event where event.dialog_id = dialog.id order by event.id desc limit 100) as latest
    ) as events
  from dialog join bot on bot.id = dialog.bot_id
    left join flow on flow.bot_id = dialog.bot_id and flow.key = dialog.flow
    left join step on step.flow_id = flow.id and step.key = dialog.step`;

type DialogRow = Omit<DialogRecord, 'balance'> & { state: string };

function readDialog({ state, ...row }: DialogRow): DialogRecord {
  const memory: Partial<DialogState> = JSON.parse(state);
  return { ...row, balance: memory.balance ?? {} };
}

/** One dialog of the space, null when there is none. */
export async function findDialog(
  connection: Connection,
  spaceId: string,
  id: string,
): Promise<DialogRecord | null> {
  const statement = { name: 'dialog_find', text: `${dialogs} where dialog.id = $1 and bot.space_id = $2` };
  const [row] = await connection.query<DialogRow>(statement, [id, spaceId]);
  return row ? readDialog(row) : null;
}

/** Dialogs by their numbers, in no order; the caller knows that they are the space's. */
export async function findDialogs(connection: Connection, ids: readonly number[]): Promise<DialogRecord[]> {
  const statement = { name: 'dialog_page', text: `${dialogs} where dialog.id = any ($1::bigint[])` };
  const rows = await connection.query<DialogRow>(statement, [ids]);
  return rows.map(readDialog);
}

/**
 * Dialogs of the space, newest first, older than `before`. By bot and chat or by click id: one look
 * into an index each. By status alone the dialogs are read from the newest on until enough fit.
 */
export async function listDialogs(
  connection: Connection,
  spaceId: string,
  filter: DialogFilter,
  page: { before: string | null; limit: number },
  asked: DialogCondition | null = null,
): Promise<DialogRecord[]> {
  const values: unknown[] = [spaceId];
  const value = (given: unknown): string => `$${values.push(given)}`;
  const wanted = ['bot.space_id = $1'];
  if (page.before !== null) wanted.push(`dialog.id < ${value(page.before)}`);
  if (filter.bot !== undefined) wanted.push(`bot.key = ${value(filter.bot)}`);
  if (filter.chatId !== undefined) wanted.push(`dialog.chat_id = ${value(filter.chatId)}`);
  if (filter.status !== undefined) wanted.push(`dialog.status = ${value(filter.status)}`);
  if (filter.clickid !== undefined) {
    const clickid = value(filter.clickid);
    const later = `select click.dialog_id from click where click.clickid = ${clickid}`;
    wanted.push(`(dialog.clickid = ${clickid} or dialog.id = (${later}))`);
  }
  if (asked) {
    const now = `(${value(asked.now)}::numeric + bot.clock_offset_ms)`;
    const sql = conditionSql(asked.condition, { now, currency, firstParameter: values.length + 1 });
    // Both are named, so that the parameters have a type in a condition without them as well.
    wanted.push(`${now} is not null`, sql.text);
    values.push(...sql.values);
  }
  const end = `order by dialog.id desc limit ${value(page.limit)}`;
  const rows = await connection.query<DialogRow>(`${dialogs} where ${wanted.join(' and ')} ${end}`, values);
  return rows.map(readDialog);
}

const currency =
  '(select company.currency from space join company on company.id = space.company_id where space.id = $1)';

/**
 * Dialogs of the space in which a condition holds, as `listDialogs` lists them. One lead's dialogs are found
 * by their index and judged; all others by search. Throws SearchTooLong.
 */
export async function filterDialogs(
  database: Database,
  spaceId: string,
  filter: DialogFilter,
  page: { before: string | null; limit: number },
  asked: DialogCondition,
): Promise<DialogRecord[]> {
  const { bot, chatId, clickid, status } = filter;
  if (clickid !== undefined || (chatId !== undefined && bot !== undefined)) {
    return listDialogs(database, spaceId, filter, page, asked);
  }
  const conditions = [
    asked.condition,
    ...(status === undefined ? [] : [equals({ of: 'status' }, { is: 'text', text: status })]),
    ...(chatId === undefined
      ? []
      : [equals({ of: 'chatId' }, { is: 'number', text: String(chatId), value: String(chatId) })]),
  ];
  const ids = await searchDialogs(database, spaceId, {
    condition: { kind: 'and', conditions },
    now: asked.now,
    ...(bot === undefined ? {} : { bot }),
    ...page,
  });
  return (await findDialogs(database, ids)).sort((left, right) => right.id - left.id);
}

const equals = (operand: Operand, literal: Literal): Condition => ({
  kind: 'compare',
  operand,
  operator: '=',
  literal,
});

export type DialogHead = { id: number; botId: string; lane: number; chatId: number };

/** Whose a dialog is, without reading it whole. */
export async function findDialogHead(
  connection: Connection,
  spaceId: string,
  id: string,
): Promise<DialogHead | null> {
  const [row] = await connection.query<DialogHead>(
    {
      name: 'dialog_head',
      text: `select dialog.id, dialog.bot_id as "botId", bot.lane, dialog.chat_id as "chatId"
             from dialog join bot on bot.id = dialog.bot_id where dialog.id = $1 and bot.space_id = $2`,
    },
    [id, spaceId],
  );
  return row ?? null;
}

/** All events of a dialog, newest first, older than `before`. */
export function listEvents(
  connection: Connection,
  dialogId: number,
  page: { before: string | null; limit: number },
): Promise<EventRecord[]> {
  return connection.query<EventRecord>(
    {
      name: 'dialog_events',
      text: `select ${eventColumns} from event
             where dialog_id = $1 and ($2::bigint is null or id < $2) order by id desc limit $3`,
    },
    [dialogId, page.before, page.limit],
  );
}

/** What an operator's change is checked against. */
export type BotVocabulary = {
  fields: ReadonlyMap<string, Field>;
  /** How many fields came up by themselves, without a declaration. */
  undeclared: number;
};

export async function readVocabulary(connection: Connection, botId: string): Promise<BotVocabulary> {
  const rows = await connection.query<{ key: string; document: Field; declared: boolean }>(
    'select key, document, declared from bot_field where bot_id = $1',
    [botId],
  );
  return {
    fields: new Map(rows.map(({ key, document }) => [key, { ...document, key }])),
    undeclared: rows.filter(({ declared }) => !declared).length,
  };
}

/** A step of the bot by its id or by `flow` and `step` key; null when it has none such. */
export async function findStepOfBot(
  connection: Connection,
  botId: string,
  step: { id: string } | { flow: string; step: string },
): Promise<{ flow: string; step: string } | null> {
  const found = `select flow.key as flow, step.key as step from step join flow on flow.id = step.flow_id
    where flow.bot_id = $1`;
  const [row] =
    'id' in step
      ? await connection.query<{ flow: string; step: string }>(`${found} and step.id = $2`, [botId, step.id])
      : await connection.query<{ flow: string; step: string }>(
          `${found} and flow.key = $2 and step.key = $3`,
          [botId, step.flow, step.step],
        );
  return row ?? null;
}

/** Id of the space's bot of this key. */
export async function findBotId(
  connection: Connection,
  spaceId: string,
  key: string,
): Promise<string | null> {
  const [row] = await connection.query<{ id: string }>(
    'select id from bot where space_id = $1 and key = $2',
    [spaceId, key],
  );
  return row?.id ?? null;
}

/** The lane of a bot, null when there is no such bot. */
export async function findLaneOfBot(connection: Connection, botId: string): Promise<number | null> {
  const [row] = await connection.query<{ lane: number }>('select lane from bot where id = $1', [botId]);
  return row?.lane ?? null;
}

/** A dialog that a turn has changed. `waiting`: effects of it that are not settled. */
export type ChangedDialog = { id: number; botId: string; version: number; waiting: number };

/** What the stream of a space tells of these dialogs; those that are gone are missing. */
export const readChanged = (connection: Connection, ids: readonly number[]): Promise<ChangedDialog[]> =>
  connection.query<ChangedDialog>(
    {
      name: 'dialog_changed',
      text: `select id, bot_id as "botId", version,
               (select count(*) from outbox where outbox.dialog_id = dialog.id) as waiting
             from dialog where id in (select x::bigint from string_to_table($1, ',') as x)`,
    },
    [ids.join(',')],
  );

/** What a page that shows a dialog compares to know that it must look again. */
export type DialogMark = {
  id: number;
  botId: string;
  chatId: number;
  version: number;
  /** Number and state of the latest 50 messages and how many files are there, in one word. */
  states: string;
  pending: boolean;
};

/**
 * Marks of dialogs by their numbers or by bot and chat: one statement for everybody who watches.
 */
export function readMarks(
  connection: Connection,
  ids: readonly number[],
  chats: readonly { botId: string; chatId: number }[],
): Promise<DialogMark[]> {
  return connection.query<DialogMark>(
    {
      name: 'dialog_marks',
      text: `with watched as (
               select id from dialog where id in (select x::bigint from string_to_table($1, ',') as x)
               union
               select dialog.id from json_to_recordset($2) as chat ("botId" uuid, "chatId" bigint)
                 join dialog on dialog.bot_id = chat."botId" and dialog.connection = '' and dialog.chat_id = chat."chatId")
             select dialog.id, bot_id as "botId", chat_id as "chatId", version,
               coalesce(shown.states, '') || ' ' || files.count as states, coalesce(shown.pending, false) as pending
             from watched join dialog on dialog.id = watched.id
               left join lateral (
                 select md5(string_agg(latest.id || latest.state, ',' order by latest.id)) as states,
                   bool_or(latest.state = 'pending') as pending
                 from (select id, ${stateNow} as state from message where dialog_id = dialog.id order by id desc limit 50) as latest
               ) as shown on true
               cross join lateral (
                 select count(*) as count from stored_file where dialog_id = dialog.id) as files`,
    },
    [ids.join(','), JSON.stringify(chats)],
  );
}
