/** What a lead is owed, on the real server: to be left alone, to know, to take a copy, to be forgotten. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../../src/store/store.ts';
import { type App, startApp } from '../support/app.ts';
import { type Applied, Client, eventually } from '../support/client.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let test: TestDatabase;
let app: App;
let client: Client;
let drawn: Applied;

beforeAll(async () => {
  test = await testDatabase();
  app = await startApp({ DATABASE_URL: test.url, SIGNALBOX_SECRET: 'a-secret-of-the-test', DEMO: '0' });
  client = new Client(app);
  drawn = await client.apply({
    version: 1,
    bots: [
      {
        ...{ key: 'eva', name: 'Eva', channel: 'simulator', start: 'A/ask', stopWords: ['хватит'] },
        privacy: 'We keep your name, {{name}}.',
        webhooks: [{ key: 'office' }],
        flows: [
          {
            key: 'A',
            steps: [
              {
                ...{ key: 'ask', kind: 'sendMessage', messages: [{ text: 'Ask' }], finish: 'waiting' },
                ...{ next: 'next', pushes: [{ after: '1h', message: { text: 'Push' } }] },
              },
              {
                key: 'next',
                kind: 'sendMessage',
                messages: [{ text: 'Next' }],
                finish: 'waiting',
                stay: true,
              },
            ],
          },
        ],
      },
    ],
    campaigns: [
      {
        key: 'owed',
        bot: 'eva',
        start: 'A/ask',
        autoActions: [{ on: 'sale', move: 'A/next', status: 'auto' }],
      },
    ],
    postbacks: [{ key: 'owedpartner', network: 'custom' }],
  });
}, 60_000);

afterAll(async () => {
  await app?.stop();
  await test?.drop();
});

const report = async (clickid: string, query: string): Promise<string> => {
  const id = drawn.postbacks[0]?.id;
  const reply = await client.fetch(`/api/postbacks/${id}/tracker-postback?clickid=${clickid}&${query}`);
  return (await client.outcomeOf(reply.body)).outcome;
};

describe('a lead', () => {
  it('that opts out hears nothing until it comes back, and deposits are still counted', async () => {
    const clickid = await client.click('/c/owed');
    await client.acts('eva', 1, { start: clickid, name: 'Ann' });
    await client.acts('eva', 1, { text: 'Хватит' });
    expect(await report(clickid, 'tracker.event=sale&tracker.cost=20&tracker.tid=a')).toBe('applied');
    await client.advance('eva', '5h');
    await client.acts('eva', 1, { text: 'are you there?' });
    expect(await client.texts('eva', 1)).toEqual(['Ask']);
    expect(await client.dialog('eva', 1)).toMatchObject({ status: 'stopped', balance: { USD: '20.00' } });
    await client.acts('eva', 1, { text: '/privacy' });
    await client.acts('eva', 1, { text: '/start' });
    expect(await client.texts('eva', 1)).toEqual(['Ask', 'We keep your name, Ann.', 'Next']);
  });

  it('gets a copy of all that is kept about it', async () => {
    const { id } = await client.dialog('eva', 1);
    const reply = await client.api('GET', `/dialogs/${id}/export`);
    const copy = z
      .object({
        dialog: z.object({ name: z.string() }),
        events: z.array(z.object({ name: z.string() })),
        messages: z.array(z.object({ text: z.string() })),
        timeline: z.array(z.unknown()),
      })
      .parse(reply.body);
    expect(copy.dialog.name).toBe('Ann');
    expect(copy.events.map(({ name }) => name)).toEqual(['sale']);
    expect(copy.messages.map(({ text }) => text)).toContain('are you there?');
    expect(copy.timeline.length).toBeGreaterThan(10);
  });

  it.each(['the lead', 'an operator'])(
    'is forgotten when %s wants it, and begins anew afterwards',
    async (who) => {
      const chat = who === 'the lead' ? 2 : 3;
      const secret = `my word is xyzzy${chat}`;
      const clickid = await client.click(`/c/owed?ad_name=plugh${chat}`);
      await client.acts('eva', chat, { start: clickid, name: `Quux${chat}` });
      await client.acts('eva', chat, { text: secret });
      const office = drawn.bots[0]?.webhooks[0]?.url ?? '';
      await client.fetch(`${office}?chatId=${chat}&fields.note=frob${chat}&requestId=r${chat}`);
      await report(clickid, `tracker.event=sale&tracker.cost=20&fields.card=blorb${chat}`);
      const { id } = await client.dialog('eva', chat);
      if (who === 'the lead') await client.acts('eva', chat, { text: '/delete_me' });
      else expect((await client.api('DELETE', `/dialogs/${id}`)).body).toEqual({ erased: true });
      await eventually('the lead is gone', async () =>
        (await client.findDialog('eva', chat)) === null ? true : null,
      );
      const database = openDatabase(test.url);
      const tables = await database.query<{ name: string }>(
        `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
      );
      for (const { name } of tables) {
        const found = await database.query(
          `select 1 from "${name}" as t where t::text ~ 'xyzzy${chat}|plugh${chat}|Quux${chat}|frob${chat}|blorb${chat}'`,
        );
        // The words of the search side leave with its next tidying; they stand beside no lead.
        if (name !== 'search_term') expect([name, found.length]).toEqual([name, 0]);
      }
      await database.close();
      expect((await client.api('GET', `/dialogs/${id}`)).status).toBe(404);
      await client.acts('eva', chat, { text: 'hello again', name: 'New' });
      expect(await client.dialog('eva', chat)).toMatchObject({ name: 'New', fields: {}, events: [] });
    },
  );
});

describe('a condition', () => {
  it('is explained in both languages, or refused with its place', async () => {
    const good = await client.api('POST', '/conditions/explain', { text: 'event=sale AND cost>20' });
    expect(good.body).toMatchObject({
      text: 'event = sale and cost > 20',
      en: expect.stringContaining('sale'),
    });
    const bad = await client.api('POST', '/conditions/explain', { text: 'cost > many' });
    expect([bad.status, JSON.stringify(bad.body)]).toEqual([400, expect.stringContaining('at character 8')]);
    const event = { text: 'amount > 5', place: 'event' };
    expect((await client.api('POST', '/conditions/explain', event)).status).toBe(200);
  });
});
