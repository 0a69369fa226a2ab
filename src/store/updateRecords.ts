/** Updates of a channel: taken in once, however often and by whichever way they come. */
import type { Connection } from './database.ts';

export type NewUpdate = {
  botId: string;
  /** The channel's number of it; numbers may begin again anywhere, so that only equality means anything. */
  updateId: number;
  lane: number;
  /** The signal as JSON. */
  payload: string;
};

/**
 * The mark and the signal are one statement: neither is ever there without the other. Marks go in by bot
 * and number, so that two writers with the same updates wait for each other in one order and never in a
 * circle; signals keep the order of arrival. A line is a letter for the lane, the bot's id, the update's
 * number, a space, the payload: JSON never holds a raw line break. The `case` keeps the look among the
 * fresh marks a hashed one, where a join would compare each with each.
 */
const insertFresh = {
  name: 'update_insert',
  text: `with arrived as materialized (
           select n::int as n, ascii(line) - 65 as lane, substr(line, 2, 36)::uuid as bot_id,
             split_part(substr(line, 38, 24), ' ', 1)::bigint as update_id, line
           from string_to_table($1, E'\\n') with ordinality as lines (line, n)),
         fresh as (
           insert into update_seen (bot_id, update_id)
           select bot_id, update_id from arrived order by bot_id, update_id
           on conflict do nothing returning bot_id, update_id),
         numbered as materialized (
           select n, nextval('signal_id') as id, lane, line from (
             select n, lane, line from arrived
             where case when (bot_id, update_id) in (select bot_id, update_id from fresh) then true else false end
             order by n) as taken),
         stored as (
           insert into inbox (lane, id, payload)
           select lane, id, substr(line, position(' ' in line) + 1) from numbered order by id)
         select n, id from numbered`,
};

/**
 * Stores the updates that were not seen before and answers, in the given order, the number of each as a
 * signal, or null for one seen before (also earlier in the same list). Durable when it resolves; inside a
 * transaction, with its commit.
 */
export async function insertUpdates(
  connection: Connection,
  updates: readonly NewUpdate[],
): Promise<(number | null)[]> {
  const seen = new Set<string>();
  const places: number[] = [];
  const lines: string[] = [];
  updates.forEach(({ botId, updateId, lane, payload }, place) => {
    const key = `${botId}${updateId}`;
    if (seen.has(key)) return;
    seen.add(key);
    places.push(place);
    lines.push(`${String.fromCharCode(65 + lane)}${key} ${payload}`);
  });
  const answers = new Array<number | null>(updates.length).fill(null);
  if (lines.length === 0) return answers;
  const rows = await connection.query<{ n: number; id: number }>(insertFresh, [lines.join('\n')]);
  for (const { n, id } of rows) {
    const place = places[n - 1];
    if (place !== undefined) answers[place] = id;
  }
  return answers;
}

/** Telegram repeats an update for a day at most; the rest is for clocks and restored backups. */
const marksKeptFor = '3 days';

/** Deletes the marks of updates that nobody can send again. */
export async function tidyUpdates(connection: Connection): Promise<void> {
  await connection.query('delete from update_seen where at < now() - $1::interval', [marksKeptFor]);
}
