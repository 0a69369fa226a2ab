/** Fills an installation with leads of the demo's campaign that have said hello, by SQL. */
import { openDatabase, startEmbeddedPostgres } from '../src/store/store.ts';
import { newState } from '../src/dialog/dialog.ts';

/** Lead n has chat id 1,000,000 + n and the click id `0fill<n>`, and waits on Welcome/hello. */
export async function fillDialogs(dataDir: string, count: number): Promise<void> {
  const embedded = await startEmbeddedPostgres(dataDir);
  const database = openDatabase(embedded.url);
  const state = JSON.stringify({ ...newState(), phase: 'awaitingReply', visit: 1 });
  await database.query(
    `insert into dialog (bot_id, chat_id, username, name, status, flow, step, tracker, campaign_id, clickid, state,
       created_at, last_message_at)
     select bot.id, 1000000 + n, 'lead' || n, 'Lead ' || n, 'waiting', 'Welcome', 'hello',
       jsonb_build_object('clickid', '0fill' || n, 'utm_source', 'facebook'), campaign.id, '0fill' || n, $2,
       now(), now()
     from generate_series(0, $1::int - 1) as n, bot join campaign on campaign.bot_id = bot.id
     where bot.key = 'leo'`,
    [count, state],
  );
  await database.query('vacuum analyze dialog');
  await database.close();
  await embedded.stop();
}
