/** Clicks of campaigns whose leads are reached at Telegram: by deep link, or first into a channel. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, startApp } from '../support/app.ts';
import { Client, eventually } from '../support/client.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type FakeTelegram, startFakeTelegram } from '../support/fakeTelegram/fakeTelegram.ts';

let fake: FakeTelegram;
let test: TestDatabase;
let app: App;
let client: Client;
/** Ends the trouble of the bot `late`. */
let bringBack: () => void;
let channel: ReturnType<FakeTelegram['addChannel']>;

const bot = (key: string, token: string) => ({
  ...{ key, token, name: key, channel: 'telegram', start: 'Welcome/hello' },
  flows: [{ key: 'Welcome', steps: [{ key: 'hello', kind: 'sendMessage', messages: [{ text: 'Hello!' }] }] }],
});
beforeAll(async () => {
  fake = await startFakeTelegram();
  const leo = fake.addBot({ username: 'leo_bot' });
  const host = fake.addBot({ username: 'host_bot' });
  const late = fake.addBot({ username: 'late_bot' });
  channel = fake.addChannel({ title: 'News' });
  channel.add(host, { can_invite_users: true });
  bringBack = fake.fault({ bot: late.id, answer: { code: 500 } });
  test = await testDatabase();
  app = await startApp({
    ...{ DATABASE_URL: test.url, SIGNALBOX_SECRET: 'a secret for the invites test', DEMO: '0' },
    ...{ TELEGRAM_API_ROOT: fake.root, LOG_LEVEL: 'fatal' },
  });
  client = new Client(app);
  await client.apply({
    version: 1,
    bots: [bot('leo', leo.token), bot('host', host.token), bot('late', late.token)],
    campaigns: [
      { key: 'direct', bot: 'leo' },
      { key: 'tardy', bot: 'late' },
      ...['news', 'fresh'].map((key) => ({
        ...{ key, bot: 'leo', type: 'channel', channel: { bot: 'host', chatId: channel.id } },
      })),
    ],
  });
});
afterAll(async () => {
  await app?.stop();
  await fake?.stop();
  await test?.drop();
});

const visit = (path: string, userAgent = 'Mozilla/5.0') =>
  client.fetch(path, { headers: { 'user-agent': userAgent } });

/** Where a visitor is sent, and the click that was stored for the visit. */
async function click(path: string): Promise<{ location: string; clickid: string }> {
  const before = await clicks();
  const reply = await visit(path);
  expect(reply.status).toBe(302);
  const now = await clicks();
  const fresh = now.filter((id) => !before.includes(id));
  expect(fresh).toHaveLength(1);
  return { location: reply.headers.get('location') ?? '', clickid: fresh[0] ?? '' };
}

const clicks = async (): Promise<string[]> =>
  (await test.database.query<{ clickid: string }>('select clickid from click')).map((row) => row.clickid);
const calls = (): number => fake.calls({ method: 'createChatInviteLink' }).length;
const linkNamed = (name: string) => channel.links().find((link) => link.name === name);
/** After a failure nobody tries for a while; here the while is over. */
const rested = (what: string) =>
  eventually(what, async () => {
    const { location, clickid } = await click('/c/news');
    return linkNamed(clickid)?.invite_link === location ? true : null;
  });

describe('a campaign of a bot', () => {
  it('leads to the bot by its name at Telegram, with the click as payload', async () => {
    await eventually('its name', async () => ((await visit('/c/direct')).status === 302 ? true : null));
    const { location, clickid } = await click('/c/direct?utm_source=fb');
    expect(location).toBe(`https://t.me/leo_bot?start=${clickid}`);
  });

  it('whose name Telegram has not told yet asks to come again, and counts who does once', async () => {
    const before = await clicks();
    const reply = await visit('/c/tardy');
    expect(reply).toMatchObject({ status: 503, body: { error: { code: 'bot_not_ready' } } });
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await clicks()).toEqual(before);
    bringBack();
    const back = await eventually('its name', async () => {
      const next = await visit('/c/tardy');
      return next.status === 302 ? next : null;
    });
    expect(back.headers.get('location')).toMatch(/^https:\/\/t\.me\/late_bot\?start=\w{14}$/);
    expect(await clicks()).toHaveLength(before.length + 1);
  });
});

describe('a campaign of a channel', () => {
  it('leads to a link of the click’s own, by which people ask to join', async () => {
    const { location, clickid } = await click('/c/news?utm_source=fb');
    expect(linkNamed(clickid)).toMatchObject({ invite_link: location, creates_join_request: true });
    const other = await click('/c/news');
    expect(other.location).not.toBe(location);
  });

  it('makes no link for a robot, and stores no click', async () => {
    const [before, called] = [await clicks(), calls()];
    const reply = await visit('/c/news', 'TelegramBot (like TwitterBot)');
    expect(reply.headers.get('location')).toBe('https://t.me/leo_bot');
    expect([await clicks(), calls()]).toEqual([before, called]);
  });

  it('keeps the click of an outside tracker whose id is too long for a name', async () => {
    const long = 'x'.repeat(33);
    const { location, clickid } = await click(`/c/news?clickid=${long}`);
    expect(clickid).toBe(long);
    expect(linkNamed('campaign news')?.invite_link).toBe(location);
  });

  it('leads to the one link for all when Telegram refuses, and asks no more for a while', async () => {
    const mend = fake.fault({
      method: 'createChatInviteLink',
      answer: { code: 429, parameters: { retry_after: 2 } },
    });
    const shared = linkNamed('campaign news')?.invite_link;
    expect((await click('/c/news')).location).toBe(shared);
    const called = calls();
    mend();
    expect((await click('/c/news')).location).toBe(shared);
    expect(calls()).toBe(called);
    await rested('the end of the pause');
    expect(fake.violations()).toEqual([]);
  });

  it('leads to the bot that talks when nobody can make a link, and waits for no answer for long', async () => {
    const mend = fake.fault({ method: 'createChatInviteLink', answer: 'hang' });
    const { location, clickid } = await click('/c/fresh');
    expect(location).toBe(`https://t.me/leo_bot?start=${clickid}`);
    mend();
    await rested('the end of the trouble');
  });

  it('makes the link for all once, however many come at once', async () => {
    const replies = await Promise.all(Array.from({ length: 30 }, () => visit('/c/fresh')));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 302));
    await eventually('the link', async () => linkNamed('campaign fresh') ?? null);
    expect(channel.links().filter(({ name }) => name === 'campaign fresh')).toHaveLength(1);
  });
});
