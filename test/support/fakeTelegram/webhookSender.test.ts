/** Webhooks as the Bot API server feeds them. */
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { callBot } from './callBot.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from './fakeTelegram.ts';

type Answer = { status: number; retryAfter?: number };
type Got = { secret: string; text: string; chat: number; at: number };

let fake: FakeTelegram;
let bot: FakeBot;
let hook: Server;
let got: Got[];
/** What the hook answers: a status, with seconds for Retry-After; or it keeps the sender waiting. */
let answers: (one: Got, n: number) => Answer | Promise<Answer>;

const shape = z.object({ message: z.object({ text: z.string(), chat: z.object({ id: z.number() }) }) });

beforeEach(async () => {
  got = [];
  answers = () => ({ status: 200 });
  hook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const { message } = shape.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      const secret = String(request.headers['x-telegram-bot-api-secret-token']);
      const one = { secret, text: message.text, chat: message.chat.id, at: performance.now() };
      got.push(one);
      const answer = await answers(one, got.length);
      if ('retryAfter' in answer && answer.retryAfter !== undefined) {
        response.setHeader('retry-after', answer.retryAfter);
      }
      response.writeHead(answer.status).end();
    });
  });
  await new Promise<void>((done) => hook.listen(0, '127.0.0.1', () => done()));
  const address = hook.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  fake = await startFakeTelegram({ rewriteWebhook: () => `http://127.0.0.1:${port}/hook` });
  bot = fake.addBot();
});

afterEach(async () => {
  await fake.stop();
  hook.closeAllConnections();
  hook.close();
});

const call = (method: string, payload: object = {}) => callBot(fake.root, bot.token, method, payload);
const listen = () => call('setWebhook', { url: 'https://example.com/hook', secret_token: 's3' });
const empty = () => fake.until(() => fake.pendingUpdates(bot) === 0);
const texts = () => got.map(({ text }) => text);

describe('a webhook', () => {
  it('gets what has waited and what comes, with the secret, and any 2xx confirms', async () => {
    answers = () => ({ status: 204 });
    fake.lead(bot, { id: 1 }).write('waited');
    await listen();
    fake.lead(bot, { id: 1 }).write('comes');
    await empty();
    expect(got.map(({ secret, text }) => `${secret} ${text}`)).toEqual(['s3 waited', 's3 comes']);
    expect(await call('getWebhookInfo')).toMatchObject({
      result: { url: 'https://example.com/hook', pending_update_count: 0, max_connections: 40 },
    });
  });

  it('gets an update again at once, then after waits that double, and the chat waits behind it', async () => {
    answers = (_, n) => ({ status: n <= 4 ? 500 : 200 });
    await listen();
    const ann = fake.lead(bot, { id: 1 });
    ann.write('first');
    ann.write('second');
    await empty();
    expect(texts()).toEqual(['first', 'first', 'first', 'first', 'first', 'second']);
    const waits = got.slice(1, 5).map(({ at }, n) => at - (got[n]?.at ?? 0));
    // A second is worth 10 ms here: at once, then 2, 4 and 8 s.
    expect(waits[1]).toBeGreaterThanOrEqual(19);
    expect(waits[2]).toBeGreaterThanOrEqual(39);
    expect(waits[3]).toBeGreaterThanOrEqual(79);
    expect(fake.deliveries(bot).map(({ status }) => status)).toEqual([500, 500, 500, 500, 200, 200]);
    expect(await call('getWebhookInfo')).toMatchObject({
      result: { last_error_message: 'Wrong response from the webhook: 500 Internal Server Error' },
    });
  });

  it('is left alone for as long as its Retry-After says', async () => {
    answers = (_, n) => (n === 1 ? { status: 503, retryAfter: 9 } : { status: 200 });
    await listen();
    fake.lead(bot, { id: 1 }).write('later');
    await empty();
    expect((got[1]?.at ?? 0) - (got[0]?.at ?? 0)).toBeGreaterThanOrEqual(89);
  });

  it('gets other chats while one of them is stuck', async () => {
    let release: (answer: { status: number }) => void = () => {};
    answers = ({ text }) => (text === 'stuck' ? new Promise((done) => (release = done)) : { status: 200 });
    await listen();
    fake.lead(bot, { id: 9 }).write('healthy');
    await empty();
    fake.lead(bot, { id: 1 }).write('stuck');
    fake.lead(bot, { id: 1 }).write('behind');
    fake.lead(bot, { id: 2 }).write('beside');
    await fake.until(() => fake.pendingUpdates(bot) === 2);
    expect(texts().sort()).toEqual(['beside', 'healthy', 'stuck']);
    release({ status: 200 });
    await empty();
    expect(texts()).toHaveLength(4);
  });

  it('loses nothing when it is taken away and polling goes on', async () => {
    answers = () => ({ status: 500 });
    await listen();
    fake.lead(bot, { id: 1 }).write('kept');
    await fake.until(() => fake.deliveries(bot).some(({ status }) => status === 500));
    await call('deleteWebhook');
    expect(await call('getUpdates')).toMatchObject({ result: [{ message: { text: 'kept' } }] });
  });
});
