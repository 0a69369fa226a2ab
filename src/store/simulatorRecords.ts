/** Moving a simulated bot's clock ahead. */
import type { Connection } from './database.ts';
import { holdLane } from './inboxRecords.ts';

/**
 * Lets the bot's time jump: what waits for a time becomes due that much earlier. Run it in a
 * transaction; it holds the bot's lane, so no turn sees half of it.
 */
export async function advanceClock(
  connection: Connection,
  botId: string,
  lane: number,
  byMs: number,
): Promise<number> {
  await holdLane(connection, lane);
  const [bot] = await connection.query<{ offset: number }>(
    `update bot set clock_offset_ms = clock_offset_ms + $2 where id = $1 returning clock_offset_ms as offset`,
    [botId, byMs],
  );
  const seconds = byMs / 1000;
  await connection.query(
    `update dialog set wake_at = wake_at - make_interval(secs => $2) where bot_id = $1 and wake_at is not null`,
    [botId, seconds],
  );
  await connection.query(
    `update outbox set not_before = not_before - make_interval(secs => $2) where bot_id = $1`,
    [botId, seconds],
  );
  await connection.query(
    `with raised as (update config_version set version = version + 1 returning version)
     select pg_notify('configuration', version::text) from raised`,
  );
  return bot?.offset ?? 0;
}

/** Whether a timer of the bot's dialogs has come due and not had its turn. */
export async function hasDueTimers(connection: Connection, botId: string): Promise<boolean> {
  const [row] = await connection.query<{ due: boolean }>(
    'select exists (select from dialog where wake_at <= now() and bot_id = $1) as due',
    [botId],
  );
  return row?.due ?? false;
}
