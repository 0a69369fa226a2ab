/** Pictures of a space: the campaigns' funnel, events and dialogs by day, in the reader's time zone. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isTimezone } from '../base/instant.ts';
import {
  countDialogsByDay,
  countEventsByDay,
  countFunnel,
  type EventsOfDay,
  type FunnelCounts,
  findReportCampaign,
  type ReportScope,
} from '../store/store.ts';
import { notFound, principalOf, wrong } from './access.ts';
import * as contract from './contractReports.ts';
import { lookedUp } from './listing.ts';
import type { ApiOptions } from './ports.ts';

const day = z.iso.date('expected a day such as 2024-03-10').regex(/^20/, 'expected a day of this century');

const reportQuery = z.strictObject({
  campaign: lookedUp.optional(),
  from: day,
  /** The last day that counts. */
  to: day,
  timezone: z
    .string()
    .max(64)
    // PostgreSQL reads `+03:00` with its sign the other way round: only names will do.
    .refine((zone) => /^[A-Za-z][A-Za-z0-9_+/-]*$/.test(zone) && isTimezone(zone), {
      error: 'expected a time zone such as Europe/Berlin',
    })
    .default('UTC'),
});

const tags = ['reports'];
const config = { scope: 'tracker.read' } as const;
const dayMs = 86_400_000;
/** A picture of more days than this has no room for its columns. */
const longestDays = 400;
const mostNames = 10;

export const reportRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database }) => {
  const scopeOf = async (spaceId: string, query: z.infer<typeof reportQuery>) => {
    const { campaign, from, to, timezone } = query;
    const length = daysBetween(from, to);
    if (length < 1) throw wrong('to', 'lies before from');
    if (length > longestDays) throw wrong('to', `is more than ${longestDays} days after from`);
    const found = campaign === undefined ? null : await findReportCampaign(database, spaceId, campaign);
    if (campaign !== undefined && !found) throw notFound();
    const scope: ReportScope = { spaceId, campaignId: found?.id ?? null, from, to, timezone };
    return { scope, isChannel: found?.isChannel ?? false };
  };

  app.get(
    '/reports/funnel',
    {
      config,
      schema: {
        tags,
        summary: 'How far the leads came who clicked within the period',
        querystring: reportQuery,
        response: { 200: contract.funnelReport },
      },
    },
    async (request) => {
      const { scope, isChannel } = await scopeOf(principalOf(request).spaceId, request.query);
      const milestones = isChannel ? channelMilestones : botMilestones;
      const counts = await countFunnel(database, scope, milestones);
      return { ...periodOf(scope), milestones: showMilestones(milestones, counts) };
    },
  );

  app.get(
    '/reports/events',
    {
      config,
      schema: {
        tags,
        summary: 'Events by day and name',
        querystring: reportQuery,
        response: { 200: contract.eventsReport },
      },
    },
    async (request) => {
      const { scope } = await scopeOf(principalOf(request).spaceId, request.query);
      const rows = await countEventsByDay(database, scope, mostNames);
      return { ...periodOf(scope), ...showEvents(rows, daysOf(scope)) };
    },
  );

  app.get(
    '/reports/dialogs',
    {
      config,
      schema: {
        tags,
        summary: 'Dialogs by the day on which they began',
        querystring: reportQuery,
        response: { 200: contract.dialogsReport },
      },
    },
    async (request) => {
      const { scope } = await scopeOf(principalOf(request).spaceId, request.query);
      const rows = await countDialogsByDay(database, scope);
      const known = new Map(rows.map((row) => [row.day, row]));
      const days = daysOf(scope).map((one) => known.get(one) ?? { day: one, campaign: 0, organic: 0 });
      return { ...periodOf(scope), days };
    },
  );
};

const botMilestones = ['registration', 'sale', 'resale'];
const channelMilestones = ['subscribe', 'contact', ...botMilestones];

const periodOf = ({ from, to, timezone }: ReportScope) => ({ from, to, timezone });

/** Days from the one to the other, both counted. */
const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / dayMs + 1;

/** Every day of the period; a day's name is no instant, so that no time zone can move it. */
function daysOf({ from, to }: ReportScope): string[] {
  const first = Date.parse(from);
  return Array.from({ length: daysBetween(from, to) }, (_, n) =>
    new Date(first + n * dayMs).toISOString().slice(0, 10),
  );
}

function showMilestones(
  milestones: readonly string[],
  { clicks, dialogs, reached, reported }: FunnelCounts,
): contract.ApiFunnelReport['milestones'] {
  const steps = [
    { milestone: 'click', leads: clicks, reported: clicks },
    { milestone: 'dialog', leads: dialogs, reported: dialogs },
    ...milestones.map((milestone, n) => ({
      ...{ milestone, leads: reached[n] ?? 0, reported: reported[n] ?? 0 },
    })),
  ];
  return steps.map((step, n) => ({
    ...step,
    stepPercent: percentOf(step.leads, steps[n - 1]?.leads),
    totalPercent: n === 0 ? null : percentOf(step.leads, clicks),
  }));
}

/** To a tenth. */
const percentOf = (part: number, whole: number | undefined): number | null =>
  whole ? Math.round((part / whole) * 1000) / 10 : null;

function showEvents(
  rows: readonly EventsOfDay[],
  days: readonly string[],
): Pick<contract.ApiEventsReport, 'names' | 'days'> {
  const totals = new Map<string, number>();
  for (const { name, count } of rows) {
    if (name !== null) totals.set(name, (totals.get(name) ?? 0) + count);
  }
  const names = [...totals].sort(([, one], [, other]) => other - one).map(([name]) => name);
  const ofDay = Map.groupBy(rows, (row) => row.day);
  return {
    names,
    days: days.map((one) => {
      const counted = new Map(ofDay.get(one)?.map(({ name, count }) => [name, count]));
      return {
        day: one,
        counts: names.map((name) => counted.get(name) ?? 0),
        others: counted.get(null) ?? 0,
      };
    }),
  };
}
