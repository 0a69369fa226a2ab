/**
 * Many bots at once: the process is killed while messages are on their way, and Telegram refuses a third of
 * all calls. The fake stands outside of what is killed: its ledger is what leads have really seen.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/client.ts';
import { type DeskLead, openSendingDesk, type SendingDesk } from '../support/sendingDesk.ts';

let desk: SendingDesk;

const botCount = 10;

beforeAll(async () => {
  desk = await openSendingDesk(botCount);
});
afterAll(() => desk?.close());

type Sent = { lead: DeskLead; text: string; resend: 'once' | 'never' };

/** So many messages to leads of their own, spread over the bots, every other one never to be repeated. */
async function sayToAll(count: number, firstChat: number, bots = desk.bots): Promise<Sent[]> {
  const all: Sent[] = [];
  for (let n = 0; n < count; n += 1) {
    const bot = bots[n % bots.length];
    if (!bot) throw new Error('there is no bot');
    const lead = await desk.lead(bot, firstChat + n);
    const resend = n % 2 === 0 ? 'once' : 'never';
    const text = `message ${firstChat + n}`;
    await desk.say(lead, { text, resend, mass: resend === 'never' });
    all.push({ lead, text, resend });
  }
  return all;
}

const arrivals = ({ lead, text }: Sent): number =>
  lead.phone?.texts().filter((one) => one === text).length ?? 0;

it('is killed between sending and recording: nothing is lost, nothing doubled, every doubt is marked', {
  timeout: 240_000,
}, async () => {
  const waves = 5;
  const all: Sent[] = [];
  let process: ChildProcess | null = null;
  // Each wave is hit by one kill: a message that is hit twice stays uncertain, whatever it is.
  for (let wave = 0; wave < waves; wave += 1) {
    all.push(...(await sayToAll(200, 10_000 + wave * 1000)));
    const clear = [
      desk.fake.fault({ method: 'sendMessage', share: 0.5, answer: { delayMs: 150 } }),
      desk.fake.fault({ method: 'sendMessage', share: 0.03, answer: 'drop answer' }),
    ];
    process = startProcess();
    const before = desk.fake.calls({ method: 'sendMessage' }).length;
    await eventually('calls under way', async () => {
      const calls = desk.fake.calls({ method: 'sendMessage' }).length - before;
      return calls > 40 + wave * 10 ? true : null;
    });
    await kill(process);
    for (const off of clear) off();
    // What the dead process had begun is found when it is old enough.
    await desk.ages(1000);
    process = startProcess();
    await desk.done(60_000);
    await kill(process);
  }

  const doubted: string[] = [];
  const figures = { arrived: 0, twice: 0, notAtAll: 0, uncertain: 0, sentAgain: 0 };
  for (const one of all) {
    const count = arrivals(one);
    const [said] = await desk.said(one.lead);
    if (!said) throw new Error('a message has gone from the history');
    if (count > 0) figures.arrived += 1;
    if (count > 1) figures.twice += 1;
    if (count === 0) figures.notAtAll += 1;
    if (said.state === 'uncertain') figures.uncertain += 1;
    if (said.state === 'sent' && said.reason !== null) figures.sentAgain += 1;
    const isMarked = said.state === 'uncertain' || said.reason !== null;
    const isRight =
      one.resend === 'once'
        ? count >= 1 && count <= 2 && (count === 1 || isMarked)
        : count <= 1 && (count === 1 || said.state === 'uncertain');
    if (!isRight) doubted.push(`${one.text} ${one.resend}: ${count} times, ${said.state}`);
  }
  globalThis.process.stdout.write(
    `crash while sending: ${all.length} messages, ${JSON.stringify(figures)}\n`,
  );
  expect(doubted).toEqual([]);
  expect(all).toHaveLength(1000);
  // The kills have hit something: else this has shown nothing.
  expect(figures.uncertain).toBeGreaterThan(0);
  expect(figures.sentAgain).toBeGreaterThan(0);
  expect(figures.twice).toBeGreaterThan(0);
});

it('loses and doubles nothing while a third of the calls is refused by 429, and other bots do not notice', {
  timeout: 240_000,
}, async () => {
  await desk.clear();
  const [calm, ...stormy] = desk.bots.slice(0, 4);
  if (!calm) throw new Error('there is no bot');
  const hit = await sayToAll(90, 50_000, stormy);
  const spared = await sayToAll(60, 60_000, [calm]);
  for (const bot of stormy) {
    const answer = { code: 429, parameters: { retry_after: 1 } };
    desk.fake.fault({ bot: bot.id, method: 'sendMessage', share: 0.3, answer });
  }
  const before = desk.fake.violations().length;
  desk.start();
  await desk.done(180_000);
  await desk.stop();

  expect([...hit, ...spared].filter((one) => arrivals(one) !== 1)).toEqual([]);
  expect(desk.fake.violations().slice(before)).toEqual([]);
  const lastOf = (bots: readonly { id: number }[]): number =>
    Math.max(...bots.flatMap(({ id }) => desk.fake.calls({ bot: id }).map(({ n }) => n)));
  const refused = stormy.flatMap(({ id }) => desk.fake.calls({ bot: id, ok: false }));
  expect(refused.length).toBeGreaterThan(20);
  expect(desk.fake.calls({ bot: calm.id, ok: false })).toEqual([]);
  // The spared bot was through with twice as many messages before any of the others.
  expect(lastOf([calm])).toBeLessThan(Math.min(...stormy.map((bot) => lastOf([bot]))));
  expect(desk.problems).toEqual([]);
});

function startProcess(): ChildProcess {
  const given = { url: desk.test.url, root: desk.fake.root, bots: desk.bots };
  const script = resolve(import.meta.dirname, '../support/sendingProcess.ts');
  return spawn(process.execPath, [script, JSON.stringify(given)], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await ended;
}
