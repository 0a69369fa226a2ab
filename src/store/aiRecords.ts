/** What an AI is told of a lead, what it has cost, and what operators had translated. */
import type { Decimal } from '../base/decimal.ts';
import { clockAt, type Instant } from '../base/instant.ts';
import type { EventStanding } from '../event/event.ts';
import type { AiSettings, FieldValue } from '../flow/flow.ts';
import type { Connection } from './database.ts';

/** How a bot wants its AI, and what its days are counted by. */
export type AiBot = {
  id: string;
  key: string;
  spaceId: string;
  channel: string;
  timezone: string;
  clockOffsetMs: number;
  /** Null: the bot has no AI settings of its own. Its `apiKey` is a reference, never the secret. */
  ai: AiSettings | null;
};

export type AiLeadEvent = {
  name: string;
  ordinal: number;
  cost: Decimal | null;
  currency: string;
  at: Instant;
  standing: EventStanding | null;
  /** `sale#1`: whose amount it takes back. */
  reverses: string | null;
};

export type AiLeadMessage = { direction: 'in' | 'out'; kind: string; text: string; at: Instant };

/** A lead as an AI may know it, at the moment of asking. Lists run from the oldest to the newest. */
export type AiLead = {
  dialogId: string;
  name: string;
  /** `flow/step` where the dialog is now, null outside of every flow. */
  place: string | null;
  fields: { key: string; name: string; value: FieldValue }[];
  tracker: Record<string, string>;
  /** The latest 200. */
  events: AiLeadEvent[];
  /** The latest 40 that the lead has seen or is about to see. */
  messages: AiLeadMessage[];
  bot: AiBot;
};

const milliseconds = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::bigint`;

const botColumns = `json_build_object('id', bot.id, 'key', bot.key, 'spaceId', bot.space_id,
  'channel', bot.document ->> 'channel', 'timezone', coalesce(bot.document ->> 'timezone', 'UTC'),
  'clockOffsetMs', bot.clock_offset_ms, 'ai', bot.document -> 'ai')`;

const leadText = `
  select dialog.id::text as "dialogId", dialog.name, dialog.flow || '/' || dialog.step as place, dialog.tracker,
    ${botColumns} as bot,
    (select coalesce(json_agg(json_build_object('key', field.key,
        'name', coalesce(bot_field.document ->> 'name', field.key), 'value', field.value)
        order by bot_field.position, field.key), '[]')
      from jsonb_each(dialog.fields) as field left join bot_field
        on bot_field.bot_id = dialog.bot_id and bot_field.key = field.key) as fields,
    (select coalesce(json_agg(latest order by latest.id), '[]') from
      (select id, name, ordinal, cost::text as cost, currency, ${milliseconds('at')} as at, standing, reverses
       from event where event.dialog_id = dialog.id order by event.id desc limit 200) as latest) as events
  from dialog join bot on bot.id = dialog.bot_id where dialog.id = $1`;

// Read apart and not as JSON: a message's text may hold what PostgreSQL's own writer of JSON would refuse.
const messagesText = `
  select direction, kind, text, at from (
    select id, direction, kind, text, ${milliseconds('at')} as at from message
    where dialog_id = $1 and state in ('sent', 'uncertain') and at < to_timestamp($2::float8 / 1000)
    order by id desc limit 40) as latest
  order by id`;

/** Messages that are due so soon count as said; what waits longer may still be taken back. */
const soonMs = 60_000;

/** The dialog with its events and latest messages; null when it is gone. */
export async function readAiLead(
  connection: Connection,
  dialogId: string,
  now: Instant,
): Promise<AiLead | null> {
  const [lead] = await connection.query<Omit<AiLead, 'messages'>>({ name: 'ai_lead', text: leadText }, [
    dialogId,
  ]);
  if (!lead) return null;
  const messages = await connection.query<AiLeadMessage>({ name: 'ai_messages', text: messagesText }, [
    dialogId,
    now + lead.bot.clockOffsetMs + soonMs,
  ]);
  return { ...lead, messages };
}

const consent = {
  name: 'ai_consent',
  text: `
    select dialog.connection = '' or coalesce(
      case jsonb_typeof(given)
        when 'boolean' then given = 'true'::jsonb
        when 'array' then given @> to_jsonb(account.owner_id)
      end, false) as consents
    from dialog join bot on bot.id = dialog.bot_id
      cross join lateral (select bot.document #> '{business,aiConsent}' as given) as settings
      left join telegram_business as account
        on account.bot_id = dialog.bot_id and account.connection = dialog.connection
    where dialog.id = $1`,
};

/**
 * Whether what is said in the dialog may go to an AI endpoint at all: in a business account's chats only when
 * the bot's settings say that its owner has consented.
 */
export async function mayAskAi(connection: Connection, dialogId: string | number): Promise<boolean> {
  const [row] = await connection.query<{ consents: boolean }>(consent, [dialogId]);
  return row?.consents ?? false;
}

/** A bot of the space; null when there is none of this id. */
export async function readAiBot(connection: Connection, botId: string): Promise<AiBot | null> {
  const [row] = await connection.query<{ bot: AiBot }>(
    `select ${botColumns} as bot from bot where bot.id = $1`,
    [botId],
  );
  return row?.bot ?? null;
}

/** The day of the bot's own time: `2026-03-02`. */
export function usageDay(bot: Pick<AiBot, 'timezone' | 'clockOffsetMs'>, now: Instant): string {
  const { year, month, day } = clockAt(now + bot.clockOffsetMs, bot.timezone);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export type AiUse = { prompt: number; completion: number; estimated: boolean; calls: number };

/** Adds to the day's figures of the dialog and of its bot. */
export async function addAiUsage(
  connection: Connection,
  use: AiUse & { botId: string; day: string; dialogId: string | number },
): Promise<void> {
  if (use.calls === 0) return;
  const estimated = use.estimated ? use.prompt + use.completion : 0;
  await connection.query(
    {
      name: 'ai_usage_add',
      // The dialog's row before the bot's, always: two that add at once never wait for each other in a ring.
      text: `insert into ai_usage as known (bot_id, day, dialog_id, prompt_tokens, completion_tokens,
               estimated_tokens, calls)
             select $1, $2, one.id, $4, $5, $6, $7
             from (values (1, $3::bigint), (2, 0)) as one (n, id) where one.n = 2 or one.id <> 0 order by one.n
             on conflict (bot_id, day, dialog_id) do update set
               prompt_tokens = known.prompt_tokens + excluded.prompt_tokens,
               completion_tokens = known.completion_tokens + excluded.completion_tokens,
               estimated_tokens = known.estimated_tokens + excluded.estimated_tokens,
               calls = known.calls + excluded.calls`,
    },
    [use.botId, use.day, use.dialogId, use.prompt, use.completion, estimated, use.calls],
  );
}

/** Tokens that the bot has used on a day. */
export async function countAiTokens(connection: Connection, botId: string, day: string): Promise<number> {
  const [row] = await connection.query<{ tokens: number }>(
    {
      name: 'ai_usage_of_day',
      text: `select prompt_tokens + completion_tokens as tokens from ai_usage
             where bot_id = $1 and day = $2 and dialog_id = 0`,
    },
    [botId, day],
  );
  return row?.tokens ?? 0;
}

export type AiUsageRow = {
  bot: string;
  day: string;
  /** Null: the bot as a whole. */
  dialogId: string | null;
  promptTokens: number;
  completionTokens: number;
  estimatedTokens: number;
  calls: number;
};

/**
 * Figures of the space, the latest day first. `dialog`: null for the bots' totals, 'all' for a row a dialog,
 * else one dialog's number.
 */
export function listAiUsage(
  connection: Connection,
  spaceId: string,
  filter: { botId: string | null; day: string | null; dialog: string | null },
  page: { offset: number; limit: number },
): Promise<AiUsageRow[]> {
  return connection.query<AiUsageRow>(
    `select bot.key as bot, to_char(day, 'YYYY-MM-DD') as day, nullif(dialog_id, 0)::text as "dialogId",
       prompt_tokens as "promptTokens", completion_tokens as "completionTokens",
       estimated_tokens as "estimatedTokens", calls
     from ai_usage join bot on bot.id = ai_usage.bot_id
     where bot.space_id = $1 and ($2::uuid is null or bot.id = $2) and ($3::date is null or day = $3)
       and case when $4::text is null then dialog_id = 0 when $4 = 'all' then dialog_id <> 0
           else dialog_id = $4::bigint end
     order by day desc, bot.key, dialog_id desc offset $5 limit $6`,
    [spaceId, filter.botId, filter.day, filter.dialog, page.offset, page.limit],
  );
}

/** A message's text and what it was translated into before; null when the dialog has no such message. */
export async function findTranslation(
  connection: Connection,
  message: { dialogId: number; messageId: string; language: string },
): Promise<{ text: string; translation: string | null } | null> {
  const [row] = await connection.query<{ text: string; translation: string | null }>(
    `select message.text, known.text as translation from message left join message_translation as known
       on known.dialog_id = message.dialog_id and known.message_id = message.id and known.language = $3
         and known.of_text = md5(message.text)::uuid
     where message.dialog_id = $1 and message.id = $2`,
    [message.dialogId, message.messageId, message.language],
  );
  return row ?? null;
}

/** Keeps a translation; an older one of the same message and language gives way. */
export async function keepTranslation(
  connection: Connection,
  kept: { dialogId: number; messageId: string; language: string; of: string; text: string },
): Promise<void> {
  await connection.query(
    `insert into message_translation (dialog_id, message_id, language, of_text, text)
     values ($1, $2, $3, md5($4)::uuid, $5)
     on conflict (dialog_id, message_id, language) do update set of_text = excluded.of_text,
       text = excluded.text, at = now()`,
    [kept.dialogId, kept.messageId, kept.language, kept.of, kept.text],
  );
}
