/** The outbox as a bot's lane sees it: what is due next. */
import type { Connection } from './database.ts';

/** A taken row with what its message says. */
export type LaneRow = {
  signalId: number;
  n: number;
  kind: string;
  botId: string;
  dialogId: string;
  messageId: number | null;
  /** Below 0: before everything; 0: somebody waits; above: mass messages. */
  priority: number;
  /** JSON. */
  document: string;
  text: string | null;
  buttons: string | null;
  /** JSON; null for none. */
  entities: string | null;
  /** The text has changed since the effect was made: `entities` here is the whole truth. */
  edited: boolean;
  /** Counting the one under way. */
  attempts: number;
};

/** How much one bot may be handed. */
export type LaneWish = {
  bot: string;
  room: number;
  /** Of `room`, at most so many replies. */
  replies: number;
  /** Dialogs that have just got a message, and groups that have had enough for now. */
  busy: string[];
  groups: number[];
};

/** Messages of the same dialog that were handed over before. */
const before = (which: string): string => `
            select 1 from outbox as older
            where older.dialog_id = candidate.dialog_id and older.kind = 'message'
              and (older.signal_id, older.n) < (candidate.signal_id, candidate.n) and (${which})`;

/**
 * Due rows of one arm. A message is handed out only when it is its dialog's oldest of its urgency: a reply
 * overtakes mass messages, an operator's message also what is not due yet. Edits, pins and approvals come
 * behind the messages that were due before them, an edit or a pin also behind its own message; an approval waits
 * for 45 s at most: somebody who asked to join may be written to for five minutes.
 */
const arm = (urgency: string, limit: string): string => `
  select bot, place from wanted cross join lateral (
    select ctid as place from outbox as candidate
    where candidate.bot_id = wanted.bot and candidate.channel = 'telegram' and candidate.state = 'pending'
      and candidate.priority ${urgency} and candidate.not_before <= now()
      and case candidate.kind
        when 'message' then candidate.dialog_id <> all (wanted.busy) and not exists (
          select 1 from outbox as older
          where older.dialog_id = candidate.dialog_id and older.kind = 'message'
            and (older.signal_id, older.n) < (candidate.signal_id, candidate.n)
            and older.priority <= candidate.priority
            and (candidate.automatic or not older.automatic or older.not_before <= now()))
        else case (candidate.document::json -> 'kind')::text
          when '"notify"' then (candidate.document::json -> 'groupId')::text::bigint <> all (wanted.groups)
          when '"typing"' then true
          when '"answerPress"' then true
          when '"approveJoin"' then
            candidate.not_before < now() - interval '45 seconds' or not exists (${before('older.not_before <= now()')})
          else not exists (${before(`older.not_before <= now()
              or older.message_id = (candidate.document::json ->> 'messageId')::bigint`)})
          end
        end
    order by candidate.priority, candidate.not_before limit ${limit} for update skip locked) as due`;

const taken = (name: string): string => `(select count(*) from ${name} where ${name}.bot = wanted.bot)`;

// The attempt is recorded (and committed) before the request goes out. An arm for each urgency, so that each
// is a range of the index `outbox_lane`, read no further than it hands out. The locked rows are updated by
// their place in the table: joined by their key, the planner expected thousands of them and read the whole
// outbox (measured with 100,000 rows waiting: 82 ms, now 0.7 ms).
const claim = {
  name: 'lane_claim',
  text: `
    with wanted as materialized (
      select * from json_to_recordset($1) as one (bot uuid, room int, replies int, busy bigint[], groups bigint[])
      where not exists (
        select 1 from telegram_bot where telegram_bot.bot_id = one.bot and paused_until > now())),
    urgent as materialized (${arm('< 0', 'wanted.room')}),
    replies as materialized (${arm('= 0', `greatest(0, wanted.replies - ${taken('urgent')})`)}),
    mass as materialized (${arm('> 0', `greatest(0, wanted.room - ${taken('urgent')} - ${taken('replies')})`)}),
    taken as (
      update outbox set state = 'sending', attempts = attempts + 1, started_at = now()
      where ctid = any (array(
        select place from urgent union all select place from replies union all select place from mass))
      returning outbox.*)
    select taken.signal_id as "signalId", taken.n, taken.kind, taken.bot_id as "botId",
      taken.dialog_id::text as "dialogId", taken.message_id as "messageId", taken.priority, taken.document,
      message.text, message.buttons, message.entities, message.edited_at is not null as edited, taken.attempts
    from taken left join message on message.dialog_id = taken.dialog_id and message.id = taken.message_id
    order by taken.priority, taken.not_before, taken.signal_id, taken.n`,
};

/** Takes what is due for these bots, the most urgent first; committed when it resolves. */
export const claimLanes = (connection: Connection, wishes: readonly LaneWish[]): Promise<LaneRow[]> =>
  connection.query(claim, [JSON.stringify(wishes)]);
