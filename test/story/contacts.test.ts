/** Contacts and logs over HTTP: pages, files, what a request did. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newState } from '../../src/dialog/dialog.ts';
import { type App, startApp } from '../support/app.ts';
import { Client } from '../support/client.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let store: TestDatabase;
let app: App;
let client: Client;
/** More than two portions of a file. */
const count = 2500;

beforeAll(async () => {
  store = await testDatabase();
  app = await startApp({ DATABASE_URL: store.url, SIGNALBOX_SECRET: 'a secret of sixteen signs' });
  client = new Client(app);
  const paid = { ...newState(), counts: { sale: 1 }, last: { sale: 1 }, balance: { USD: '20' } };
  // A third waits, a fifth has paid; every other one came by a click.
  await store.database.query(
    `with made as (
       insert into dialog (bot_id, chat_id, name, status, tracker, clickid, tags, state, created_at)
       select bot.id, 1000000 + n, 'Lead ' || n, case when n % 3 = 0 then 'waiting' else 'auto' end,
         case when n % 2 = 0 then '{"buyer":"b"}'::jsonb else '{}' end, case when n % 2 = 0 then 'click' || n end,
         '{}', case when n % 5 = 0 then $2 else $3 end, now()
       from bot, generate_series(0, $1::int - 1) as n where bot.key = 'leo'
       returning id, chat_id)
     insert into event (dialog_id, id, name, received_name, ordinal, cost, currency, at)
     select id, id, 'sale', 'sale', 1, 20, 'USD', now() from made where chat_id % 5 = 0`,
    [count, JSON.stringify(paid), JSON.stringify(newState())],
  );
  await store.database.query('insert into dialog_dirty select id from dialog');
});

afterAll(async () => {
  await app?.stop();
  await store?.drop();
});

type Page = {
  items: { id: string; tags: string[]; events: Record<string, number> }[];
  nextCursor: string | null;
};

async function page(query: string): Promise<Page> {
  const { status, body } = await client.api('GET', `/contacts?${query}`);
  expect([status, body]).toEqual([200, expect.objectContaining({ items: expect.any(Array) })]);
  return JSON.parse(JSON.stringify(body));
}

async function everyPage(query: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { items, nextCursor }: Page = await page(`limit=200&${query}${cursor && `&cursor=${cursor}`}`);
    ids.push(...items.map(({ id }) => id));
    cursor = nextCursor;
  }
  return ids;
}

const file = async (query: string): Promise<string[]> => {
  const { body } = await client.api('GET', `/contacts.csv?${query}`);
  return String(body).trimEnd().split('\r\n');
};

describe('contacts', () => {
  it('are all listed once, in either order', async () => {
    const newest = await everyPage('');
    expect(new Set(newest).size).toBe(count);
    expect(newest).toEqual([...newest].sort((left, right) => Number(right) - Number(left)));
    expect(await everyPage('order=oldest')).toEqual(newest.toReversed());
  });

  it('are those of a filter, and of nothing else', async () => {
    const ids = await everyPage(`filter=${encodeURIComponent('event = sale and status = waiting')}`);
    const rows = await store.database.query<{ id: number }>(
      `select id from dialog where status = 'waiting' and exists (
         select 1 from event where event.dialog_id = dialog.id and name = 'sale') order by id desc`,
    );
    expect(ids.length).toBeGreaterThan(20);
    expect(ids).toEqual(rows.map(({ id }) => String(id)));
  });

  it.each([
    ['filter=status+%3D', 'filter'],
    ['filter=status+%3D+auto&order=oldest', 'order'],
    ['order=loudest', 'order'],
  ])('are refused for %s at the parameter', async (query, name) => {
    const { status, body } = await client.api('GET', `/contacts?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { parameters: [{ name }] } });
  });

  it('come as a file with every row, in the columns that were chosen', async () => {
    const [header, ...rows] = await file('columns=id,chatId,events.sale');
    expect(header).toBe('id,chatId,events.sale');
    expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(count);
    const waiting = await file(`columns=id&filter=${encodeURIComponent('status = waiting')}`);
    expect(waiting.slice(1)).toEqual(await everyPage(`filter=${encodeURIComponent('status = waiting')}`));
  });

  it('come as a file that says of itself that it is UTF-8', async () => {
    const headers = { authorization: `Bearer ${app.adminKey}` };
    const answer = await fetch(`${app.url}/api/v1/contacts.csv?columns=id`, { headers });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="contacts-[\d-]+\.csv"$/,
    );
  });

  it('come with every known column where none is chosen', async () => {
    const [header = ''] = await file(`filter=${encodeURIComponent('chatId = 1000000')}&separator=semicolon`);
    for (const name of ['name', 'balance', 'tracker.buyer', 'tracker.clickid']) {
      expect(header.split(';')).toContain(name);
    }
  });

  it('are a file that no spreadsheet takes for a formula', async () => {
    const hostile = '=HYPERLINK("http://evil.example","a")';
    await store.database.query('update dialog set name = $1, tags = $2 where chat_id = 1000001', [
      hostile,
      ['@x', 'b'],
    ]);
    const [, row] = await file(`columns=name,tags&filter=${encodeURIComponent('chatId = 1000001')}`);
    expect(row).toBe(`"'=HYPERLINK(""http://evil.example"",""a"")","'@x, b"`);
  });

  it.each(['columns=id,password', 'columns=,', 'columns=constructor'])('are no file by %s', async (query) => {
    expect((await client.api('GET', `/contacts.csv?${query}`)).status).toBe(400);
  });
});

describe('the log of requests', () => {
  const insert = (id: number, kind: string, outcome: string, document: object): Promise<unknown> =>
    store.database.query(
      `insert into journal (id, at, kind, space_id, source, dialog_id, outcome, document)
       select $1::bigint, to_timestamp($1::bigint), $2, space_id, 's', 1, $3, $4 from api_key limit 1`,
      [id, kind, outcome, JSON.stringify(document)],
    );
  const found = async (query: string): Promise<string[]> => {
    const { body } = await client.api('GET', `/requests?${query}`);
    const { items }: Page = JSON.parse(JSON.stringify(body));
    return items.map(({ id }) => id);
  };

  beforeAll(async () => {
    const request = {
      method: 'POST',
      url: '/api/x?token=abc&a=1',
      status: 200,
      body: '{"secret":"s","b":2}',
    };
    await insert(1, 'postback', 'applied', { request, warnings: ['w'] });
    await insert(2, 'update', 'failed', { reason: 'broke' });
    await insert(3, 'update', 'applied', {});
    await insert(4, 'ai', 'ok', { text: 'turn by m, 5 tokens', warnings: [] });
    await insert(5, 'channel', 'parked', { reason: 'unread' });
    await insert(6, 'operator', 'failed', {});
  });

  it('has updates only where something went wrong, and AI calls, for whoever asks for all', async () => {
    expect(await found('kind=all')).toEqual(['5', '4', '2', '1']);
    expect(await found('')).toEqual(['1']);
    expect(await found('kind=update')).toEqual(['2']);
    expect(await found('kind=ai')).toEqual(['4']);
    expect(await found('kind=all&warnings=only')).toEqual(['1']);
    expect(await found(`kind=all&until=${new Date(4000).toISOString()}`)).toEqual(['2', '1']);
    expect(await found('kind=all&dialog=1&limit=2')).toEqual(['5', '4']);
    expect(await found('kind=all&dialog=2')).toEqual([]);
  });

  it('shows a request raw, but no secret', async () => {
    const { body } = await client.api('GET', '/requests/1');
    expect(body).toMatchObject({
      ...{ url: '/api/x?token=…&a=1', body: '{"secret":"…","b":2}', replayable: true, assignable: false },
    });
    expect((await client.api('GET', '/requests/6')).status).toBe(404);
    expect((await client.api('GET', '/requests/99')).status).toBe(404);
  });
});
