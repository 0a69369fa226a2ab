/** What the pictures count, on a real server: days are those of the reader's time zone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dialogsReport, eventsReport, funnelReport } from '../../src/api/contractReports.ts';
import { type App, startApp } from '../support/app.ts';
import { Client, eventually } from '../support/client.ts';

let app: App;
let client: Client;
let postback: string;

const day = (timezone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' }).format(new Date());

async function report<Shape extends z.ZodType>(
  shape: Shape,
  kind: string,
  query: Record<string, string> = {},
): Promise<z.infer<Shape>> {
  const today = day('UTC');
  const reply = await client.api(
    'GET',
    `/reports/${kind}?${new URLSearchParams({ from: today, to: today, ...query })}`,
  );
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return shape.parse(reply.body);
}

async function calls(query: string): Promise<void> {
  const reply = await client.fetch(`/api/postbacks/${postback}/tracker-postback?${query}`);
  expect(reply.status).toBe(200);
  await client.settled();
}

/** Five clicks: of one nothing came; one wrote; one registered; one deposited unregistered; one took it back. */
beforeAll(async () => {
  app = await startApp();
  client = new Client(app);
  const list = await client.api('GET', '/postbacks');
  const items = z.object({ items: z.array(z.object({ key: z.string(), id: z.string() })) }).parse(list.body);
  postback = items.items.find(({ key }) => key === 'onewin')?.id ?? '';
  const leads: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    const clickid = await client.click('/c/summer');
    leads.push(clickid);
    if (n > 0) await client.acts('leo', 9000 + n, { start: clickid });
  }
  await client.acts('leo', 9100, { text: 'hello' });
  const [, , registered, depositor, regretful] = leads;
  await calls(`clickid=${registered}&tracker.event=registration`);
  await calls(`clickid=${depositor}&tracker.event=sale&tracker.cost=20&tracker.tid=A`);
  await calls(`clickid=${regretful}&tracker.event=sale&tracker.cost=20&tracker.tid=B`);
  await calls(`clickid=${regretful}&tracker.event=rejected&tracker.cost=20&tracker.tid=B`);
  await eventually('the events', async () => {
    const { names } = await report(eventsReport, 'events');
    return names.includes('sale') && names.includes('registration') ? true : null;
  });
});

afterAll(async () => {
  await app?.stop();
});

describe('the funnel', () => {
  it('counts each lead once, at the milestone reached and at those before it', async () => {
    const { milestones } = await report(funnelReport, 'funnel', { campaign: 'summer' });
    expect(
      milestones.map(({ milestone, leads, stepPercent, totalPercent }) => ({
        ...{ milestone, leads, stepPercent, totalPercent },
      })),
    ).toEqual([
      { milestone: 'click', leads: 5, stepPercent: null, totalPercent: null },
      { milestone: 'dialog', leads: 4, stepPercent: 80, totalPercent: 80 },
      { milestone: 'registration', leads: 2, stepPercent: 50, totalPercent: 40 },
      { milestone: 'sale', leads: 1, stepPercent: 50, totalPercent: 20 },
      { milestone: 'resale', leads: 0, stepPercent: 0, totalPercent: 0 },
    ]);
  });

  it('says of how many a milestone was reported: a missing postback shows', async () => {
    const { milestones } = await report(funnelReport, 'funnel');
    expect(milestones.find(({ milestone }) => milestone === 'registration')).toMatchObject({
      ...{ leads: 2, reported: 1 },
    });
  });

  it('of another time is empty', async () => {
    const { milestones } = await report(funnelReport, 'funnel', { from: '2020-01-01', to: '2020-01-31' });
    expect(milestones.map(({ leads }) => leads)).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('events and dialogs by day', () => {
  it('count what happened and leave no day out', async () => {
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const { names, days } = await report(eventsReport, 'events', { from: yesterday });
    expect(days.map((one) => one.day)).toEqual([yesterday, day('UTC')]);
    expect(days[0]?.counts.every((count) => count === 0)).toBe(true);
    expect(days[1]?.counts[names.indexOf('sale')]).toBe(2);
    expect(days[1]?.counts[names.indexOf('registration')]).toBe(1);
    expect(names).not.toContain('rejected');
  });

  it('tell organic leads from those of campaigns', async () => {
    const { days } = await report(dialogsReport, 'dialogs');
    expect(days).toEqual([{ day: day('UTC'), campaign: 4, organic: 1 }]);
    const of = await report(dialogsReport, 'dialogs', { campaign: 'summer' });
    expect(of.days).toEqual([{ day: day('UTC'), campaign: 4, organic: 0 }]);
  });

  it.each(['Pacific/Kiritimati', 'Pacific/Niue', 'Etc/GMT+11'])(
    'lie on the day that it is in %s',
    async (timezone) => {
      const today = day(timezone);
      const { days } = await report(dialogsReport, 'dialogs', { timezone, from: today, to: today });
      expect(days).toEqual([{ day: today, campaign: 4, organic: 1 }]);
    },
  );
});

describe('a report that nobody can draw', () => {
  it.each([
    [{ from: '2024-03-10', to: '2024-03-09' }, 'to'],
    [{ from: '2020-01-01', to: '2024-01-01' }, 'to'],
    [{ from: '2024-02-30', to: '2024-03-09' }, 'from'],
    [{ from: '2024-02-01', to: '2024-03-09', timezone: '+03:00' }, 'timezone'],
    [{ from: '2024-02-01', to: '2024-03-09', timezone: "UTC'; drop table event" }, 'timezone'],
  ])('%j is refused at %s', async (query, name) => {
    const reply = await client.api('GET', `/reports/events?${new URLSearchParams(query)}`);
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ error: { parameters: [{ name }] } });
  });

  it('of a campaign that is not there is not found', async () => {
    const reply = await client.api('GET', '/reports/funnel?from=2024-03-10&to=2024-03-10&campaign=nobody');
    expect(reply.status).toBe(404);
  });
});
