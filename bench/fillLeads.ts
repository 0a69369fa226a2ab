/** Fills a database with leads as years of advertising bring them: few countries with many, many with few. */
import { randomUUID } from 'node:crypto';
import { newState } from '../src/dialog/dialog.ts';
import type { Database } from '../src/store/store.ts';

const part = 100_000;

/** Answers the id of the space. The newest lead began a minute ago, the oldest two years. */
export async function fillLeads(database: Database, count: number): Promise<string> {
  const [company, space, bot] = [randomUUID(), randomUUID(), randomUUID()];
  await database.query(`insert into company (id, name) values ($1, 'Bench')`, [company]);
  await database.query(`insert into space (id, company_id, key, name) values ($1, $2, 'main', 'Main')`, [
    space,
    company,
  ]);
  await database.query(
    `insert into bot (id, space_id, key, lane, document) values ($1, $2, 'leo', 0, '{}')`,
    [bot, space],
  );
  await database.query(
    `insert into campaign (id, space_id, bot_id, key, document)
     select gen_random_uuid(), $1, $2, 'campaign' || n, '{}' from generate_series(0, 19) as n`,
    [space, bot],
  );
  for (let from = 0; from < count; from += part) {
    await database.query(leads, [
      bot,
      from,
      Math.min(count, from + part) - 1,
      count,
      JSON.stringify(newState()),
    ]);
  }
  await database.query(
    `insert into event (dialog_id, id, name, received_name, ordinal, cost, currency, at)
     select dialog.id, row_number() over (), one.name, one.name, 1, null, 'USD', to_timestamp(one.at::float8 / 1000)
     from dialog, json_each_text(dialog.state::json -> 'last') as one (name, at)`,
  );
  await database.query('insert into dialog_dirty select id from dialog order by id');
  await database.query('analyze');
  return space;
}

// $1 bot, $2 from, $3 to, $4 how many in all, $5 the state of a new dialog.
const leads = `
with drawn as materialized (
  select n, random() as a, random() as b, random() as c, random() as d, random() as e, random() as f, random() as g,
    random() as h, random() as i, now() - interval '1 minute' - ($4 - n)::float8 / $4 * interval '730 days' as created
  from generate_series($2::int, $3::int) as n),
told as materialized (
  select *, a < 0.33 as registered, a < 0.12 as paid, case when a < 0.04 then 1 + floor(b * b * 20)::int else 0 end as again,
    floor(power(c, 6) * 200)::int as country,
    least(now(), created + d * d * d * interval '400 days') as messaged
  from drawn),
money as materialized (
  select *, case when paid then round((10 + f * f * f * 200 + again * e * 1000)::numeric, 2) - (b < 0.01)::int * 500 end as amount
  from told)
insert into dialog (bot_id, chat_id, username, name, status, flow, step, fields, tracker, tags, manager, campaign_id,
  clickid, state, created_at, last_message_at)
select $1::uuid, 1000000 + n, case when e < 0.8 then 'lead' || n else '' end,
  (array['Ann', 'Sergei', 'João', 'Иван', 'Maria', 'Bob', 'Wei', 'Fatima', 'Олена', 'Raj'])[1 + floor(f * 10)::int] || ' '
    || case when n % 50000 = 7 then 'Zo Zo' else initcap(translate(substr(md5((n % 4000)::text), 1, 6), '0123456789', 'aeioulmnrs')) end,
  case when g < 0.4 then 'auto' when g < 0.75 then 'waiting' when g < 0.87 then 'finished' when g < 0.93 then 'blocked'
    when g < 0.96 then 'manual' when g < 0.98 then 'start' when g < 0.9999 then 'stopped' else 'error' end,
  case when n < $4 / 5 and h < 0.5 then 'Old' when n < 20 then 'Closed' when paid and again > 3 then 'VIP' when paid then 'RD'
    when registered then 'FD' else 'Welcome' end,
  case when h < 0.3 then 'hello' when h < 0.7 then 'REG' else 'wait' end,
  jsonb_strip_nulls(jsonb_build_object(
    'country', case when i < 0.97 then (array['Brazil', 'India', 'Mexico'])[country + 1] end,
    'verified', case when n not in (5, 400005, 900005) then 'yes' end,
    'user_id', case when registered then 'u' || n end,
    'age', case when b < 0.3 then case when n % 100000 = 9 then 17.5 else 18 + floor(d * d * 82) end end,
    'born', case when b < 0.2 then to_char(date '1946-01-01' + floor(e * 22000)::int, 'YYYY-MM-DD') end,
    'games', case when c < 0.1 then jsonb_build_array((array['slots', 'poker', 'dice', 'roulette'])[1 + floor(g * g * g * 4)::int], 'bingo') end,
    'comment', case when i < 0.05 then 'Called ' || md5(n::text) || case when n % 70000 < 40 then ' urgent' when n % 90000 < 40 then ' Ж' else '' end end))
  || case when i < 0.97 and country > 2 then jsonb_build_object('country', 'country' || country) else '{}' end,
  case when i < 0.9 then jsonb_build_object('clickid', '0' || md5(n::text), 'buyer', 'buyer' || floor(h * h * 50)::int,
    'utm_source', (array['facebook', 'google', 'tiktok', 'push', 'uac'])[1 + floor(e * 5)::int],
    'utm_campaign', (array['summer', 'winter', 'spring'])[1 + floor(f * 3)::int] || ' ' || floor(g * 100)::int,
    'ad_name', 'ad ' || floor(d * 3000)::int) else '{}' end,
  array_remove(array[case when b < 0.02 then 'VIP' end, case when c < 0.1 then 'hot' end,
    case when d < 0.2 then 'tag' || floor(d * 200)::int end], null),
  case when h < 0.00001 then 'rare@example.com' when h < 0.05 then 'manager' || floor(h * 400)::int || '@example.com' end,
  case when i < 0.9 then campaign.id end, null,
  ($5::jsonb || jsonb_build_object(
    'counts', jsonb_strip_nulls(jsonb_build_object('registration', case when registered then 1 end,
      'sale', case when paid then 1 end, 'resale', nullif(again, 0))),
    'last', jsonb_strip_nulls(jsonb_build_object(
      'registration', case when registered then floor(extract(epoch from created + (messaged - created) * 0.3) * 1000) end,
      'sale', case when paid then floor(extract(epoch from created + (messaged - created) * 0.6) * 1000) end,
      'resale', case when again > 0 then floor(extract(epoch from messaged) * 1000) end)),
    'balance', case when paid then jsonb_build_object('USD', amount::text) else '{}' end))::text,
  date_trunc('milliseconds', created), case when g < 0.98 then date_trunc('milliseconds', messaged) end
from money left join lateral (select id from campaign where key = 'campaign' || floor(n::float8 / $4 * 20)::int) as campaign on true
order by n`;
