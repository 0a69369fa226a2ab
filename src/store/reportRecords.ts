/** What has become of leads, counted over a space: for the tracker's pictures. */
import type { Connection } from './database.ts';

/** Days `YYYY-MM-DD` in a time zone of the tz database, both included. */
export type ReportPeriod = { from: string; to: string; timezone: string };

/** `campaignId` null: of every campaign, and for dialogs and events of organic leads as well. */
export type ReportScope = ReportPeriod & { spaceId: string; campaignId: string | null };

/** `$1` space, `$2` campaign or null, `$3` and `$4` days, `$5` time zone. */
const since = `($3::date)::timestamp at time zone $5`;
const until = `($4::date + 1)::timestamp at time zone $5`;
const valuesOf = ({ spaceId, campaignId, from, to, timezone }: ReportScope): unknown[] => [
  ...[spaceId, campaignId, from, to, timezone],
];

/** A reversal is no event of its own kind, and a deposit that was taken back has not happened. */
const stands = `event.standing is distinct from 'reversed' and not exists (
  select from event as taken where taken.dialog_id = event.dialog_id and taken.standing = 'reversed'
    and taken.reverses = event.name || '#' || event.ordinal)`;

export type FunnelCounts = {
  clicks: number;
  dialogs: number;
  /** In the order of `milestones`: leads who reached it or a later one, and those of whom it was reported. */
  reached: number[];
  reported: number[];
};

type FunnelRow = { clicks: number; leads: number; reached: number[]; reported: number[] };

/**
 * The cohort of the clicks made within the period, followed to this day. Repeated clicks of one lead are
 * one. `milestones` are names of events, in the order in which a lead comes by them.
 */
export async function countFunnel(
  connection: Connection,
  scope: ReportScope,
  milestones: readonly string[],
): Promise<FunnelCounts> {
  const [row] = await connection.query<FunnelRow>(
    `with visit as materialized (
       select clickid from click
       where campaign_id in (select id from campaign where space_id = $1 and ($2::uuid is null or id = $2))
         and at >= ${since} and at < ${until} and dialog_id is null
     ), lead as materialized (
       select dialog.id from visit join dialog on dialog.clickid = visit.clickid
     ), met as materialized (
       select distinct event.dialog_id, array_position($6::text[], event.name) as level
       from lead join event on event.dialog_id = lead.id
       where event.name = any($6) and ${stands}
     ), best as (select dialog_id, max(level) as level from met group by dialog_id),
     places as (select generate_series(1, cardinality($6::text[])) as place)
     select (select count(*) from visit) as clicks, (select count(*) from lead) as leads,
       array(select (select count(*) from best where level >= place) from places order by place) as reached,
       array(select (select count(*) from met where level = place) from places order by place) as reported`,
    [...valuesOf(scope), [...milestones]],
  );
  return {
    clicks: Number(row?.clicks ?? 0),
    dialogs: Number(row?.leads ?? 0),
    reached: (row?.reached ?? []).map(Number),
    reported: (row?.reported ?? []).map(Number),
  };
}

/** `name` null: all the names beyond the most frequent ones together. */
export type EventsOfDay = { day: string; name: string | null; count: number };

/** Days without events are left out. At most `mostNames` names, as a network may send a new one each time. */
export async function countEventsByDay(
  connection: Connection,
  scope: ReportScope,
  mostNames: number,
): Promise<EventsOfDay[]> {
  const rows = await connection.query<EventsOfDay>(
    `with counted as materialized (
       select (event.at at time zone $5)::date as day, event.name, count(*) as count
       from event join dialog on dialog.id = event.dialog_id
       where event.at >= ${since} and event.at < ${until} and event.standing is distinct from 'reversed'
         and dialog.bot_id in (select id from bot where space_id = $1)
         and ($2::uuid is null or dialog.campaign_id = $2)
       group by 1, 2
     ), frequent as (select name from counted group by name order by sum(count) desc, name limit $6)
     select day::text, frequent.name, sum(count) as count
     from counted left join frequent using (name) group by 1, 2 order by 1, 2`,
    [...valuesOf(scope), mostNames],
  );
  return rows.map(({ day, name, count }) => ({ day, name, count: Number(count) }));
}

export type DialogsOfDay = { day: string; campaign: number; organic: number };

/** Dialogs by the day of their beginning; days without one are left out. */
export async function countDialogsByDay(connection: Connection, scope: ReportScope): Promise<DialogsOfDay[]> {
  const rows = await connection.query<DialogsOfDay>(
    `select (created_at at time zone $5)::date::text as day, count(campaign_id) as campaign,
       count(*) - count(campaign_id) as organic
     from dialog
     where created_at >= ${since} and created_at < ${until}
       and bot_id in (select id from bot where space_id = $1)
       and ($2::uuid is null or campaign_id = $2)
     group by 1 order by 1`,
    valuesOf(scope),
  );
  return rows.map(({ day, campaign, organic }) => ({
    ...{ day, campaign: Number(campaign), organic: Number(organic) },
  }));
}

/** A campaign of the space by its key, and whether its clicks lead to a channel first. */
export async function findReportCampaign(
  connection: Connection,
  spaceId: string,
  key: string,
): Promise<{ id: string; isChannel: boolean } | null> {
  const [row] = await connection.query<{ id: string; isChannel: boolean }>(
    `select id, coalesce(document ->> 'type' = 'channel', false) as "isChannel" from campaign
     where space_id = $1 and key = $2`,
    [spaceId, key],
  );
  return row ?? null;
}
