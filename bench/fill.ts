/** Fills an installation with leads of a bot's campaign that have said hello, by SQL. */

import { newState } from '../src/dialog/dialog.ts';
import { openDatabase, startEmbeddedPostgres } from '../src/store/store.ts';

/** Lead n has chat id 1,000,000 + n and a click id as our own links make them, and waits on Welcome/hello. */
export async function fillDialogs(dataDir: string, count: number, botKey = 'leo'): Promise<{ lane: number }> {
  const embedded = await startEmbeddedPostgres(dataDir);
  const database = openDatabase(embedded.url);
  const state = JSON.stringify({ ...newState(), phase: 'awaitingReply', visit: 1 });
  await database.query(
    `insert into dialog (bot_id, chat_id, username, name, status, flow, step, tracker, campaign_id, clickid, state,
       created_at, last_message_at)
     select bot.id, 1000000 + n, 'lead' || n, 'Lead ' || n, 'waiting', 'Welcome', 'hello',
       jsonb_build_object('clickid', made.id, 'utm_source', 'facebook'), campaign.id, made.id, $2,
       now(), now()
     from generate_series(0, $1::int - 1) as n, bot join campaign on campaign.bot_id = bot.id,
       lateral (select upper(to_hex(bot.lane::int)) || 'fill' || lpad(n::text, 9, '0') as id) as made
     where bot.key = $3`,
    [count, state, botKey],
  );
  await database.query('vacuum analyze dialog');
  const [bot] = await database.query<{ lane: number }>('select lane from bot where key = $1', [botKey]);
  await database.close();
  await embedded.stop();
  return { lane: bot?.lane ?? 0 };
}

/** The click id of the n-th filled lead. */
export const filledClick = (lane: number, n: number): string =>
  `${lane.toString(16).toUpperCase()}fill${String(n).padStart(9, '0')}`;
