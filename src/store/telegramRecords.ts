/** What is known of each bot's life at Telegram. */
import type { Instant } from '../base/instant.ts';
import { publish } from './configurationChange.ts';
import type { Connection } from './database.ts';

/**
 * `new`: not looked at yet. `stopped`: its token is refused or another of our bots has it.
 * `otherReceiver`: another service's webhook is set, nothing is received.
 */
export type TelegramState = 'new' | 'running' | 'stopped' | 'otherReceiver';
export type TelegramReceives = 'webhook' | 'polling' | 'none';

/** One item of the connection checklist; `code` and `parameters` for a translation of `text`. */
export type ChecklistItem = {
  check: 'token' | 'updates' | 'webhook' | 'businessMode' | 'channelRights' | 'otherReceiver';
  state: 'ok' | 'warning' | 'failed' | 'unknown';
  code: string;
  text: string;
  parameters?: Record<string, string>;
};

export type Alarm = { code: string; text: string };

export type TelegramBot = {
  botId: string;
  key: string;
  name: string;
  spaceId: string;
  lane: number;
  channel: string;
  /** The owner's settings name business accounts whose chats may go to the AI, or forbid it. */
  speaksForBusiness: boolean;
  /** The sealed token, which is another text each time it is sealed. Null: none is stored. */
  sealed: string | null;
  telegramId: number | null;
  username: string;
  telegramName: string;
  tokenHint: string;
  /** SHA-256 of the token that Telegram last knew, as hexadecimal digits. */
  tokenHash: string | null;
  state: TelegramState;
  receives: TelegramReceives;
  webhookUrl: string;
  lastUpdateAt: Instant | null;
  /** Nothing is sent before: Telegram said so. Null, or past: it may be. */
  pausedUntil: Instant | null;
  /** When the look began that the rest tells of. */
  checkedAt: Instant | null;
  checklist: ChecklistItem[];
  alarm: Alarm | null;
  alarmAt: Instant | null;
};

type Row = Omit<TelegramBot, 'checklist' | 'alarm'> & { checklist: string; alarm: string | null };

const milliseconds = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::bigint`;

const select = `
  select bot.id as "botId", bot.key, bot.document ->> 'name' as name, bot.space_id as "spaceId",
    bot.lane::int as lane, bot.document ->> 'channel' as channel, bot.document ? 'business' as "speaksForBusiness", secret.sealed,
    known.telegram_id as "telegramId", coalesce(known.username, '') as username,
    coalesce(known.name, '') as "telegramName", coalesce(known.token_hint, '') as "tokenHint",
    encode(known.token_hash, 'hex') as "tokenHash", coalesce(known.state, 'new') as state,
    coalesce(known.receives, 'none') as receives, coalesce(known.webhook_url, '') as "webhookUrl",
    ${milliseconds('known.last_update_at')} as "lastUpdateAt",
    ${milliseconds('known.checked_at')} as "checkedAt",
    ${milliseconds('known.paused_until')} as "pausedUntil",
    coalesce(known.checklist, '[]') as checklist, known.alarm, ${milliseconds('known.alarm_at')} as "alarmAt"
  from bot
  left join secret on secret.bot_id = bot.id and secret.place = 'token'
  left join telegram_bot as known on known.bot_id = bot.id`;

const ofTelegram = `bot.document ->> 'channel' = 'telegram'`;

/** Every bot of the channel `telegram`, with or without a token; of one space when it is named. */
export async function findTelegramBots(connection: Connection, spaceId?: string): Promise<TelegramBot[]> {
  const rows = await connection.query<Row>(
    {
      name: 'telegram_bots',
      text: `${select} where ${ofTelegram} and ($1::uuid is null or bot.space_id = $1) order by bot.id`,
    },
    [spaceId ?? null],
  );
  return rows.map(read);
}

/** The bot of this key, also one that does not run at Telegram yet; null when the space has none. */
export async function findTelegramBot(
  connection: Connection,
  spaceId: string,
  key: string,
): Promise<TelegramBot | null> {
  const [row] = await connection.query<Row>(`${select} where bot.space_id = $1 and bot.key = $2`, [
    spaceId,
    key,
  ]);
  return row ? read(row) : null;
}

/** The groups that the bot is in, as Telegram has told it, by title; the 200 that are first. */
export async function findTelegramGroups(
  connection: Connection,
  botId: string,
): Promise<{ chatId: number; title: string }[]> {
  return connection.query(
    `select chat_id::float8 as "chatId", title from telegram_chat
     where bot_id = $1 and type in ('group', 'supergroup') and moved_to is null
       and status in ('member', 'administrator', 'creator')
     order by title, chat_id limit 200`,
    [botId],
  );
}

// Both texts are our own JSON.
const read = (row: Row): TelegramBot => ({
  ...row,
  checklist: JSON.parse(row.checklist),
  alarm: row.alarm === null ? null : JSON.parse(row.alarm),
});

/** Who else has this Telegram bot, with a token of its own. Running bots go first, then the lower id. */
export async function findBotOfTelegramId(
  connection: Connection,
  telegramId: number,
  exceptBotId: string,
): Promise<{ botId: string; key: string; spaceId: string; state: TelegramState } | null> {
  const [row] = await connection.query<{
    botId: string;
    key: string;
    spaceId: string;
    state: TelegramState;
  }>(
    `select bot.id as "botId", bot.key, bot.space_id as "spaceId", known.state
     from telegram_bot as known
     join bot on bot.id = known.bot_id and ${ofTelegram}
     join secret on secret.bot_id = bot.id and secret.place = 'token'
     where known.telegram_id = $1 and known.bot_id <> $2
     order by known.state in ('running', 'otherReceiver') desc, known.bot_id limit 1`,
    [telegramId, exceptBotId],
  );
  return row ?? null;
}

export type TelegramIdentity = {
  telegramId: number;
  username: string;
  name: string;
  tokenHint: string;
  /** SHA-256 of the token, hexadecimal. */
  tokenHash: string;
};

/**
 * Who the token belongs to, as getMe said. Links are made of it, so every process hears of a change.
 * Another Telegram bot than before may use none of that one's files, is not paused as that one was, and numbers
 * its updates anew.
 */
export async function keepTelegramIdentity(
  connection: Connection,
  botId: string,
  { telegramId, username, name, tokenHint, tokenHash }: TelegramIdentity,
): Promise<void> {
  await connection.query(
    `delete from telegram_file using telegram_bot as known
     where telegram_file.bot_id = $1 and known.bot_id = $1 and known.telegram_id is distinct from $2`,
    [botId, telegramId],
  );
  await connection.query(
    `delete from update_seen
     where bot_id = $1 and exists (select from telegram_bot where bot_id = $1 and telegram_id <> $2)`,
    [botId, telegramId],
  );
  const rows = await connection.query(
    `insert into telegram_bot as known (bot_id, telegram_id, username, name, token_hint, token_hash)
     select id, $2, $3, $4, $5, decode($6, 'hex') from bot
     where id = $1 and exists (select from secret where bot_id = $1 and place = 'token')
     on conflict (bot_id) do update set telegram_id = excluded.telegram_id, username = excluded.username,
       name = excluded.name, token_hint = excluded.token_hint, token_hash = excluded.token_hash,
       paused_until =
         case when known.telegram_id is not distinct from excluded.telegram_id then known.paused_until end
     where (known.telegram_id, known.username, known.name, known.token_hint, known.token_hash)
       is distinct from
       (excluded.telegram_id, excluded.username, excluded.name, excluded.token_hint, excluded.token_hash)
     returning bot_id`,
    [botId, telegramId, username, name, tokenHint, tokenHash],
  );
  if (rows.length > 0) await publish(connection);
}

export type TelegramCondition = {
  state: TelegramState;
  receives: TelegramReceives;
  /** Absent: as it was. */
  webhookUrl?: string | undefined;
  checklist: readonly ChecklistItem[];
  alarm: Alarm | null;
  checkedAt: Instant;
};

/**
 * How the bot is, as just seen. The time of an alarm stays while its code does. A bot without a token stays
 * forgotten: whoever looked at it was late.
 */
export async function keepTelegramCondition(
  connection: Connection,
  botId: string,
  { state, receives, webhookUrl, checklist, alarm, checkedAt }: TelegramCondition,
): Promise<void> {
  await connection.query(
    `insert into telegram_bot as known
       (bot_id, state, receives, webhook_url, checklist, alarm, alarm_at, checked_at, last_update_at)
     select id, $2, $3, coalesce($4, ''), $5, $6, case when $6::text is not null then now() end,
       to_timestamp($7::float8 / 1000), (select at from update_seen where bot_id = $1 order by update_id desc limit 1)
     from bot where id = $1 and exists (select from secret where bot_id = $1 and place = 'token')
     on conflict (bot_id) do update set state = excluded.state, receives = excluded.receives,
       webhook_url = coalesce($4, known.webhook_url), checklist = excluded.checklist,
       alarm = excluded.alarm, checked_at = excluded.checked_at,
       alarm_at = case when known.alarm::json ->> 'code' is not distinct from excluded.alarm::json ->> 'code'
         then known.alarm_at else excluded.alarm_at end,
       last_update_at = greatest(known.last_update_at, excluded.last_update_at)`,
    [
      botId,
      state,
      receives,
      webhookUrl ?? null,
      JSON.stringify(checklist),
      alarm && JSON.stringify(alarm),
      checkedAt,
    ],
  );
}

/** Our webhook is about to be set: whoever finds it there knows that it is ours. */
export async function keepWebhookUrl(connection: Connection, botId: string, url: string): Promise<void> {
  await connection.query(
    `insert into telegram_bot (bot_id, webhook_url) values ($1, $2)
     on conflict (bot_id) do update set webhook_url = excluded.webhook_url`,
    [botId, url],
  );
}

/** From now on the bot speaks at Telegram; its dialogs stay what they are. */
export async function moveToTelegram(connection: Connection, botId: string): Promise<void> {
  await connection.query(
    `update bot set document = jsonb_set(document, '{channel}', '"telegram"') where id = $1`,
    [botId],
  );
  await publish(connection);
}

/** The bot has another token, or is to be seen with other eyes: what was wrong with it counts no more. */
export async function forgetTelegramTrouble(connection: Connection, botId: string): Promise<void> {
  await connection.query(
    `update telegram_bot set state = 'new', receives = 'none', checklist = '[]', alarm = null, alarm_at = null,
       checked_at = null where bot_id = $1`,
    [botId],
  );
}

/** What an announcement on the channel `configuration` says of one bot. */
export const lookWish = (botId: string): string => `bot/${botId}`;

/** Asks the holder, whichever process that is, to look at the bot now. */
export async function askToLook(connection: Connection, botId: string): Promise<void> {
  await connection.query(`select pg_notify('configuration', $1)`, [lookWish(botId)]);
}

/** Tells the other processes that bots are free to be held. */
export async function announceFreeBots(connection: Connection): Promise<void> {
  await connection.query(`select pg_notify('configuration', '')`);
}

/** The bot has no token any more; what it was is forgotten. */
export async function forgetTelegramBot(connection: Connection, botId: string): Promise<void> {
  await connection.query('delete from telegram_bot where bot_id = $1', [botId]);
}

/** When this bot's latest update was taken in; marks are kept for three days. */
export async function findLastUpdateAt(connection: Connection, botId: string): Promise<Instant | null> {
  const [row] = await connection.query<{ at: Instant }>(
    `select ${milliseconds('at')} as at from update_seen where bot_id = $1 order by update_id desc limit 1`,
    [botId],
  );
  return row?.at ?? null;
}

/** What the checklist says of business accounts and channels. */
export type TelegramPlaces = {
  connections: { ownerName: string; enabled: boolean; canReply: boolean }[];
  /** Channels that campaigns lead into through this bot; `canInvite` is null while nothing is known. */
  channels: { chatId: number; title: string; canInvite: boolean | null }[];
};

/** Business accounts that connected the bot, and the channels that it lets people into. */
export async function findTelegramPlaces(connection: Connection, botId: string): Promise<TelegramPlaces> {
  const [row] = await connection.query<TelegramPlaces>(
    `select
       (select coalesce(json_agg(json_build_object('ownerName', owner_name, 'enabled', enabled,
          'canReply', 'can_reply' = any (rights)) order by owner_name, connection), '[]')
        from telegram_business where bot_id = $1) as connections,
       (select coalesce(json_agg(json_build_object('chatId', wanted.chat_id, 'title', coalesce(chat.title, ''),
          'canInvite', case when chat.status is null then null else
            chat.status = 'creator' or chat.status = 'administrator' and 'can_invite_users' = any (chat.rights)
          end) order by wanted.chat_id), '[]')
        from (
          select distinct (campaign.document -> 'channel' ->> 'chatId')::bigint as chat_id
          from campaign join bot on bot.space_id = campaign.space_id and bot.key =
            coalesce(campaign.document -> 'channel' ->> 'bot', campaign.document ->> 'bot')
          where bot.id = $1 and campaign.document ->> 'type' = 'channel') as wanted
        left join telegram_chat as chat on chat.bot_id = $1 and chat.chat_id = wanted.chat_id) as channels`,
    [botId],
  );
  return row ?? { connections: [], channels: [] };
}

/** Bots with a token by state, and how many have an alarm; for the metrics. */
export async function countTelegramBots(
  connection: Connection,
): Promise<{ states: Record<TelegramState, number>; alarms: number }> {
  const rows = await connection.query<{ state: TelegramState; count: number; alarms: number }>(
    `select coalesce(known.state, 'new') as state, count(*) as count, count(known.alarm) as alarms
     from bot join secret on secret.bot_id = bot.id and secret.place = 'token'
     left join telegram_bot as known on known.bot_id = bot.id
     where ${ofTelegram} group by 1`,
  );
  const states = { new: 0, running: 0, stopped: 0, otherReceiver: 0 };
  for (const { state, count } of rows) states[state] = count;
  return { states, alarms: rows.reduce((sum, row) => sum + row.alarms, 0) };
}
