/** What goes wrong on purpose, and what the ledger keeps of it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callBot, refusedWith } from './callBot.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from './fakeTelegram.ts';
import { Faults } from './faults.ts';
import type { Lead } from './lead.ts';
import type { Call } from './ledger.ts';

let fake: FakeTelegram;
let bot: FakeBot;
let ann: Lead;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fakeTelegram-'));
  fake = await startFakeTelegram({ ledgerFile: join(folder, 'ledger.jsonl') });
  bot = fake.addBot();
  ann = fake.lead(bot, { id: 42 });
  ann.start();
});

afterEach(async () => {
  await fake.stop();
  rmSync(folder, { recursive: true });
});

const send = (text: string, by: FakeBot = bot) =>
  callBot(fake.root, by.token, 'sendMessage', { chat_id: 42, text });
const sleep = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

describe('a fault', () => {
  it('strikes the calls it is meant for, so often, and can be taken away', async () => {
    const blocked = { code: 403, description: 'Forbidden: bot was blocked by the user' };
    const take = fake.fault({ bot: bot.id, method: 'sendMessage', chat: 42, times: 1, answer: blocked });
    const other = fake.addBot();
    fake.lead(other, { id: 42 }).start();
    expect((await send('other', other)).ok).toBe(true);
    expect((await callBot(fake.root, bot.token, 'getMe')).ok).toBe(true);
    expect(refusedWith(await send('one'))).toBe('Forbidden: bot was blocked by the user');
    expect((await send('two')).ok).toBe(true);
    take();
    fake.fault({ answer: { code: 502 } })();
    expect((await send('three')).ok).toBe(true);
    expect(ann.texts()).toEqual(['two', 'three']);
  });

  it('strikes a share of them, the same each time', async () => {
    fake.fault({ share: 0.3, answer: { code: 500, description: 'Internal Server Error: restart' } });
    const first: boolean[] = [];
    for (let n = 0; n < 200; n += 1) first.push((await send(`${n}`)).ok);
    const struck = first.filter((ok) => !ok).length;
    expect(struck).toBeGreaterThan(40);
    expect(struck).toBeLessThan(80);
    const again = await startFakeTelegram();
    again.fault({ share: 0.3, answer: { code: 500 } });
    const second: boolean[] = [];
    for (let n = 0; n < 200; n += 1) second.push((await callBot(again.root, '1:x', 'getMe')).ok);
    expect(second.every((ok) => !ok)).toBe(true);
    const codes = again.calls().map(({ answer }) => (answer?.ok === false ? answer.error_code : 0));
    expect(codes.map((code) => code !== 500)).toEqual(first);
    await again.stop();
  });

  it('drops the answer of what is done, or the call before it is done', async () => {
    fake.fault({ method: 'sendMessage', times: 1, answer: 'drop answer' });
    await expect(send('delivered')).rejects.toThrow();
    fake.fault({ method: 'sendMessage', times: 1, answer: 'reset before' });
    await expect(send('lost')).rejects.toThrow();
    expect(ann.texts()).toEqual(['delivered']);
    expect(fake.calls().map(({ wire, answer }) => [wire, answer?.ok ?? null])).toEqual([
      ['dropped', true],
      ['reset', null],
    ]);
  });

  it('answers late, or never', async () => {
    fake.fault({ times: 1, answer: { delayMs: 60 } });
    const started = performance.now();
    await send('late');
    expect(performance.now() - started).toBeGreaterThanOrEqual(59);
    fake.fault({ times: 1, answer: 'hang' });
    const signal = AbortSignal.timeout(50);
    await expect(fetch(`${fake.root}/bot${bot.token}/getMe`, { signal })).rejects.toThrow();
    await fake.until(() => fake.calls().at(-1)?.wire === 'hung');
  });
});

describe('a 429', () => {
  const limit = (retry_after: number) =>
    fake.fault({ bot: bot.id, times: 1, answer: { code: 429, parameters: { retry_after } } });

  it('is told apart from those who wait as it says, and those who do not', async () => {
    limit(1);
    expect(await send('one')).toEqual({
      ok: false,
      error_code: 429,
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
    });
    await sleep(100);
    const early = await send('early');
    expect(early).toMatchObject({ ok: false, error_code: 429 });
    await callBot(fake.root, bot.token, 'getUpdates');
    await callBot(fake.root, bot.token, 'getWebhookInfo');
    expect(fake.violations()).toMatchObject([{ bot: bot.id, method: 'sendMessage', n: 1 }]);
    await sleep(1050);
    expect((await send('patient')).ok).toBe(true);
    expect(fake.violations()).toHaveLength(1);
    expect(ann.texts()).toEqual(['patient']);
  });

  it('leaves other bots alone', async () => {
    const other = fake.addBot();
    fake.lead(other, { id: 42 }).start();
    limit(60);
    expect((await send('one')).ok).toBe(false);
    expect((await send('other', other)).ok).toBe(true);
    expect(fake.violations()).toEqual([]);
  });

  it('is not violated by calls on their way, nor by those a little early', () => {
    const faults = new Faults(50);
    const at = (time: number): Call => ({
      ...{ n: time, bot: 7, method: 'sendMessage', payload: {}, files: {}, at: time },
      ...{ answeredAt: null, answer: null, wire: 'underWay' },
    });
    faults.limited(at(0), 1, 1000);
    expect(faults.strike(at(1049))).toMatchObject({ code: 429 });
    expect(faults.strike(at(1050))).toMatchObject({ code: 429, parameters: { retry_after: 0.95 } });
    expect(faults.strike(at(1949))).toMatchObject({ code: 429 });
    expect(faults.strike(at(1950))).toBe(null);
    expect(faults.strike({ ...at(1500), method: 'getUpdates' })).toBe(null);
    expect(faults.violations.map(({ n, earlyMs }) => [n, earlyMs])).toEqual([
      [1050, 950],
      [1949, 51],
    ]);
  });
});

describe('the ledger', () => {
  it('keeps every call with its answer, in memory and in a file', async () => {
    await send('kept');
    const form = new FormData();
    form.set('chat_id', '42');
    form.set('document', new Blob(['abc']), 'a.txt');
    await callBot(fake.root, bot.token, 'sendDocument', form);
    expect(fake.calls({ method: 'senddocument' })).toMatchObject([
      { bot: bot.id, payload: { chat_id: 42 }, files: { document: { name: 'a.txt', size: 3 } } },
    ]);
    expect(fake.calls({ chat: 42, ok: true }).map(({ method }) => method)).toEqual([
      'sendMessage',
      'sendDocument',
    ]);
    const lines = readFileSync(join(folder, 'ledger.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(['call', 'answer', 'call', 'answer']);
  });
});
