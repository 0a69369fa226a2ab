/**
 * Telegram updates end to end, sustained: in by webhook over HTTP, stored, their turn taken, the reply in the
 * outbox, in one process (`ROLE=all`). No Telegram is there, so that nothing is sent and what is measured is
 * ours alone: a bot's sends are bounded by Telegram itself (about 30 a second), not by us. Beside it a bare
 * grammY bot with a PostgreSQL session, twice: calling sendMessage as bots do (of a server that answers at
 * once), and without any call, its reply being the webhook's own answer.
 */
import { createSealer, openDatabase, startEmbeddedPostgres } from '../src/store/store.ts';
import { webhookSecret } from '../src/telegram/telegram.ts';
import { fillDialogs } from './fill.ts';
import { type LoadResult, post, runLoad } from './load.ts';
import {
  ask,
  memoryOf,
  metric,
  type Started,
  startBareGrammy,
  startBareTelegram,
  startSignalbox,
  untilEmpty,
  withFolder,
} from './process.ts';

export type UpdateResult = {
  dialogs: number;
  bare: Bare;
  load: LoadResult;
  /** Updates applied a second while the load ran; each leaves one reply. */
  answeredPerSecond: number;
  backlogAtEnd: number;
  drainSeconds: number;
  /** Rows in the outbox for the updates of the load. */
  replies: number;
  /** At 500 a second. */
  paced: LoadResult;
  memoryMb: number;
};

const connections = 64;
const secret = 'a secret of the benchmark';
/** Nobody listens there. */
const noTelegram = 'http://127.0.0.1:9';
const token = '123456:AAHbench-token-of-nobody-0123456789abcd';

/** A lead that goes to and fro between two steps, each of which answers. */
const step = (key: string, next: string) => ({
  ...{ key, next, kind: 'sendMessage', finish: 'waiting' },
  messages: [{ text: `Hello, {{name}}! This is ${key}.` }],
});

/** A funnel of Telegram bots that answer every message. */
export const answeringBots = (bots: readonly { key: string; token: string }[]) => ({
  version: 1,
  bots: bots.map((bot) => ({
    ...{ ...bot, name: bot.key, channel: 'telegram', start: 'Welcome/hello' },
    flows: [{ key: 'Welcome', steps: [step('hello', 'again'), step('again', 'hello')] }],
  })),
  campaigns: bots.map(({ key }) => ({ key: `to-${key}`, bot: key, start: 'Welcome/hello' })),
});

/** The n-th update, of one of so many chats. */
export function updateBody(n: number, dialogs: number): string {
  const id = 1_000_000 + ((n * 7919) % dialogs);
  const who = { id, first_name: `Lead ${id}`, username: `lead${id}` };
  return JSON.stringify({
    update_id: 10_000_000 + n,
    message: {
      ...{ message_id: 1000 + n, date: 1_700_000_000, text: 'Hello, what is new today?' },
      chat: { ...who, type: 'private' },
      from: { ...who, is_bot: false, language_code: 'en' },
    },
  });
}

type Bare = { calling: LoadResult; silent: LoadResult };

async function measureBare(seconds: number, dialogs: number): Promise<Bare> {
  return withFolder(async (folder) => {
    const embedded = await startEmbeddedPostgres(folder);
    const database = openDatabase(embedded.url, { connections: 1 });
    await database.query('create table session (key text primary key, value jsonb not null)');
    await database.query(
      `insert into session select (1000000 + n)::text, '{"step":"hello","count":0}' from generate_series(0, $1::int - 1) as n`,
      [dialogs],
    );
    await database.query('vacuum analyze session');
    await database.close();
    const telegram = await startBareTelegram();
    const root = `http://127.0.0.1:${telegram.port}`;
    const calling = await measureBot(await startBareGrammy(embedded.url, root), seconds, dialogs);
    await telegram.stop();
    const silent = await measureBot(await startBareGrammy(embedded.url, null), seconds, dialogs);
    await embedded.stop();
    return { calling, silent };
  });
}

async function measureBot(bot: Started, seconds: number, dialogs: number): Promise<LoadResult> {
  const request = (n: number): string => post('/', updateBody(n, dialogs));
  await runLoad({ port: bot.port, connections, seconds: 2, request });
  const result = await runLoad({ port: bot.port, connections, seconds, request });
  await bot.stop();
  return result;
}

export async function run(seconds = 60, dialogs = 100_000): Promise<UpdateResult> {
  const bare = await measureBare(Math.min(seconds, 10), dialogs);
  return withFolder(async (folder) => {
    const env = { SIGNALBOX_SECRET: secret, TELEGRAM_API_ROOT: noTelegram, DEMO: '0', LOG_LEVEL: 'fatal' };
    const first = await startSignalbox(folder, env);
    const applied = await ask<{ bots: { id: string }[] }>(
      first.port,
      '/api/v1/funnel/apply',
      answeringBots([{ key: 'ben', token }]),
    );
    await first.stop();
    await fillDialogs(folder, dialogs, 'ben');
    const server = await startSignalbox(folder, env);
    const requestOf = requestsTo(applied.bots[0]?.id ?? '', dialogs);
    await runLoad({ port: server.port, connections, requests: 3000, request: requestOf(0) });
    await untilEmpty(server.port);
    const measured = await measure(server, requestOf(1_000_000), seconds);
    const pacing = { port: server.port, connections, seconds: Math.min(seconds, 15), pace: 500 };
    const paced = await runLoad({ ...pacing, request: requestOf(100_000_000) });
    await server.stop();
    return { dialogs, bare, paced, ...measured };
  });
}

/** Each call of it begins a row of updates that were not sent before. */
export const requestsTo = (botId: string, dialogs: number) => {
  const header = `x-telegram-bot-api-secret-token: ${webhookSecret(createSealer(secret).derive, botId)}\r\n`;
  return (from: number) =>
    (n: number): string =>
      post(`/api/telegram/${botId}`, updateBody(from + n, dialogs), header);
};

type Measured = Omit<UpdateResult, 'dialogs' | 'bare' | 'paced'>;

async function measure(server: Started, request: (n: number) => string, seconds: number): Promise<Measured> {
  const { port } = server;
  const turnsBefore = await metric(port, 'signalbox_turns_total');
  const repliesBefore = await metric(port, 'signalbox_outbox_pending');
  let memoryMb = 0;
  const look = (): Promise<void> =>
    memoryOf(server.pid).then((mb) => {
      memoryMb = Math.max(memoryMb, mb);
    });
  const watch = setInterval(() => void look(), 500);
  const load = await runLoad({ port, connections, seconds, request });
  const answered = (await metric(port, 'signalbox_turns_total')) - turnsBefore;
  const backlogAtEnd = await metric(port, 'signalbox_inbox_backlog');
  const ended = performance.now();
  await untilEmpty(port);
  const drainSeconds = (performance.now() - ended) / 1000;
  clearInterval(watch);
  const replies = (await metric(port, 'signalbox_outbox_pending')) - repliesBefore;
  return { load, answeredPerSecond: answered / load.seconds, backlogAtEnd, drainSeconds, replies, memoryMb };
}

if (import.meta.main) {
  const result = await run(Number(process.argv[2] ?? 20), Number(process.argv[3] ?? 100_000));
  const { bare, load, paced } = result;
  const of = (bare: LoadResult): string =>
    `${bare.perSecond.toFixed(0)}/s p99 ${bare.p99} ms ${JSON.stringify(bare.statuses)} ratio ${(result.answeredPerSecond / bare.perSecond).toFixed(2)}`;
  process.stdout.write(
    `${[
      `bare grammY calling ${of(bare.calling)}`,
      `bare grammY without calls ${of(bare.silent)}`,
      `answered ${result.answeredPerSecond.toFixed(0)}/s, acknowledged ${load.perSecond.toFixed(0)}/s p50 ${load.p50} p99 ${load.p99} ms ${JSON.stringify(load.statuses)}`,
      `${result.replies} replies for ${load.requests} updates, backlog ${result.backlogAtEnd} drained in ${result.drainSeconds.toFixed(1)} s, ${result.memoryMb.toFixed(0)} MB`,
      `at 500/s p50 ${paced.p50} p99 ${paced.p99} ms (${paced.perSecond.toFixed(0)}/s)`,
    ].join('\n')}\n`,
  );
}
