/** Tidying what waits for a lead that has not begun. */
import type { Connection } from './database.ts';

/**
 * Ends what has waited too long (`expired`), and gives back to the inbox what was kept in the very moment in
 * which its lead began in another lane (`replayed`; it gets a number of its own). Says to which lanes.
 */
export async function sweepKept(connection: Connection): Promise<number[]> {
  await connection.query(
    `with gone as (delete from kept where expires_at < now() returning signal_id)
     update journal set outcome = 'expired' from gone where journal.id = gone.signal_id`,
  );
  const rows = await connection.query<{ lane: number }>(
    `with stranded as (
       delete from kept using dialog where dialog.clickid = kept.clickid
       returning kept.signal_id, kept.payload, dialog.bot_id),
     noted as (
       update journal set outcome = 'replayed' from stranded where journal.id = stranded.signal_id)
     insert into inbox (lane, payload)
     select bot.lane, stranded.payload from stranded join bot on bot.id = stranded.bot_id
     order by stranded.signal_id returning lane::int as lane`,
  );
  return rows.map((row) => row.lane);
}
