/** Bots at Telegram as their owner meets them: connected, watched, moved between webhook and polling. */
import { createServer } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as contract from '../../src/api/contract.ts';
import { type App, startApp } from '../support/app.ts';
import { Client, eventually, type Reply } from '../support/client.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from '../support/fakeTelegram/fakeTelegram.ts';

const publicUrl = 'https://signalbox.example';
const secret = 'a secret of the installation, long enough';

const funnel = (channel: string, token?: string) => ({
  version: 1,
  bots: ['leo', 'mia'].map((key) => ({
    key,
    name: key,
    channel: key === 'leo' ? channel : 'simulator',
    ...(key === 'leo' && token !== undefined ? { token } : {}),
    start: 'Welcome/hello',
    flows: [
      {
        key: 'Welcome',
        steps: [{ key: 'hello', kind: 'sendMessage', messages: [{ text: 'Hello' }], finish: 'manual' }],
      },
    ],
  })),
});

let test: TestDatabase;
let fake: FakeTelegram;
let port: number;
let app: App;
let client: Client;
/** All that was answered and printed: where no secret may be. */
let told: string[];
let tokens: string[];

const start = async (env: Record<string, string> = {}): Promise<void> => {
  app = await startApp({
    ...{ DATABASE_URL: test.url, SIGNALBOX_SECRET: secret, DEMO: '0', LOG_LEVEL: 'debug' },
    ...{ TELEGRAM_API_ROOT: fake.root, PORT: String(port) },
    ...env,
  });
  client = new Client({ url: `http://127.0.0.1:${port}`, adminKey: app.adminKey });
};
const stop = async (): Promise<void> => {
  await app.stop();
  told.push(app.output());
};
const api = async (method: string, path: string, body?: unknown): Promise<Reply> => {
  const reply = await client.api(method, path, body);
  told.push(JSON.stringify(reply.body));
  return reply;
};
const addBot = (username: string): FakeBot => {
  const bot = fake.addBot({ username });
  tokens.push(bot.token);
  return bot;
};
const connect = (key: string, body: object): Promise<Reply> => api('POST', `/bots/${key}/telegram`, body);
const telegramOf = async (key: string): Promise<contract.ApiBotTelegram> =>
  contract.botTelegram.parse((await api('GET', `/bots/${key}/telegram`)).body);
const alarms = async (): Promise<contract.ApiAlarm[]> =>
  contract.pageOf(contract.alarm).parse((await api('GET', '/alarms')).body).items;
const alarmIs = (code: string | null) =>
  eventually(`the alarm ${code}`, async () => ((await alarms())[0]?.code ?? null) === code || null);
const errorOf = ({ body }: Reply) =>
  z
    .object({ error: z.object({ code: z.string(), parameters: z.array(z.looseObject({})).optional() }) })
    .parse(body).error;
const received = async (chatId: number): Promise<string[]> => {
  const found = await client.findDialog('leo', chatId);
  if (!found) return [];
  const all: string[] = [];
  for (let cursor = ''; ; ) {
    const reply = await client.api('GET', `/dialogs/${found.id}/messages?limit=200${cursor}`);
    const page = contract.pageOf(contract.message).parse(reply.body);
    all.push(...page.items.filter(({ direction }) => direction === 'in').map(({ text }) => text));
    if (page.nextCursor === null) return all;
    cursor = `&cursor=${page.nextCursor}`;
  }
};
const gauge = (name: string): Promise<number> => client.gauge(name.replaceAll(/[{}]/g, '\\$&'));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address ? address.port : 0;
}

beforeAll(async () => {
  port = await freePort();
});

beforeEach(async () => {
  told = [];
  tokens = [];
  test = await testDatabase();
  fake = await startFakeTelegram({
    rewriteWebhook: (url) => url.replace(publicUrl, `http://127.0.0.1:${port}`),
  });
});

afterEach(async () => {
  await stop();
  await fake.stop();
  await test.drop();
  const all = told.join('\n');
  for (const token of tokens) expect(all).not.toContain(token.split(':')[1]);
  for (const { payload } of fake.calls({ method: 'setWebhook' })) {
    expect(all).not.toContain(payload.secret_token);
  }
});

describe('connecting a bot', () => {
  beforeEach(async () => {
    await start();
    await client.apply(funnel('simulator'));
  });

  it('tells of each obstacle by its own code, and stores nothing then', async () => {
    const bot = addBot('leo_bot');
    const gone = addBot('gone_bot');
    fake.revoke(gone.token);
    expect((await connect('nobody', { token: bot.token })).status).toBe(404);
    expect(errorOf(await connect('leo', { token: 'no token/at all' }))).toMatchObject({
      code: 'token_refused',
    });
    expect(errorOf(await connect('leo', { token: '../../file' }))).toMatchObject({ code: 'token_refused' });
    const refused = await connect('leo', { token: gone.token });
    expect([refused.status, errorOf(refused)]).toMatchObject([
      400,
      { code: 'token_refused', parameters: [{ name: 'token', reason: 'Unauthorized' }] },
    ]);
    const over = fake.fault({ method: 'getMe', answer: 'reset before' });
    const unreachable = await connect('leo', { token: bot.token });
    over();
    expect([unreachable.status, errorOf(unreachable).code]).toEqual([502, 'telegram_unreachable']);
    expect(errorOf(await connect('leo', {}))).toMatchObject({ code: 'bot_not_connected' });
    expect(await telegramOf('leo')).toMatchObject({ state: 'notConnected', tokenHint: '' });
  });

  it('receives from then on, and shows how it does without the token', async () => {
    const bot = addBot('leo_bot');
    const connected = await connect('leo', { token: bot.token });
    expect(connected).toMatchObject({
      status: 200,
      body: {
        ...{ state: 'running', receives: 'polling', username: 'leo_bot', telegramId: bot.id, alarm: null },
        tokenHint: bot.token.slice(-4),
      },
    });
    const ann = fake.lead(bot, { id: 42, firstName: 'Ann' });
    ann.start();
    await eventually('the message', async () => ((await received(42)).length === 1 ? true : null));
    const checked = contract.botTelegram.parse((await api('POST', '/bots/leo/telegram/check')).body);
    const items = Object.fromEntries(checked.checklist.map(({ check, state }) => [check, state]));
    expect(items).toEqual({
      ...{ token: 'ok', updates: 'ok', webhook: 'ok', otherReceiver: 'ok' },
      ...{ businessMode: 'ok', channelRights: 'ok' },
    });
    const bots = contract.pageOf(contract.botSummary).parse((await api('GET', '/bots')).body).items;
    expect(bots.map(({ key, channel, telegram }) => [key, channel, telegram?.state])).toEqual([
      ['leo', 'telegram', 'running'],
      ['mia', 'simulator', undefined],
    ]);
    expect(await alarms()).toEqual([]);
    expect(await gauge('signalbox_telegram_bots{state="running"}')).toBe(1);
    expect(await gauge('signalbox_telegram_alarms')).toBe(0);
    const menus = fake.calls({ bot: bot.id, method: 'setMyCommands' });
    await eventually('the menus', async () => (menus.length === 2 ? true : null));
    expect(menus.map(({ payload }) => payload.language_code)).toEqual([undefined, 'ru']);
    expect(fake.calls({ method: 'deleteWebhook' })).toEqual([]);
  });

  it('refuses the Telegram bot of another bot here', async () => {
    const bot = addBot('leo_bot');
    await connect('leo', { token: bot.token });
    const second = await connect('mia', { token: bot.token });
    expect([second.status, errorOf(second)]).toMatchObject([
      409,
      { code: 'token_in_use', parameters: [{ reason: '@leo_bot is connected as the bot leo' }] },
    ]);
  });

  it("leaves another service's webhook alone until it is told to take over, and drops nothing then", async () => {
    const bot = addBot('leo_bot');
    const hook = { url: 'https://crm.example/hooks/7' };
    await fetch(`${fake.root}/bot${bot.token}/setWebhook?url=${encodeURIComponent(hook.url)}`);
    const ann = fake.lead(bot, { id: 42, firstName: 'Ann' });
    ann.write('written before');
    const other = await connect('leo', { token: bot.token });
    expect([other.status, errorOf(other)]).toMatchObject([
      409,
      { code: 'other_webhook', parameters: [{ reason: 'a webhook at crm.example receives the updates' }] },
    ]);
    expect(fake.calls({ bot: bot.id, method: 'deleteWebhook' })).toEqual([]);
    expect(await connect('leo', { token: bot.token, takeOver: true })).toMatchObject({
      status: 200,
      body: { state: 'running', receives: 'polling' },
    });
    await eventually('the message', async () => ((await received(42)).length === 1 ? true : null));
  });

  it('is undone: the token is forgotten and what leads write waits at Telegram', async () => {
    const bot = addBot('leo_bot');
    await connect('leo', { token: bot.token });
    const gone = await api('DELETE', '/bots/leo/telegram');
    expect(gone).toMatchObject({ status: 200, body: { state: 'notConnected', username: '', tokenHint: '' } });
    const polls = () =>
      fake.calls({ bot: bot.id, method: 'getUpdates' }).every(({ wire }) => wire !== 'underWay');
    await eventually('that nobody polls', async () => (polls() ? true : null));
    fake.lead(bot, { id: 42, firstName: 'Ann' }).write('anybody there?');
    expect((await api('POST', '/bots/leo/telegram/check')).status).toBe(409);
    expect(fake.pendingUpdates(bot)).toBe(1);
    await connect('leo', { token: bot.token });
    await eventually('the message', async () => ((await received(42)).length === 1 ? true : null));
  });
});

describe('a connected bot', () => {
  it('is stopped with an alarm when its token is revoked, and revived by a new one', async () => {
    await start();
    const bot = addBot('leo_bot');
    await client.apply(funnel('telegram', bot.token));
    await eventually('that it runs', async () =>
      (await telegramOf('leo')).state === 'running' ? true : null,
    );
    fake.revoke(bot.token);
    // The poll under way ends with the next update; the checking ends it at once.
    await api('POST', '/bots/leo/telegram/check');
    await alarmIs('tokenRefused');
    expect(await telegramOf('leo')).toMatchObject({ state: 'stopped', receives: 'none' });
    expect(await gauge('signalbox_telegram_bots{state="stopped"}')).toBe(1);
    expect(await gauge('signalbox_telegram_alarms')).toBe(1);
    await eventually('the line', async () => (app.output().includes('"alarm":"tokenRefused"') ? true : null));
    const calls = fake.calls({ bot: bot.id }).length;
    const renewed = fake.addBot({ username: 'leo_bot', token: `${bot.id}:${'Z'.repeat(35)}` });
    tokens.push(renewed.token);
    expect(await connect('leo', { token: renewed.token })).toMatchObject({
      status: 200,
      body: { state: 'running', alarm: null, tokenHint: 'ZZZZ' },
    });
    expect(await alarms()).toEqual([]);
    fake.lead(renewed, { id: 42, firstName: 'Ann' }).write('hello again');
    await eventually('the message', async () => ((await received(42)).length === 1 ? true : null));
    expect(fake.calls({ bot: bot.id }).length).toBeGreaterThan(calls);
  });

  it('is asked nothing before the time that a 429 names', async () => {
    await start();
    const bot = addBot('leo_bot');
    await client.apply(funnel('telegram', bot.token));
    await eventually('that it runs', async () =>
      (await telegramOf('leo')).state === 'running' ? true : null,
    );
    fake.fault({ method: 'getMe', times: 1, answer: { code: 429, parameters: { retry_after: 1 } } });
    const paused = contract.botTelegram.parse((await api('POST', '/bots/leo/telegram/check')).body);
    expect(paused).toMatchObject({ state: 'running', alarm: null });
    expect(Date.parse(paused.pausedUntil ?? '')).toBeGreaterThan(Date.now());
    const asked = fake.calls({ method: 'getMe' }).length;
    const again = contract.botTelegram.parse((await api('POST', '/bots/leo/telegram/check')).body);
    expect(again).toMatchObject({ state: 'running', alarm: null });
    expect(fake.calls({ method: 'getMe' }).length).toBe(asked + 1);
    expect(fake.violations()).toEqual([]);
  });

  it('is not asked more often than it can bear, however many look at it', async () => {
    await start();
    await client.apply(funnel('telegram', addBot('leo_bot').token));
    await eventually('that it runs', async () =>
      (await telegramOf('leo')).state === 'running' ? true : null,
    );
    const before = fake.calls({ method: 'getMe' }).length;
    const begun = performance.now();
    for (let n = 0; n < 4; n += 1) {
      const checks = Array.from({ length: 5 }, () => api('POST', '/bots/leo/telegram/check'));
      for (const { status } of await Promise.all(checks)) expect(status).toBe(200);
    }
    const halfSeconds = (performance.now() - begun) / 500;
    expect(fake.calls({ method: 'getMe' }).length - before).toBeLessThanOrEqual(halfSeconds + 1);
  });

  it('has an alarm while another program polls with its token', async () => {
    await start();
    const bot = addBot('leo_bot');
    await client.apply(funnel('telegram', bot.token));
    let stealing = true;
    const thief = async (): Promise<void> => {
      while (stealing) await fetch(`${fake.root}/bot${bot.token}/getUpdates?timeout=5`);
    };
    await eventually('a poll', async () => (fake.calls({ method: 'getUpdates' }).length > 0 ? true : null));
    const theft = thief();
    await alarmIs('otherPoller');
    expect((await telegramOf('leo')).state).toBe('running');
    stealing = false;
    // Leaves the thief nothing to wait for.
    fake.lead(bot, { id: 7, firstName: 'Bob' }).write('to whoever is quicker');
    await theft;
  });

  it('no longer blames a poller that a webhook of its own has relieved', async () => {
    await start();
    const bot = addBot('leo_bot');
    await client.apply(funnel('telegram', bot.token));
    let stealing = true;
    const thief = async (): Promise<void> => {
      while (stealing) await fetch(`${fake.root}/bot${bot.token}/getUpdates?timeout=5`);
    };
    await eventually('a poll', async () => (fake.calls({ method: 'getUpdates' }).length > 0 ? true : null));
    const theft = thief();
    await alarmIs('otherPoller');
    stealing = false;
    const hook = encodeURIComponent('https://crm.example/hook');
    await fetch(`${fake.root}/bot${bot.token}/setWebhook?url=${hook}`);
    await theft;
    await api('POST', '/bots/leo/telegram/check');
    await alarmIs('otherWebhook');
    expect(await connect('leo', { takeOver: true })).toMatchObject({
      status: 200,
      body: { state: 'running', alarm: null },
    });
    await eventually('the line', async () =>
      app.output().includes('the bot works at Telegram') ? true : null,
    );
    expect(app.output().match(/"alarm":"otherPoller"/g)).toHaveLength(1);
  });

  it('knows its rights in a channel that it was let into before it was connected', async () => {
    await start();
    const bot = addBot('leo_bot');
    const channel = fake.addChannel({ title: 'News' });
    channel.add(bot, { can_invite_users: true });
    // Told to whoever had the bot before, and confirmed.
    await fetch(`${fake.root}/bot${bot.token}/getUpdates?offset=-1`);
    const [last] = z
      .object({ result: z.array(z.object({ update_id: z.number() })) })
      .parse(await (await fetch(`${fake.root}/bot${bot.token}/getUpdates`)).json()).result;
    await fetch(`${fake.root}/bot${bot.token}/getUpdates?offset=${(last?.update_id ?? 0) + 1}`);
    const campaigns = (chatId: number) => ({
      ...funnel('telegram', bot.token),
      campaigns: [
        {
          ...{ key: 'news', bot: 'leo', start: 'Welcome/hello', type: 'channel' },
          channel: { chatId, greeting: 'Welcome/hello' },
        },
      ],
    });
    const rights = async () => {
      const { body } = await api('POST', '/bots/leo/telegram/check');
      return contract.botTelegram.parse(body).checklist.find(({ check }) => check === 'channelRights');
    };
    await client.apply(campaigns(channel.id));
    expect(await rights()).toMatchObject({ state: 'ok', code: 'channelRights' });
    channel.add(bot, { can_post_messages: true });
    await eventually('the loss', async () => ((await rights())?.code === 'channelNoRight' ? true : null));
    await client.apply(campaigns(-1009999999999));
    expect(await rights()).toMatchObject({ state: 'failed', code: 'channelNoRight' });
  });

  it('has an alarm while Telegram cannot deliver to its webhook, and none afterwards', async () => {
    await start({ PUBLIC_URL: publicUrl });
    const bot = addBot('leo_bot');
    await client.apply(funnel('telegram', bot.token));
    await eventually('the webhook', async () =>
      (await telegramOf('leo')).receives === 'webhook' ? true : null,
    );
    const over = fake.fault({
      method: 'getWebhookInfo',
      answer: { code: 404, description: 'Not Found: method not found' },
    });
    expect((await api('POST', '/bots/leo/telegram/check')).body).toMatchObject({
      state: 'running',
      alarm: null,
    });
    over();
    await stop();
    const bob = fake.lead(bot, { id: 42, firstName: 'Bob' });
    bob.write('while nobody listens');
    await eventually('a try', async () => (fake.deliveries(bot).length > 2 ? true : null));
    // The same bot, but whatever Telegram knocks at is not this server.
    const otherPort = await freePort();
    await start({ PUBLIC_URL: publicUrl, PORT: String(otherPort) });
    client = new Client({ url: `http://127.0.0.1:${otherPort}`, adminKey: app.adminKey });
    await eventually('tries of the fresh webhook', async () => {
      await api('POST', '/bots/leo/telegram/check');
      return (await alarms())[0]?.code === 'webhookError' ? true : null;
    });
    await stop();
    await start({ PUBLIC_URL: publicUrl });
    await eventually('the message', async () => ((await received(42)).length === 1 ? true : null));
    await api('POST', '/bots/leo/telegram/check');
    await alarmIs(null);
  });

  it('loses and doubles nothing while it is moved between polling and webhook', async () => {
    await start();
    const bot = addBot('leo_bot');
    await client.apply(funnel('telegram', bot.token));
    const ann = fake.lead(bot, { id: 42, firstName: 'Ann' });
    let number = 0;
    const talk = setInterval(() => {
      number += 1;
      ann.write(`message ${number}`);
    }, 20);
    const heard = (way: string) =>
      eventually(`some by ${way}`, async () => {
        const state = await telegramOf('leo');
        const before = number;
        return state.receives === way && (await received(42)).includes(`message ${before}`) ? true : null;
      });
    try {
      await heard('polling');
      await stop();
      await start({ PUBLIC_URL: publicUrl });
      await heard('webhook');
      await stop();
      await start();
      await heard('polling');
    } finally {
      clearInterval(talk);
    }
    const last = `message ${number}`;
    await eventually('the last one', async () => ((await received(42)).includes(last) ? true : null));
    const texts = Array.from({ length: number }, (_, n) => `message ${n + 1}`);
    expect((await received(42)).sort()).toEqual(texts.sort());
    await eventually('that all is confirmed', async () => (fake.pendingUpdates(bot) === 0 ? true : null));
    for (const method of ['setWebhook', 'deleteWebhook']) {
      const calls = fake.calls({ bot: bot.id, method });
      expect(calls.length).toBeGreaterThan(0);
      for (const { payload } of calls) expect(payload).not.toHaveProperty('drop_pending_updates');
    }
  });

  it('is held by another process at once when its holder crashes or stops; nothing is lost or doubled', async () => {
    await start();
    const bot = addBot('leo_bot');
    await client.apply(funnel('telegram', bot.token));
    const shared = {
      DATABASE_URL: test.url,
      SIGNALBOX_SECRET: secret,
      DEMO: '0',
      TELEGRAM_API_ROOT: fake.root,
    };
    const worker = await startApp({ ...shared, ROLE: 'worker' });
    const ann = fake.lead(bot, { id: 42, firstName: 'Ann' });
    let number = 0;
    const talk = setInterval(() => {
      number += 1;
      ann.write(`message ${number}`);
    }, 20);
    const goesOn = async (): Promise<void> => {
      const before = number;
      await eventually('that updates are taken in', async () => {
        const [row] = await test.database.query<{ count: number }>('select count(*) from update_seen');
        return (row?.count ?? 0) > before + 10 || null;
      });
    };
    try {
      await goesOn();
      await app.kill();
      await goesOn();
      await start();
      await worker.stop();
      await goesOn();
    } finally {
      clearInterval(talk);
    }
    await eventually('that all is confirmed', async () => (fake.pendingUpdates(bot) === 0 ? true : null));
    await eventually('all', async () => ((await received(42)).length >= number ? true : null));
    const texts = Array.from({ length: number }, (_, n) => `message ${n + 1}`);
    expect((await received(42)).sort()).toEqual(texts.sort());
  });
});
