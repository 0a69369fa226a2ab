/** Several processes of both roles on one database: nothing lost, nothing twice, nothing out of order. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type App, startApp } from '../support/app.ts';
import { type Applied, Client, eventually } from '../support/client.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const bots = ['one', 'two', 'three', 'four', 'five'];
const dialogsPerBot = 30;
const rounds = 16;

const funnel = `
version: 1
bots: ${bots
  .map(
    (key) => `
  - key: ${key}
    name: ${key}
    channel: simulator
    start: A/start
    fields: [{ key: seq, type: number }]
    webhooks: [{ key: office }]
    flows:
      - key: A
        steps:
          - { key: start, kind: sendMessage, messages: [{ text: start }], finish: waiting, next: echo }
          - { key: paid, kind: sendMessage, messages: [{ text: "paid {{fields.seq}}" }], finish: waiting, next: echo }
          - { key: echo, kind: sendMessage, messages: [{ text: "echo {{fields.seq}}" }], finish: waiting, next: echo }`,
  )
  .join('')}
campaigns: ${bots
  .map(
    (key) => `
  - { key: from-${key}, bot: ${key}, autoActions: [{ on: deposit, move: A/paid, status: auto }] }`,
  )
  .join('')}
postbacks:
  - { key: partner, network: custom }
`;

let test: TestDatabase;
let url = '';
let running: App[] = [];
let applied: Applied;
const leads: { bot: string; chatId: number; clickid: string }[] = [];

const process = (role: string): Promise<App> =>
  startApp({
    DATABASE_URL: url,
    SIGNALBOX_SECRET: 'a secret of the test, long enough',
    ROLE: role,
    DEMO: role === 'http' ? '0' : '1',
  });

/** The processes of the first start, by their order. */
const of = (role: 'http' | 'worker', n: number): App => {
  const app = running[role === 'http' ? n : 2 + n];
  if (!app) throw new Error(`no ${role} ${n}`);
  return app;
};
const client = (n: number): Client => new Client(of('http', n % 2));

beforeAll(async () => {
  test = await testDatabase();
  // An empty one: whoever comes first makes the tables while the others wait.
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await test.database.query(`create database ${name}`);
  const empty = new URL(test.url);
  empty.pathname = `/${name}`;
  url = empty.href;
});
afterAll(async () => {
  await Promise.all(running.map((app) => app.stop()));
  await test?.database.query(`drop database if exists ${new URL(url).pathname.slice(1)} with (force)`);
  await test?.drop();
});

/** Like a client that gives up after its own time-out: the answer must be 200 the first time. */
async function postback(n: number, query: string): Promise<void> {
  const reply = await client(n).fetch(`/api/postbacks/${applied.postbacks[0]?.id}/tracker-postback?${query}`);
  if (reply.status !== 200) throw new Error(`postback: ${reply.status} ${JSON.stringify(reply.body)}`);
}

async function writes(n: number, bot: string, message: object): Promise<void> {
  const reply = await client(n).api('POST', `/simulator/${bot}/messages`, message);
  if (reply.status !== 202) throw new Error(`message: ${reply.status} ${JSON.stringify(reply.body)}`);
}

describe('two of each role', () => {
  it('start at the same moment on an empty database', async () => {
    running = await Promise.all(['http', 'http', 'worker', 'worker'].map(process));
    for (const n of [0, 1]) {
      expect(await client(n).fetch('/readyz')).toMatchObject({ status: 200 });
    }
    expect(of('worker', 0).url).toBe('');
  });

  it('know at once what is drawn through one of them', async () => {
    applied = await client(0).apply(parse(funnel));
    expect(applied.bots).toHaveLength(bots.length);
    for (const n of [1, 0]) {
      const clicks = await Promise.all(
        bots.flatMap((bot) =>
          Array.from({ length: dialogsPerBot / 2 }, async () => ({
            bot,
            clickid: await client(n).click(`/c/from-${bot}?ad_name=x`),
          })),
        ),
      );
      for (const click of clicks) leads.push({ ...click, chatId: 1000 + leads.length });
    }
    expect(leads).toHaveLength(bots.length * dialogsPerBot);
  });

  it('apply each acknowledged signal once and in order, though a worker is killed and another stopped', async () => {
    let sent = 0;
    const total = leads.length * rounds;
    /** Each lead does one thing after the other, now through the one process, now through the other. */
    const story = async ({ bot, chatId, clickid }: (typeof leads)[number]): Promise<void> => {
      await writes(chatId, bot, { chatId, start: clickid });
      for (let seq = 1; seq <= rounds; seq += 1) {
        const deposit = `clickid=${clickid}&event=deposit&cost=1.5&tid=${seq}&fields.seq=${seq}`;
        // The network's impatience: the same report again, through both at once.
        await Promise.all([postback(seq, deposit), ...(seq % 3 === 0 ? [postback(seq + 1, deposit)] : [])]);
        await writes(seq + 1, bot, { chatId, text: String(seq) });
        sent += 1;
      }
    };
    const load = Promise.all(leads.map(story));
    const reached = (share: number) =>
      eventually(`${share} of the load`, async () => (sent >= total * share ? true : null), 60_000);
    await reached(0.25);
    await of('worker', 0).kill();
    // It has ended; this removes what it left.
    await of('worker', 0).stop();
    await reached(0.5);
    running.push(await process('worker'));
    const begun = Date.now();
    expect(await of('worker', 1).stop()).toBe(0);
    expect(Date.now() - begun).toBeLessThan(20_000);
    await load;
    await client(0).settled(60_000);

    await Promise.all(
      leads.map(async ({ bot, chatId }, n) => {
        const dialog = await client(n).dialog(bot, chatId);
        expect(dialog).toMatchObject({ fields: { seq: rounds }, balance: { USD: `${rounds * 1.5}.00` } });
        expect(dialog.events.map(({ tid, ordinal }) => [tid, ordinal]).reverse()).toEqual(
          Array.from({ length: rounds }, (_, i) => [String(i + 1), i + 1]),
        );
        const messages = await client(n).messages(bot, chatId);
        const told = messages.filter(({ direction }) => direction === 'in').map(({ text }) => text);
        expect(told.slice(1)).toEqual(Array.from({ length: rounds }, (_, i) => String(i + 1)));
        // A move takes back what has not gone out yet; but each was said once, and in this order.
        const said = messages.filter(({ direction }) => direction === 'out').map(({ text }) => text);
        expect(said).toEqual([
          'start',
          ...Array.from({ length: rounds }, (_, i) => [`paid ${i + 1}`, `echo ${i + 1}`]).flat(),
        ]);
      }),
    );
    await eventually('an empty outbox', async () =>
      (await client(1).gauge('signalbox_outbox_pending')) === 0 ? true : null,
    );
    const [pending] = await Promise.all(
      leads
        .slice(0, 20)
        .map(async ({ bot, chatId }) =>
          (await client(0).messages(bot, chatId)).filter(
            ({ state }) => !['sent', 'cancelled'].includes(state),
          ),
        ),
    );
    expect(pending).toEqual([]);
  }, 120_000);

  it('answer updateDialog with the state after a turn that another process took', async () => {
    const started = Date.now();
    await Promise.all(
      leads.slice(0, 40).map(async ({ bot, chatId }, n) => {
        const webhook = applied.bots.find((one) => one.key === bot)?.webhooks[0]?.id;
        const path = `/api/bots/webhooks/${webhook}/updateDialog?chatId=${chatId}&status=manual&tags.add=x&requestId=q${chatId}`;
        // The same call through both processes at once is one call.
        const [one, two] = await Promise.all([client(n).fetch(path), client(n + 1).fetch(path)]);
        expect(one).toMatchObject({ status: 200, body: { dialog: { status: 'manual', tags: ['x'] } } });
        expect(two.body).toEqual(one.body);
      }),
    );
    // No call was left to find its turn by looking again after a time-out.
    expect(Date.now() - started).toBeLessThan(9000);
  });

  it('end with 0 on SIGTERM, with streams open and work in hand', async () => {
    const lead = leads[0];
    if (!lead) throw new Error('no lead');
    const live = await fetch(`${of('http', 0).url}/api/v1/live?bot=${lead.bot}&chatId=${lead.chatId}`, {
      headers: { authorization: `Bearer ${of('http', 0).adminKey}` },
    });
    expect(live.status).toBe(200);
    const work = Promise.allSettled(
      Array.from({ length: 200 }, (_, n) => postback(n, `clickid=${lead.clickid}&event=late&tid=${n}`)),
    );
    const begun = Date.now();
    const [, , ...workers] = running;
    const codes = await Promise.all(
      [of('http', 0), of('http', 1), ...workers.slice(2)].map((app) => app.stop()),
    );
    expect(codes).toEqual([0, 0, 0]);
    expect(Date.now() - begun).toBeLessThan(20_000);
    const acknowledged = (await work).filter(({ status }) => status === 'fulfilled').length;
    await live.body?.cancel().catch(() => undefined);

    // Whatever was acknowledged is there for the next start.
    const next = await process('all');
    running = [next];
    const after = new Client(next);
    await after.settled(30_000);
    const events = await after.api(
      'GET',
      `/dialogs/${(await after.dialog(lead.bot, lead.chatId)).id}/events?limit=1000`,
    );
    expect(JSON.stringify(events.body).split('"late"').length - 1).toBeGreaterThanOrEqual(acknowledged);
    expect(await next.stop()).toBe(0);
  }, 60_000);
});
