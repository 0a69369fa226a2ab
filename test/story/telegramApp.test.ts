/** The whole product sends: a process of its own between a lead at the fake Bot API and the owner's flow. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, startApp } from '../support/app.ts';
import { Client, eventually } from '../support/client.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from '../support/fakeTelegram/fakeTelegram.ts';

const say = (key: string, ...messages: object[]) => ({
  ...{ key, kind: 'sendMessage', finish: 'waiting', stay: true, messages },
});

const groupId = -4_000_000_777;

const funnel = (token: string) => ({
  version: 1,
  bots: [
    {
      ...{ key: 'ivy', name: 'Ivy', channel: 'telegram', token, start: 'A/hello' },
      delays: { typingSpeed: 20 },
      notificationGroups: [{ key: 'desk', chatId: groupId }],
      flows: [
        {
          key: 'A',
          steps: [
            say(
              'hello',
              { text: 'Hello, <b>{{name}}</b>!', buttons: [[{ text: 'More', goto: 'A/more' }]] },
              { photo: 'pictures/hello.jpg', caption: 'Look' },
            ),
            say('more', { text: 'Here is more' }),
            { ...say('person', { text: 'One moment' }), finish: 'manual', stay: false },
          ],
        },
      ],
    },
  ],
});

let fake: FakeTelegram;
let bot: FakeBot;
let app: App;
let client: Client;

const start = async (env: Record<string, string> = {}): Promise<void> => {
  app = await startApp({ DEMO: '0', TELEGRAM_API_ROOT: fake.root, ...env });
  client = new Client(app);
};

beforeAll(async () => {
  fake = await startFakeTelegram();
  bot = fake.addBot();
  await start();
  await mkdir(join(app.dataDir, 'files/pictures'), { recursive: true });
  await writeFile(join(app.dataDir, 'files/pictures/hello.jpg'), 'a picture');
  const applied = await client.api('POST', '/funnel/apply', funnel(bot.token));
  if (applied.status !== 200) throw new Error(JSON.stringify(applied.body));
});
afterAll(async () => {
  await app?.stop();
  await fake?.stop();
});

describe('a lead who starts the bot', () => {
  it('is typed to, gets the text with its marks and the picture, and presses a button', async () => {
    const ann = fake.lead(bot, { id: 1, firstName: '<i>Ann</i>' });
    ann.start();
    const hello = await ann.waitFor('Hello, <i>Ann</i>!', 30_000);
    expect(hello.entities).toContainEqual({ type: 'bold', offset: 7, length: 10 });
    expect(await ann.waitFor('Look')).toMatchObject({ kind: 'photo', file: { size: 9 } });
    expect(ann.actions()[0]?.action).toBe('typing');
    await ann.press('More').answered();
    await ann.waitFor('Here is more');
    const again = fake.lead(bot, { id: 2, firstName: 'Bob' });
    again.start();
    await again.waitFor('Look', 30_000);
    expect(fake.calls({ method: 'sendPhoto' }).map(({ files }) => Object.keys(files).length)).toEqual([1, 0]);
  });

  it('and blocks it is left alone', async () => {
    const ann = fake.lead(bot, { id: 3 });
    ann.start();
    await ann.waitFor('Look', 30_000);
    fake.fault({
      chat: 3,
      method: 'sendMessage',
      times: 1,
      answer: { code: 403, description: 'Forbidden: bot was blocked by the user' },
    });
    ann.press('More');
    await eventually('the block', async () =>
      (await client.dialog('ivy', 3)).status === 'blocked' ? true : null,
    );
    expect(ann.texts()).not.toContain('Here is more');
  });
});

describe('a process that is killed while it sends', () => {
  it('loses nothing of what a lead was to get', async () => {
    const leads = Array.from({ length: 12 }, (_, n) => fake.lead(bot, { id: 100 + n }));
    const off = fake.fault({ method: 'sendMessage', share: 0.5, answer: { delayMs: 300 } });
    for (const lead of leads) lead.start();
    await eventually('calls under way', async () =>
      fake
        .calls({ method: 'sendMessage' })
        .some(({ wire, payload }) => wire === 'underWay' && Number(payload.chat_id) >= 100)
        ? true
        : null,
    );
    await app.kill();
    off();
    await start({ DATA_DIR: app.dataDir });
    for (const lead of leads) await lead.waitFor('Look', 90_000);
    for (const lead of leads) {
      const hellos = lead.texts().filter((text) => text.startsWith('Hello'));
      expect(hellos.length).toBeGreaterThanOrEqual(1);
      expect(hellos.length).toBeLessThanOrEqual(2);
      expect(lead.texts().filter((text) => text === 'Look')).toHaveLength(1);
    }
  });
});

describe('a group of operators', () => {
  it('hears of a dialog that waits for a person, with a link that leads to it', async () => {
    const group = fake.addGroup({ id: groupId });
    group.add(bot);
    const ann = fake.lead(bot, { id: 4, firstName: 'Ann', username: 'ann' });
    ann.start();
    await ann.waitFor('Look', 30_000);
    const { id } = await client.dialog('ivy', 4);
    await client.api('PATCH', `/dialogs/${id}`, { step: 'A/person', status: 'auto' });
    const told = await eventually('the notice', async () => group.texts()[0] ?? null);
    expect(told).toContain('Lead: Ann, @ann');
    expect(told).toMatch(new RegExp(`^http://.+/dialogs/${id}$`, 'm'));
  });
});

describe('a business chat', () => {
  it('is answered through its connection, and translated by no AI without consent', async () => {
    const business = fake.business(bot, { id: 900, firstName: 'Owner' });
    const ann = business.lead(fake.person({ id: 6, firstName: 'Ann' }));
    ann.write('Good day');
    await ann.waitFor('Look', 30_000);
    const { id } = await client.dialog('ivy', 6);
    const message = (await client.messages('ivy', 6)).find(({ direction }) => direction === 'in');
    const path = `/dialogs/${id}/messages/${message?.id}/translate`;
    expect(await client.api('POST', path, { to: 'ru' })).toMatchObject({
      status: 403,
      body: { error: { code: 'ai_not_consented' } },
    });
    const sends = fake.calls({ chat: 6 }).filter(({ method }) => method.startsWith('send'));
    expect(new Set(sends.map(({ payload }) => payload.business_connection_id))).toEqual(
      new Set([business.connectionId]),
    );
  });
});

describe('a token that is refused', () => {
  it('stops the bot with an alarm; what waited goes out when it is connected again', async () => {
    const ann = fake.lead(bot, { id: 5 });
    ann.start();
    await ann.waitFor('Look', 30_000);
    const { id } = await client.dialog('ivy', 5);
    const accepted = fake.fault({ bot: bot.id, answer: { code: 401, description: 'Unauthorized' } });
    await client.api('POST', `/dialogs/${id}/messages`, { text: 'Are you there?' });
    const alarms = async (): Promise<string> => JSON.stringify((await client.api('GET', '/alarms')).body);
    await eventually('the alarm', async () => ((await alarms()).includes('ivy') ? true : null));
    const calls = fake.calls({ chat: 5, ok: false }).length;
    accepted();
    const again = await client.api('POST', '/bots/ivy/telegram', { token: bot.token });
    expect(again.status).toBe(200);
    await ann.waitFor('Are you there?', 30_000);
    expect(calls).toBeLessThanOrEqual(1);
    expect(app.output()).not.toContain(bot.token);
  });
});
