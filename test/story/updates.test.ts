/** Updates of Telegram, from the webhook or a poll to the turn: each has one, whatever happens to it on the way. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createSealer,
  type Database,
  insertUpdates,
  type NewUpdate,
  openDatabase,
  tidyUpdates,
} from '../../src/store/store.ts';
import { readUpdate, webhookSecret } from '../../src/telegram/telegram.ts';
import { type App, startApp } from '../support/app.ts';
import { Client, eventually } from '../support/client.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const [one, other] = ['11111111-1111-4111-8111-111111111111', '00000000-1111-4111-8111-111111111111'];

describe('taking updates in', () => {
  let test: TestDatabase;
  let hot: Database;
  beforeAll(async () => {
    test = await testDatabase();
    hot = openDatabase(test.url, { connections: 8, indexOnly: true });
  });
  afterAll(async () => {
    await hot?.close();
    await test?.drop();
  });

  const update = (botId: string, updateId: number, payload = '{}'): NewUpdate => ({
    ...{ botId, updateId, lane: 3, payload },
  });
  const payloads = async (): Promise<string[]> =>
    (await hot.query<{ payload: string }>('select payload from inbox where lane = 3 order by id')).map(
      (row) => row.payload,
    );

  it('keeps the order of arrival, and takes each update of a bot once', async () => {
    const list = [
      update(one, 7, '{"n": 1}'),
      update(one, 3, '{"n":"2 x"}'),
      update(other, 7),
      update(one, 7),
    ];
    const [first, second, third, again] = await insertUpdates(hot, list);
    expect([first, second, third].every((id) => typeof id === 'number')).toBe(true);
    expect(again).toBe(null);
    expect(await payloads()).toEqual(['{"n": 1}', '{"n":"2 x"}', '{}']);
    expect(await insertUpdates(hot, [update(one, 3), update(one, 2)])).toEqual([null, expect.any(Number)]);
    expect(await insertUpdates(hot, [])).toEqual([]);
  });

  it('a number below those seen before is as good as any: Telegram may begin anew', async () => {
    expect(await insertUpdates(hot, [update(one, 1), update(one, -5)])).not.toContain(null);
  });

  it('writers with the same updates in opposite orders take each once and do not block each other', async () => {
    const ids = Array.from({ length: 200 }, (_, n) => 1000 + n);
    const taken = await Promise.all(
      Array.from({ length: 16 }, (_, writer) =>
        insertUpdates(
          hot,
          (writer % 2 ? ids : ids.toReversed()).map((id) => update(id % 3 ? one : other, id)),
        ),
      ),
    );
    expect(taken.flat().filter((id) => id !== null)).toHaveLength(ids.length);
  });

  it('a mark that was rolled back is none', async () => {
    const broken = test.database.transaction(async (connection) => {
      await insertUpdates(connection, [update(one, 5000)]);
      throw new Error('no');
    });
    await expect(broken).rejects.toThrow('no');
    expect(await insertUpdates(hot, [update(one, 5000)])).toEqual([expect.any(Number)]);
  });

  it('marks are kept for three days', async () => {
    await insertUpdates(hot, [update(one, 6000), update(one, 6001)]);
    await hot.query(`update update_seen set at = now() - interval '73 hours' where update_id = 6000`);
    await hot.query(`update update_seen set at = now() - interval '71 hours' where update_id = 6001`);
    await tidyUpdates(hot);
    expect(await insertUpdates(hot, [update(one, 6000), update(one, 6001)])).toEqual([
      expect.any(Number),
      null,
    ]);
  });
});

const secret = 'a secret for the updates test';
/** A server that nobody is: the bot's replies stay where they are. */
const noTelegram = 'http://127.0.0.1:9';

const file = {
  version: 1,
  bots: [
    {
      ...{
        key: 'leo',
        name: 'Leo',
        channel: 'telegram',
        token: '123456:AAHtest-token-of-nobody-0123456789abcd',
      },
      start: 'Welcome/hello',
      flows: [
        {
          key: 'Welcome',
          steps: [
            {
              ...{ key: 'hello', kind: 'sendMessage', finish: 'waiting', stay: true },
              messages: [{ text: 'Hello, {{name}}!' }],
            },
          ],
        },
      ],
    },
    { ...{ key: 'sim', name: 'Sim', channel: 'simulator' } },
  ],
};

describe('the webhook', () => {
  let test: TestDatabase;
  let app: App;
  let client: Client;
  let botId = '';
  let simulatedId = '';
  let updates = 0;

  beforeAll(async () => {
    test = await testDatabase();
    app = await startApp({
      ...{ DATABASE_URL: test.url, SIGNALBOX_SECRET: secret, DEMO: '0', TELEGRAM_API_ROOT: noTelegram },
      LOG_LEVEL: 'fatal',
    });
    client = new Client(app);
    const applied = await client.apply(file);
    [botId = '', simulatedId = ''] = ['leo', 'sim'].map(
      (key) => applied.bots.find((bot) => bot.key === key)?.id ?? '',
    );
  });
  afterAll(async () => {
    await app?.stop();
    await test?.drop();
  });

  const secretOf = (id: string): string => webhookSecret(createSealer(secret).derive, id);
  const post = (body: string, header: string | null = secretOf(botId), id = botId) =>
    client.fetch(`/api/telegram/${id}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(header === null ? {} : { 'x-telegram-bot-api-secret-token': header }),
      },
      body,
    });
  const said = (chatId: number, text: string, updateId = 500_000 + ++updates) => ({
    update_id: updateId,
    message: {
      ...{ message_id: updates, date: 1, text },
      chat: { id: chatId, type: 'private', first_name: 'Ann' },
      from: { id: chatId, is_bot: false, first_name: 'Ann' },
    },
  });
  const marks = async (): Promise<number> =>
    (await test.database.query<{ n: number }>('select count(*) as n from update_seen'))[0]?.n ?? -1;
  const journal = (kind: string): Promise<{ outcome: string; document: string }[]> =>
    test.database.query('select outcome, document from journal where kind = $1 order by id desc', [kind]);

  it.each([
    ['no secret', null],
    ['an empty one', ''],
    ['another one', 'x'.repeat(43)],
    ['a longer one', 'x'.repeat(10_000)],
    ["another bot's", webhookSecret(createSealer(secret).derive, one ?? '')],
  ])('with %s is refused, and nothing is stored', async (_, header) => {
    const before = await marks();
    const reply = await post(JSON.stringify(said(1, 'hello')), header);
    expect(reply).toMatchObject({ status: 401, body: { error: { code: 'wrong_secret' } } });
    expect(await marks()).toBe(before);
  });

  it('is there for bots of Telegram only', async () => {
    const body = JSON.stringify(said(1, 'hello'));
    for (const id of [one ?? '', simulatedId, 'nobody']) {
      expect(await post(body, secretOf(id), id)).toMatchObject({
        status: 404,
        body: { error: { code: 'unknown_bot' } },
      });
    }
  });

  it.each([
    ['no JSON', '{"update_id": 1,'],
    ['no body', ''],
    ['no update', '[]'],
    ['an update without a number', '{"message":{}}'],
    ['a number as text', '{"update_id":"1"}'],
    ['bytes', '\u0000\u0001'],
  ])('%s is answered 400 and not stored', async (_, body) => {
    const before = await marks();
    expect(await post(body)).toMatchObject({ status: 400, body: { error: { code: 'invalid_body' } } });
    expect(await marks()).toBe(before);
  });

  it('more than a megabyte is refused', async () => {
    const body = JSON.stringify(said(1, 'x'.repeat(1_048_576)));
    expect(await post(body)).toMatchObject({ status: 413 });
  });

  it('the same update five times by webhook and poll has one turn and one reply', async () => {
    const update = said(100, '/start');
    const polled = async () => {
      const signal = readUpdate(update, { id: botId, telegramId: null }, Date.now());
      const [bot] = await test.database.query<{ lane: number }>('select lane from bot where id = $1', [
        botId,
      ]);
      if (!signal || !bot) throw new Error('no signal');
      const { lane } = bot;
      return insertUpdates(test.database, [
        { botId, updateId: signal.updateId, lane, payload: JSON.stringify(signal) },
      ]);
    };
    const body = JSON.stringify(update);
    const [first, second, third] = await Promise.all([post(body), polled(), post(body)]);
    expect([first.status, third.status]).toEqual([200, 200]);
    expect([...second, ...(await polled())].filter((id) => id !== null).length).toBeLessThanOrEqual(1);
    expect(await post(body)).toMatchObject({ status: 200, body: {} });
    await client.settled();
    const messages = await client.messages('leo', 100);
    expect(messages.map(({ direction, text }) => [direction, text]).sort()).toEqual([
      ['in', '/start'],
      ['out', 'Hello, Ann!'],
    ]);
    expect((await journal('update')).length).toBe(1);
  });

  it('what nobody understands is stored, answered 200 and ignored', async () => {
    const update = { update_id: 900_001, telepathy: { from: { id: 100 }, thought: 'hm\0' } };
    expect(await post(JSON.stringify(update))).toMatchObject({ status: 200, body: {} });
    await client.settled();
    const [row] = await journal('channel');
    expect(row?.outcome).toBe('ignored');
    expect(row?.document).toContain('telepathy');
  });

  it('one that breaks its turn is parked after three tries of its own, and its chat goes on', async () => {
    await test.database.query('create sequence tries');
    await test.database.query(
      `create function planted() returns trigger language plpgsql as $$ begin
         if new.text like '%poison%' then perform nextval('tries'); raise exception 'planted'; end if;
         return new; end $$`,
    );
    await test.database.query(
      'create trigger planted before insert on message for each row execute function planted()',
    );
    for (const text of ['/start', 'poison', 'still here?']) {
      expect(await post(JSON.stringify(said(200, text)))).toMatchObject({ status: 200 });
    }
    await client.settled();
    const received = (await client.messages('leo', 200)).filter(({ direction }) => direction === 'in');
    expect(received.map(({ text }) => text).sort()).toEqual(['/start', 'still here?']);
    const parked = (await journal('update')).filter(({ outcome }) => outcome === 'failed');
    expect(parked).toHaveLength(1);
    expect(parked[0]?.document).toContain('planted');
    expect(parked[0]?.document).toContain('poison');
    // Twice with others, three times alone.
    const [tries] = await test.database.query<{ last_value: number }>('select last_value from tries');
    expect(tries?.last_value).toBe(5);
  });

  it('while the database is away Telegram is asked to come again, and then it is stored once', async () => {
    const name = new URL(test.url).pathname.slice(1);
    const update = JSON.stringify(said(300, '/start'));
    const admin = openDatabase(new URL('/postgres', test.url).href, { connections: 1 });
    try {
      await admin.query(`alter database ${name} allow_connections false`);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
      const away = await post(update);
      expect(away).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } });
      expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      await admin.query(`alter database ${name} allow_connections true`);
      await admin.close();
    }
    const back = await eventually('storing it', async () => {
      const reply = await post(update);
      return reply.status === 200 ? reply : null;
    });
    expect(back.body).toEqual({});
    await eventually('its turn', async () => {
      await delay(50);
      const texts = await client.texts('leo', 300).catch(() => []);
      return texts.length > 0 ? texts : null;
    });
    expect(await client.texts('leo', 300)).toEqual(['Hello, Ann!']);
  });
});
