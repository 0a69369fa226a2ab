/**
 * The app is killed at random points (`kill -9`) while 10,000 postbacks arrive over 16 connections, a
 * tenth of them repeated and a twentieth out of order. Afterwards nothing that was acknowledged is
 * lost, nothing has acted twice, and every signal was applied or parked with a reason.
 */
import { rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import { type Database, openDatabase, startEmbeddedPostgres } from '../../src/store/store.ts';
import { type App, startApp } from '../support/app.ts';

const seed = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 1_000_000));
const postbacks = 10_000;
const leads = 300;
const connections = 16;
const kills = 6;

let app: App | null = null;
const dataDirs: string[] = [];

afterAll(async () => {
  await app?.stop();
  for (const dataDir of dataDirs) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

it(`loses nothing and doubles nothing when it is killed (CRASH_SEED=${seed})`, {
  timeout: 300_000,
}, async () => {
  const random = seeded(seed);
  const port = await freePort();
  app = await startApp({ PORT: String(port) });
  const { dataDir } = app;
  dataDirs.push(dataDir);
  const lead = await beginLeads(app);
  const postback = await findPostback(app);
  const plan = makePlan(random, lead, postback);

  let finished = false;
  const acknowledged = new Map<number, string>();
  const sending = send(port, plan, acknowledged).then(() => {
    finished = true;
  });
  let killed = 0;
  while (!finished && killed < kills) {
    // Somewhere between two kills lie at least one batch and at most a sixth of the whole.
    const until = acknowledged.size + 200 + Math.floor(random() * (postbacks / kills - 400));
    while (!finished && acknowledged.size < until) await pause(5);
    await pause(Math.floor(random() * 40));
    await app.kill();
    killed += 1;
    app = await startApp({ PORT: String(port), DATA_DIR: dataDir });
  }
  await sending;
  await untilQuiet(app);

  const embedded = await startEmbeddedPostgres(dataDir);
  const database = openDatabase(embedded.url);
  await untilDelivered(database);
  const figures = await inspect(database, plan, acknowledged);
  await database.close();
  await embedded.stop();
  process.stdout.write(`crash test: seed ${seed}, killed ${killed} times, ${JSON.stringify(figures)}\n`);

  expect(killed).toBe(kills);
  expect(acknowledged.size).toBe(plan.length);
  expect(figures).toMatchObject({
    waiting: 0,
    acknowledgedAndLost: 0,
    eventsMissing: 0,
    eventsTwice: 0,
    wrongOrdinals: 0,
    wrongBalances: 0,
    messagesTwice: 0,
    eventsWithoutMessage: 0,
    withoutReason: 0,
    effectsLeft: 0,
  });
});

type Planned = { clickid: string; tid: string; path: string };

/** Registration, first deposit, then repeat deposits for every lead; repeated and reordered by chance. */
function makePlan(random: () => number, clicks: readonly string[], postback: string): Planned[] {
  const fresh = Math.round(postbacks * 0.9);
  const plan: Planned[] = [];
  for (let n = 0; n < fresh; n += 1) {
    const clickid = clicks[n % clicks.length] ?? '';
    const round = Math.floor(n / clicks.length);
    const event = ['registration', 'sale'][round] ?? 'resale';
    const tid = `t${n}`;
    const query = `clickid=${clickid}&tracker.event=${event}&tracker.cost=1.10&tracker.tid=${tid}&fields.user_id=${n}`;
    plan.push({ clickid, tid, path: `/api/postbacks/${postback}/tracker-postback?${query}` });
  }
  while (plan.length < postbacks) {
    const from = Math.floor(random() * plan.length);
    const repeated = plan[from];
    if (repeated) plan.splice(from + 1 + Math.floor(random() * (plan.length - from)), 0, repeated);
  }
  for (let n = 0; n < postbacks * 0.05; n += 1) {
    const at = Math.floor(random() * (plan.length - 50));
    const [taken] = plan.splice(at, 1);
    if (taken) plan.splice(at + Math.floor(random() * 50), 0, taken);
  }
  return plan;
}

/** Sends the plan in order over all connections; what was not acknowledged is sent again, as networks do. */
async function send(
  port: number,
  plan: readonly Planned[],
  acknowledged: Map<number, string>,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let n = next++; n < plan.length; n = next++) {
      for (;;) {
        const answer = await call(agent, port, plan[n]?.path ?? '');
        if (answer?.status === 200) {
          acknowledged.set(n, answer.request);
          break;
        }
        if (answer && answer.status !== 503) throw new Error(`unexpected answer ${answer.status}`);
        await pause(20);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, sender));
  agent.destroy();
}

function call(agent: Agent, port: number, path: string): Promise<{ status: number; request: string } | null> {
  return new Promise((done) => {
    const asked = request({ agent, port, host: '127.0.0.1', path, timeout: 10_000 }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('error', () => done(null));
      response.on('close', () => {
        if (!response.complete) return done(null);
        const parsed: { request?: string } = response.statusCode === 200 ? JSON.parse(body) : {};
        done({ status: response.statusCode ?? 0, request: parsed.request ?? '' });
      });
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => done(null));
    asked.end();
  });
}

async function beginLeads(running: App): Promise<string[]> {
  const clicks: string[] = [];
  for (let n = 0; n < leads; n += 1) {
    const click = await fetch(`${running.url}/c/summer`, { headers: { accept: 'application/json' } });
    const { clickid }: { clickid: string } = JSON.parse(await click.text());
    clicks.push(clickid);
    const started = await fetch(`${running.url}/api/v1/simulator/leo/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${running.adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ chatId: 5_000_000 + n, name: `Lead ${n}`, start: clickid }),
    });
    expect(started.status).toBe(202);
  }
  return clicks;
}

async function findPostback(running: App): Promise<string> {
  const response = await fetch(`${running.url}/api/v1/postbacks`, {
    headers: { authorization: `Bearer ${running.adminKey}` },
  });
  const { items }: { items: { id: string; key: string }[] } = JSON.parse(await response.text());
  return items.find((item) => item.key === 'partner')?.id ?? '';
}

/** The inbox and the outbox are empty but for calls that go on being retried. */
async function untilQuiet(running: App): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    if (/^signalbox_inbox_backlog 0$/m.test(metrics)) return;
    await pause(50);
  }
  throw new Error('the inbox did not become empty');
}

/** Messages still on their way get a while; what is left then is lost. */
async function untilDelivered(database: Database): Promise<void> {
  for (let n = 0; n < 400; n += 1) {
    const left = await database.query(`select 1 from outbox where kind = 'message' limit 1`);
    if (left.length === 0) return;
    await pause(50);
  }
}

async function inspect(
  database: Database,
  plan: readonly Planned[],
  acknowledged: ReadonlyMap<number, string>,
): Promise<Record<string, number>> {
  const count = async (sql: string, values: readonly unknown[] = []): Promise<number> =>
    (await database.query<{ n: number }>(`select count(*) as n from (${sql}) as found`, values))[0]?.n ?? 0;
  const tids = [...new Set(plan.map((one) => one.tid))].join(',');
  return {
    postbacks: plan.length,
    distinct: new Set(plan.map((one) => one.tid)).size,
    applied: await count(`select from journal where kind = 'postback' and outcome = 'applied'`),
    duplicates: await count(`select from journal where kind = 'postback' and outcome = 'duplicate'`),
    waiting: await count('select from inbox'),
    acknowledgedAndLost: await count(
      `select from string_to_table($1, ',') as id where not exists (select from journal where journal.id = id::bigint)`,
      [[...acknowledged.values()].join(',')],
    ),
    eventsMissing: await count(
      `select from string_to_table($1, ',') as wanted where not exists (select from event where tid = wanted)`,
      [tids],
    ),
    eventsTwice: await count('select tid from event group by tid having count(*) > 1'),
    wrongOrdinals: await count(
      'select from event group by dialog_id, name having max(ordinal) <> count(*) or count(distinct ordinal) <> count(*)',
    ),
    wrongBalances: await count(
      `select from dialog join (select dialog_id, sum(cost) as sum from event group by dialog_id) as paid
         on paid.dialog_id = dialog.id
       where (dialog.state::json -> 'balance' ->> 'USD')::numeric is distinct from paid.sum`,
    ),
    messagesTwice: await count(
      `select from message join journal on journal.id = message.cause::bigint
       where journal.kind = 'postback' and direction = 'out' group by message.cause having count(*) > 1`,
    ),
    eventsWithoutMessage: await count(
      `select from event where not exists (
         select from message where message.dialog_id = event.dialog_id and message.direction = 'out'
           and message.id / 1000 = event.id / 1000)`,
    ),
    withoutReason: await count(
      `select from journal where outcome <> 'applied' and kind = 'postback' and document::json ->> 'reason' is null`,
    ),
    effectsLeft: await count(`select from outbox where kind = 'message'`),
  };
}

function seeded(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(address && typeof address === 'object' ? address.port : 0));
    });
  });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
