/** Leads of one space written straight into the tables, for tests of what is read from there. */
import { randomUUID } from 'node:crypto';
import { newState } from '../../src/dialog/dialog.ts';
import type { Database } from '../../src/store/store.ts';
import type { Lead } from './conditionArbitraries.ts';

export type LeadSpace = {
  id: string;
  /** Clock offset -> id of the bot that has it. */
  bots: ReadonlyMap<number, string>;
  /** Key -> id. */
  campaigns: ReadonlyMap<string, string>;
};

/** A company with two bots, `now` and `ahead` by `offsetMs`, and campaigns of these keys. */
export async function makeLeadSpace(
  database: Database,
  offsetMs: number,
  campaigns: readonly string[],
): Promise<LeadSpace> {
  const [company, space, now, ahead] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await database.query(`insert into company (id, name, currency) values ($1, 'C', 'USD')`, [company]);
  await database.query(`insert into space (id, company_id, key, name) values ($1, $2, 'main', 'Main')`, [
    space,
    company,
  ]);
  await database.query(
    `insert into bot (id, space_id, key, lane, document, clock_offset_ms)
     values ($1, $3, 'now', 0, '{}', 0), ($2, $3, 'ahead', 1, '{}', $4)`,
    [now, ahead, space, offsetMs],
  );
  const ids = new Map(campaigns.map((key) => [key, randomUUID()]));
  for (const [key, id] of ids) {
    await database.query(
      `insert into campaign (id, space_id, bot_id, key, document) values ($1, $2, $3, $4, '{}')`,
      [id, space, now, key],
    );
  }
  return {
    id: space,
    bots: new Map([
      [0, now],
      [offsetMs, ahead],
    ]),
    campaigns: ids,
  };
}

let contacts = 0;

/** Writes the leads and answers their numbers in order; each is marked as changed. */
export async function insertLeads(
  database: Database,
  space: LeadSpace,
  leads: readonly Lead[],
): Promise<number[]> {
  const rows = await database.query<{ id: number }>(
    `with fresh as (
       insert into dialog (bot_id, connection, chat_id, username, name, status, flow, step, fields, tracker, tags,
         manager, campaign_id, state, created_at, last_message_at)
       select bot, contact, chat, username, name, status, flow, step, fields, tracker, tags, manager, campaign, state,
         to_timestamp(created / 1000), to_timestamp(messaged / 1000)
       from json_to_recordset($1) as one (bot uuid, contact text, chat bigint, username text, name text, status text,
         flow text, step text, fields jsonb, tracker jsonb, tags text[], manager text, campaign uuid, state text,
         created float8, messaged float8)
       returning id)
     , dirty as (insert into dialog_dirty select id from fresh)
     select id from fresh order by id`,
    [JSON.stringify(leads.map((lead) => rowOf(space, lead)))],
  );
  return rows.map(({ id }) => id);
}

/** Changes the lead of this number to another, as a turn does. */
export async function updateLead(
  database: Database,
  space: LeadSpace,
  id: number,
  lead: Lead,
): Promise<void> {
  await database.query(
    `with changed as (
       update dialog set bot_id = bot, username = one.username, name = one.name, status = one.status,
         flow = one.flow, step = one.step, fields = one.fields, tracker = one.tracker, tags = one.tags,
         manager = one.manager, campaign_id = campaign, chat_id = chat, connection = contact, state = one.state,
         created_at = to_timestamp(created / 1000), last_message_at = to_timestamp(messaged / 1000)
       from json_to_record($2) as one (bot uuid, contact text, chat bigint, username text, name text, status text,
         flow text, step text, fields jsonb, tracker jsonb, tags text[], manager text, campaign uuid, state text,
         created float8, messaged float8)
       where dialog.id = $1 returning dialog.id)
     insert into dialog_dirty select id from changed`,
    [id, JSON.stringify(rowOf(space, lead))],
  );
}

function rowOf(space: LeadSpace, lead: Lead) {
  contacts += 1;
  const { counts, last, balance } = lead;
  // What no jsonb can hold may stand in an event's transaction id.
  const tid = ['t', '\0', '\\u0000', '\\\\\0', '\ud800', null][contacts % 6] ?? null;
  const lastEvent = { name: 'sale', cost: null, currency: 'USD', tid };
  return {
    bot: space.bots.get(lead.offset),
    contact: `c${contacts}`,
    chat: lead.chatId,
    campaign: lead.campaign === null ? null : (space.campaigns.get(lead.campaign) ?? randomUUID()),
    created: lead.createdAt,
    messaged: lead.lastMessageAt,
    state: JSON.stringify({ ...newState(), lastEvent, counts, last, balance }),
    ...{ username: lead.username, name: lead.name, status: lead.status, flow: lead.flow, step: lead.step },
    ...{ fields: lead.fields, tracker: lead.tracker, tags: lead.tags, manager: lead.manager },
  };
}
