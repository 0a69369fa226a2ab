/** Operators' messages that go out later: kept until they are due, then signals of the inbox. */
import type { Instant } from '../base/instant.ts';
import type { OperatorSignal } from '../signal/signal.ts';
import type { Connection, Database } from './database.ts';
import { announceSignals } from './inboxRecords.ts';

export type ScheduledAction = Extract<OperatorSignal['action'], { did: 'wrote' }>;

export type ScheduledMessage = { id: string; by: string; action: ScheduledAction; dueAt: Instant };

/** Of one dialog. */
export const mostScheduled = 50;

const dueAt = 'floor(extract(epoch from due_at) * 1000)::bigint as "dueAt"';

/** What waits in a dialog, the next first. */
export const listScheduled = (connection: Connection, dialogId: number): Promise<ScheduledMessage[]> =>
  connection.query(
    `select id, by, action, ${dueAt} from scheduled_message where dialog_id = $1 order by due_at, id limit ${mostScheduled}`,
    [dialogId],
  );

/** False when the dialog has `mostScheduled` already, or is gone. */
export async function schedule(
  connection: Connection,
  dialogId: number,
  { id, by, action, dueAt: due }: ScheduledMessage,
): Promise<boolean> {
  const rows = await connection.query(
    `insert into scheduled_message (id, dialog_id, by, action, due_at)
     select $2, dialog.id, $3, $4, to_timestamp($5::float8 / 1000) from dialog
     where dialog.id = $1 and (select count(*) from scheduled_message where dialog_id = $1) < ${mostScheduled}
     returning id`,
    [dialogId, id, by, JSON.stringify(action), due],
  );
  return rows.length > 0;
}

/** Answers whether it was still there: one that has gone out cannot be called back. */
export async function cancelScheduled(
  connection: Connection,
  dialogId: number,
  id: string,
): Promise<boolean> {
  const rows = await connection.query(
    'delete from scheduled_message where dialog_id = $1 and id = $2 returning id',
    [dialogId, id],
  );
  return rows.length > 0;
}

/** Taken away here and put into the inbox at once: whoever crashes, a message is in one of both places. */
const handOver = {
  name: 'scheduled_hand_over',
  text: `with due as (
      delete from scheduled_message where id in (
        select id from scheduled_message where due_at <= to_timestamp($1::float8 / 1000)
        order by due_at limit 100 for update skip locked)
      returning dialog_id, by, action, due_at),
    accepted as (
      insert into inbox (lane, payload)
      select bot.lane, jsonb_build_object('kind', 'operator', 'at', $1::bigint, 'dialogId', due.dialog_id::text,
        'by', due.by, 'action', due.action)::text
      from due join dialog on dialog.id = due.dialog_id join bot on bot.id = dialog.bot_id
      order by due.due_at
      returning lane)
    select distinct lane::int as lane from accepted`,
};

/** Hands over what is due; answers the lanes that have something to do. */
export async function handOverDue(connection: Connection, now: Instant): Promise<number[]> {
  const rows = await connection.query<{ lane: number }>(handOver, [now]);
  return rows.map(({ lane }) => lane);
}

export type Scheduling = { stop(): Promise<void> };

const pollMs = 1000;

/** Looks once a second; several processes may do so. */
export function startScheduling(
  database: Database,
  options: {
    now: () => Instant;
    onDue: (lanes: readonly number[]) => void;
    onProblem: (error: unknown) => void;
  },
): Scheduling {
  let looking: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    const lanes = await handOverDue(database, options.now());
    if (lanes.length === 0) return;
    options.onDue(lanes);
    await announceSignals(database, lanes.join(','));
  };
  const timer = setInterval(() => {
    looking ??= look()
      .catch(options.onProblem)
      .finally(() => {
        looking = null;
      });
  }, pollMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
