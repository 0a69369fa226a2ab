/** The fake beside an emulator that others made: the same sequence, and every difference named with its reason. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import othersPackage from 'telegram-test-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from './fakeTelegram.ts';
import type { Lead } from './lead.ts';

/** Its types say that the class is the `default` of what is imported; Node gives the class itself. */
const OthersServer = z
  .custom<typeof othersPackage.default>((value) => typeof value === 'function')
  .parse(othersPackage);

/** Somebody to play the sequence against. */
type Emulator = {
  root: string;
  token: string;
  writes(text: string): Promise<void>;
  presses(data: string, message: unknown): Promise<void>;
};

const chatId = 42;
const keyboard = { inline_keyboard: [[{ text: 'Yes', callback_data: 'yes' }]] };

let fake: FakeTelegram;
let bot: FakeBot;
let ann: Lead;
let others: InstanceType<typeof OthersServer>;
let hook: Server;
const hooked: { headers: IncomingMessage['headers']; body: unknown }[] = [];

beforeAll(async () => {
  hook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      hooked.push({ headers: request.headers, body: JSON.parse(body) });
      response.end('{}');
    });
  });
  await listen(hook);
  fake = await startFakeTelegram({ rewriteWebhook: (url) => url });
  bot = fake.addBot({ username: 'TestNameBot' });
  ann = fake.lead(bot, { id: chatId, firstName: 'Ann', username: 'ann' });
  others = new OthersServer({ port: await freePort(), host: '127.0.0.1', storeTimeout: 3600 });
  await others.start();
});

afterAll(async () => {
  await fake?.stop();
  await others?.stop();
  hook?.closeAllConnections();
  hook?.close();
});

/** Their differences from Telegram, by step; each is a place where that emulator forgives or invents. */
const documented: Record<string, string[]> = {
  // It knows one bot, of which it tells little: `is_bot` and the abilities are required by the Bot API.
  getMe: [
    'ours result.can_connect_to_business: boolean',
    'ours result.can_join_groups: boolean',
    'ours result.can_manage_bots: boolean',
    'ours result.can_read_all_group_messages: boolean',
    'ours result.allows_users_to_create_topics: boolean',
    'ours result.has_main_web_app: boolean',
    'ours result.has_topics_enabled: boolean',
    'ours result.is_bot: boolean',
    'ours result.supports_guest_queries: boolean',
    'ours result.supports_inline_queries: boolean',
    'ours result.supports_join_request_queries: boolean',
  ],
  // Its private chats have the title of a group, and the token leaks into the update.
  command: ['theirs result[].message.botToken: string', 'theirs result[].message.chat.title: string'],
  text: ['theirs result[].message.botToken: string', 'theirs result[].message.chat.title: string'],
  // It echoes the parameter chat_id, and does not say who has sent the message nor to whom in full.
  sendMessage: [
    'ours result.chat.username: string',
    'ours result.from.first_name: string',
    'ours result.from.id: number',
    'ours result.from.is_bot: boolean',
    'ours result.from.username: string',
    'theirs result.chat_id: number',
  ],
  // A press there comes from a message without id, date and keyboard, and without chat_instance.
  pressed: [
    'ours result[].callback_query.chat_instance: string',
    'ours result[].callback_query.message.date: number',
    'ours result[].callback_query.message.message_id: number',
    'ours result[].callback_query.message.reply_markup.inline_keyboard[][].callback_data: string',
    'ours result[].callback_query.message.reply_markup.inline_keyboard[][].text: string',
    'ours result[].callback_query.message.text: string',
    'theirs result[].callback_query.message.chat.title: string',
  ],
  // Where Telegram answers true or the message, it answers null.
  answerCallbackQuery: ['ours result: boolean', 'theirs result: null'],
  editMessageText: [
    'ours result.chat.first_name: string',
    'ours result.chat.id: number',
    'ours result.chat.type: string',
    'ours result.chat.username: string',
    'ours result.date: number',
    'ours result.edit_date: number',
    'ours result.from.first_name: string',
    'ours result.from.id: number',
    'ours result.from.is_bot: boolean',
    'ours result.from.username: string',
    'ours result.message_id: number',
    'ours result.text: string',
    'theirs result: null',
  ],
  deleteMessage: ['ours result: boolean', 'theirs result: null'],
  setWebhook: ['ours description: string', 'ours result: boolean', 'theirs result: null'],
  hooked: ['theirs body.message.botToken: string', 'theirs body.message.chat.title: string'],
  deleteWebhook: [],
  // An unknown method is a 404 in Telegram's form there too; the package answers 500 in a form of its own.
  unknownMethod: [
    'ours description: string',
    'ours error_code: number',
    'ours ok: boolean',
    'theirs message: string',
  ],
};

describe('the fake beside telegram-test-api', () => {
  it('answers and tells in the same shapes, but for differences that are named', async () => {
    const ours = await play({
      root: fake.root,
      token: bot.token,
      writes: async (text) => {
        ann.write(text);
      },
      presses: async (data) => {
        ann.press(data);
      },
    });
    const token = '666:not-a-real-token-of-anybody-0123456';
    const client = others.getClient(token, { userId: chatId, chatId, firstName: 'Ann', userName: 'ann' });
    const theirs = await play({
      root: others.config.apiURL,
      token,
      writes: async (text) => {
        if (text.startsWith('/')) await client.sendCommand(client.makeCommand(text));
        else await client.sendMessage(client.makeMessage(text));
      },
      presses: async (data) => {
        await client.sendCallback(client.makeCallbackQuery(data));
      },
    });
    const differences = Object.fromEntries(
      Object.keys(ours).map((step) => [step, compare(ours[step], theirs[step])]),
    );
    const expected = Object.entries(documented).map(([step, lines]) => [step, [...lines].sort()]);
    expect(differences).toEqual(Object.fromEntries(expected));
  });

  it('is stricter: that package takes what Telegram refuses', async () => {
    const long = { chat_id: 99, text: 'x'.repeat(5000), parse_mode: 'HTML' };
    const there = await call(others.config.apiURL, '666:x', 'sendMessage', long);
    expect(z.object({ ok: z.boolean() }).parse(there).ok).toBe(true);
    expect(await call(fake.root, bot.token, 'sendMessage', long)).toEqual({
      ok: false,
      error_code: 400,
      description: 'Bad Request: message is too long',
    });
  });
});

async function play({ root, token, writes, presses }: Emulator): Promise<Record<string, unknown>> {
  const played: Record<string, unknown> = {};
  const step = async (name: string, method: string, payload: object = {}) => {
    played[name] = await call(root, token, method, payload);
    return played[name];
  };
  let offset = 0;
  const updates = async (name: string) => {
    const answer = await step(name, 'getUpdates', offset > 0 ? { offset } : {});
    const { result } = z.object({ result: z.array(z.object({ update_id: z.number() })) }).parse(answer);
    expect(result).toHaveLength(1);
    offset = (result[0]?.update_id ?? 0) + 1;
  };
  await step('getMe', 'getMe');
  await writes('/start');
  await updates('command');
  await writes('Hello');
  await updates('text');
  const sent = await step('sendMessage', 'sendMessage', {
    chat_id: chatId,
    text: 'Sure?',
    reply_markup: keyboard,
  });
  const { message_id } = z.object({ result: z.object({ message_id: z.number() }) }).parse(sent).result;
  await presses('yes', sent);
  await updates('pressed');
  await step('answerCallbackQuery', 'answerCallbackQuery', { callback_query_id: queryIdOf(played.pressed) });
  await step('editMessageText', 'editMessageText', { chat_id: chatId, message_id, text: 'Thanks' });
  await step('deleteMessage', 'deleteMessage', { chat_id: chatId, message_id });
  if (root === fake.root) await call(root, token, 'getUpdates', { offset });
  const address = hook.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`;
  const before = hooked.length;
  await step('setWebhook', 'setWebhook', { url });
  await writes('By webhook');
  while (hooked.length === before) await new Promise((wake) => setTimeout(wake, 10));
  expect(hooked[before]?.headers['content-type']).toContain('application/json');
  played.hooked = { body: hooked[before]?.body };
  await step('deleteWebhook', 'deleteWebhook');
  await step('unknownMethod', 'sendTelepathy');
  return played;
}

function queryIdOf(answer: unknown): string {
  const shape = z.object({ result: z.array(z.object({ callback_query: z.object({ id: z.string() }) })) });
  return shape.parse(answer).result[0]?.callback_query.id ?? '';
}

async function call(root: string, token: string, method: string, payload: object): Promise<unknown> {
  const response = await fetch(`${root}/bot${token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  });
  return response.json();
}

/** Paths to what is no object with the type that stands there; lists are one place. */
function shape(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((one) => shape(one, `${path}[]`)))];
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, one]) => shape(one, path === '' ? key : `${path}.${key}`));
  }
  return [`${path}: ${value === null ? 'null' : typeof value}`];
}

function compare(ours: unknown, theirs: unknown): string[] {
  const [here, there] = [new Set(shape(ours)), new Set(shape(theirs))];
  return [
    ...[...here].filter((line) => !there.has(line)).map((line) => `ours ${line}`),
    ...[...there].filter((line) => !here.has(line)).map((line) => `theirs ${line}`),
  ].sort();
}

const listen = (server: Server): Promise<void> =>
  new Promise((done) => server.listen(0, '127.0.0.1', () => done()));

async function freePort(): Promise<number> {
  const probe = createServer();
  await listen(probe);
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  return typeof address === 'object' && address ? address.port : 0;
}
