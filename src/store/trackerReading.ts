/** The tracker's figures: campaigns, auto actions, postbacks. */
import type { Instant } from '../base/instant.ts';
import type { Connection } from './database.ts';
import { findJournals, type JournalRecord } from './journalReading.ts';

export type CampaignFigures = {
  clicks: number;
  dialogs: number;
  registrations: number;
  deposits: number;
  depositors: number;
  sums: Record<string, string>;
};

type Counted = { id: string; n: number };
type Money = { id: string; registrations: number; deposits: number; depositors: number };

/** `$1` campaigns, `$2` and `$3` milliseconds or null. */
const within = (column: string): string =>
  `($2::float8 is null or ${column} >= to_timestamp($2 / 1000)) and ($3::float8 is null or ${column} < to_timestamp($3 / 1000))`;

/**
 * Figures of campaigns by id; those without any are left out. Clicks, dialogs and events each by when they
 * happened. A deposit that was held or taken back is none.
 */
export async function findCampaignFigures(
  connection: Connection,
  ids: readonly string[],
  span: { from: Instant | null; to: Instant | null },
): Promise<Map<string, CampaignFigures>> {
  const values = [ids, span.from, span.to];
  const clicks = await connection.query<Counted>(
    `select campaign_id as id, count(*) as n from click
     where campaign_id = any ($1::uuid[]) and ${within('at')} group by campaign_id`,
    values,
  );
  const dialogs = await connection.query<Counted>(
    `select campaign_id as id, count(*) as n from dialog
     where campaign_id = any ($1::uuid[]) and ${within('created_at')} group by campaign_id`,
    values,
  );
  const met = `with met as materialized (
      select dialog.campaign_id as campaign, event.dialog_id as dialog, event.name, event.ordinal, event.cost,
        event.currency, event.standing, event.reverses
      from dialog join event on event.dialog_id = dialog.id
      where dialog.campaign_id = any ($1::uuid[]) and ${within('event.at')})`;
  const money = await connection.query<Money>(
    `${met}, stands as (
       select campaign, dialog, name from met where standing is null and name in ('registration', 'sale', 'resale')
         and not exists (select from met as taken where taken.standing = 'reversed' and taken.dialog = met.dialog
           and taken.reverses = met.name || '#' || met.ordinal))
     select campaign as id, count(distinct dialog) filter (where name = 'registration') as registrations,
       count(*) filter (where name <> 'registration') as deposits,
       count(distinct dialog) filter (where name <> 'registration') as depositors
     from stands group by campaign`,
    values,
  );
  const sums = await connection.query<{ id: string; currency: string; sum: string }>(
    `${met} select campaign as id, currency, trim_scale(sum(cost))::text as sum from met
     where cost is not null and standing is distinct from 'held' group by campaign, currency`,
    values,
  );
  const figures = new Map<string, CampaignFigures>();
  const of = (id: string): CampaignFigures => {
    const known = figures.get(id) ?? { ...nothing, sums: {} };
    figures.set(id, known);
    return known;
  };
  for (const { id, n } of clicks) of(id).clicks = n;
  for (const { id, n } of dialogs) of(id).dialogs = n;
  for (const { id, ...counts } of money) Object.assign(of(id), counts);
  for (const { id, currency, sum } of sums) of(id).sums[currency] = sum;
  return figures;
}

const nothing = { clicks: 0, dialogs: 0, registrations: 0, deposits: 0, depositors: 0 };

export type RuleFired = { on: string; when: string | null; fired: number; lastAt: Instant };

/** Turns of a campaign in which a rule fired that are looked at, by journal_rule. */
export const mostFired = 5000;

const ofCampaign = `rule_campaign = $1 and space_id = $2`;

/** The entry of a rule as the journal has it: what it was on, and its condition. */
const ruleEntry =
  /\{"kind":"rule","campaign":"[^"]*","on":("(?:[^"\\]|\\.)*"),"position":\d+,"move":(?:null|"[^"]*"),"status":(?:null|"[^"]*")(?:,"when":("(?:[^"\\]|\\.)*"))?\}/g;

/** The rules of a campaign that have fired, by what they are on and their condition, in its latest turns. */
export async function countFiredRules(
  connection: Connection,
  spaceId: string,
  campaign: string,
): Promise<{ rules: RuleFired[]; more: boolean }> {
  // The entries are found here: PostgreSQL's patterns take ten times as long.
  const turns = await connection.query<{ at: number; tail: string }>(
    `select floor(extract(epoch from at) * 1000)::bigint as at,
       substr(document, strpos(document, '"kind":"rule"') - 1) as tail
     from journal where ${ofCampaign} order by journal.id desc limit ${mostFired}`,
    [campaign, spaceId],
  );
  const rules = new Map<string, RuleFired>();
  for (const { at, tail } of turns) {
    for (const [, on = '""', when] of tail.matchAll(ruleEntry)) {
      const name = `${on} ${when ?? ''}`;
      const known = rules.get(name);
      if (known) known.fired += 1;
      else {
        const condition = when === undefined ? null : JSON.parse(when);
        rules.set(name, { on: JSON.parse(on), when: condition, fired: 1, lastAt: at });
      }
    }
  }
  return { rules: [...rules.values()], more: turns.length >= mostFired };
}

/** Turns in which this rule may have fired, newest first: whoever reads them looks at the entries. */
export async function listFiredTurns(
  connection: Connection,
  spaceId: string,
  rule: { campaign: string; on: string; when: string | null },
  page: { before: string | null; limit: number },
): Promise<JournalRecord[]> {
  const on = `"on":${JSON.stringify(rule.on)},"position":`;
  const when = rule.when === null ? '' : `,"when":${JSON.stringify(rule.when)}}`;
  const rows = await connection.query<{ id: number }>(
    `select id from journal where ${ofCampaign} and strpos(document, $3) > 0 and ($4 = '' or strpos(document, $4) > 0)
       and ($5::bigint is null or id < $5) order by journal.id desc limit $6`,
    [rule.campaign, spaceId, on, when, page.before, page.limit],
  );
  return findJournals(
    connection,
    spaceId,
    rows.map(({ id }) => id),
  );
}

/** Names of dialogs by number. */
export const findDialogNames = (
  connection: Connection,
  spaceId: string,
  ids: readonly number[],
): Promise<{ id: number; name: string; username: string }[]> =>
  connection.query(
    `select dialog.id, dialog.name, dialog.username from dialog join bot on bot.id = dialog.bot_id
     where dialog.id = any ($1::bigint[]) and bot.space_id = $2`,
    [ids, spaceId],
  );

/** The latest requests of a postback, newest first (by journal_postback). */
export async function listPostbackCalls(
  connection: Connection,
  spaceId: string,
  postbackId: string,
  limit: number,
): Promise<JournalRecord[]> {
  const rows = await connection.query<{ id: number }>(
    `select id from journal where kind = 'postback' and source = $1 order by journal.id desc limit $2`,
    [postbackId, limit],
  );
  return findJournals(
    connection,
    spaceId,
    rows.map(({ id }) => id),
  );
}

/** Requests of postbacks that wait to be assigned, by postback; counted to a thousand (by journal_rare). */
export async function countParked(
  connection: Connection,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const rows = await connection.query<{ source: string; n: number }>(
    `select source, count(*) as n from (
       select source from journal where outcome = 'parked' and kind = 'postback' and source = any ($1::text[]) limit 1000
     ) as waiting group by source`,
    [ids],
  );
  return new Map(rows.map(({ source, n }) => [source, n]));
}

/** Tracker fields that the dialog's campaign does not show to operators. */
export async function findHiddenTracker(connection: Connection, dialogId: number): Promise<string[]> {
  const rows = await connection.query<{ key: string }>(
    `select one ->> 'key' as key
     from dialog join campaign on campaign.id = dialog.campaign_id
       cross join jsonb_array_elements(coalesce(campaign.document::jsonb -> 'parameters', '[]')) as one
     where dialog.id = $1 and one ->> 'visible' = 'false'`,
    [dialogId],
  );
  return rows.map(({ key }) => key);
}
