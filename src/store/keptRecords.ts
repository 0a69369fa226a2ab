/** Tidying what waits for a lead that has not begun. */
import type { Connection } from './database.ts';

/**
 * Ends what has waited too long (`expired`), and gives back to the inbox what its lead has left behind
 * (`replayed`; it gets a number of its own): kept in the very moment in which the lead began in another lane,
 * or more than one turn takes. Says to which lanes.
 */
export async function sweepKept(connection: Connection): Promise<number[]> {
  await connection.query(
    `with gone as (delete from kept where expires_at < now() returning signal_id)
     update journal set outcome = 'expired' from gone where journal.id = gone.signal_id`,
  );
  const rows = await connection.query<{ lane: number }>(
    `with owned as (
       select kept.signal_id, dialog.bot_id from kept join dialog on dialog.clickid = kept.clickid
       union
       select kept.signal_id, dialog.bot_id from kept join click on click.clickid = kept.clickid
         join dialog on dialog.id = click.dialog_id),
     stranded as (
       delete from kept using owned where owned.signal_id = kept.signal_id
       returning kept.signal_id, kept.payload, owned.bot_id),
     noted as (
       update journal set outcome = 'replayed' from stranded where journal.id = stranded.signal_id)
     insert into inbox (lane, payload)
     select bot.lane, stranded.payload from stranded join bot on bot.id = stranded.bot_id
     order by stranded.signal_id returning lane::int as lane`,
  );
  return rows.map((row) => row.lane);
}

/** Requests that were processed again under another number wait no longer under their own. */
export async function settleReplayed(connection: Connection, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await connection.query(
    `with gone as (delete from kept where signal_id = any (string_to_array($1, ',')::bigint[]))
     update journal set outcome = 'replayed'
     where id = any (string_to_array($1, ',')::bigint[]) and outcome in ('kept', 'parked')`,
    [ids.join(',')],
  );
}
