/** The control API over real rows: who may see what, how it is shown, what an operator asks for. */
import { createHash, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Account, ensureAdminKey, openAccount } from '../../src/account/account.ts';
import { type ApiPorts, apiEdge } from '../../src/api/api.ts';
import * as contract from '../../src/api/contract.ts';
import { RefusalError, refuse } from '../../src/base/refusal.ts';
import { openFiles } from '../../src/file/file.ts';
import { createConfigurationDesk } from '../../src/funnel/funnel.ts';
import { buildHttp } from '../../src/http.ts';
import { makeLogger } from '../../src/logger.ts';
import type { Signal } from '../../src/signal/signal.ts';
import { createSealer } from '../../src/store/store.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const publicUrl = 'http://127.0.0.1:3000';
const key = 'sb_admin_key';
const strangersKey = 'sb_strangers_key';
const readersKey = 'sb_readers_key';
const playersKey = 'sb_players_key';
const ids = { company: randomUUID(), space: randomUUID(), strangers: randomUUID() };
const bots = { leo: randomUUID(), other: randomUUID(), stranger: randomUUID() };
const steps = { hello: randomUUID(), fd: randomUUID(), foreign: randomUUID() };
const messageKinds = ['pending', 'sent', 'failed'];

let store: TestDatabase;
let account: Account;
let app: FastifyInstance;
let base: string;
let accepted: { signal: Signal; lane: number }[] = [];
let outcome: string | null = 'applied';
const turns = new Set<(dialogs: string) => void>();

const ports: ApiPorts = {
  newId: () => crypto.randomUUID(),
  now: () => 1_710_000_000_000,
  accept: async (signal, lane) => {
    accepted.push({ signal, lane });
    return '900';
  },
  waitForTurn: async (signalId) =>
    outcome === null ? null : { signalId, outcome, reason: null, dialogId: '1' },
  dryRun: async (signal) => {
    accepted.push({ signal, lane: -1 });
    return {
      dryRun: true,
      outcome: 'applied',
      reason: null,
      warnings: [],
      dialogId: '1',
      event: null,
      fields: {},
      rule: null,
      step: null,
      status: null,
      messages: [],
    };
  },
  files: openFiles({ dataDir: join(tmpdir(), `signalbox-api-${randomUUID()}`), bucket: null }, 0),
  writeStory: () => 'story: told',
  translate: async (_bot, text, language) => ({
    result: { ok: true, value: `${language}: ${text}` },
    tokens: { prompt: 3, completion: 2, estimated: false, calls: 1 },
  }),
  telegram: {
    connect: () => Promise.reject(new RefusalError(refuse('bot_not_connected'))),
    check: () => Promise.reject(new RefusalError(refuse('bot_not_connected'))),
    disconnect: () => Promise.reject(new RefusalError(refuse('bot_not_connected'))),
  },
  onTurns: (callback) => {
    turns.add(callback);
    return () => turns.delete(callback);
  },
  onConfiguration: () => () => undefined,
  get configuration() {
    const context = { publicUrl, env: {}, sealer: createSealer('a secret of the test'), newId: randomUUID };
    return createConfigurationDesk(store.database, (spaceId) => ({ ...context, spaceId }), ports.now);
  },
  funnel: {
    plan: async (_space, file) => ({ changes: [], file }),
    apply: async () => ({ changes: [], bots: [], campaigns: [], postbacks: [] }),
    export: async (_space, botKey) => `version: 1 # ${botKey}\n`,
    schema: { title: 'funnel' },
  },
};

const query = (text: string, values: unknown[] = []): Promise<unknown[]> =>
  store.database.query(text, values);

async function insertBot(id: string, space: string, name: string, lane: number): Promise<void> {
  const document = { key: name, name, channel: 'simulator' };
  await query('insert into bot (id, space_id, key, lane, document) values ($1, $2, $3, $4, $5)', [
    id,
    space,
    name,
    lane,
    document,
  ]);
}

async function insertStep(bot: string, flow: string, step: string, id: string): Promise<void> {
  const flowId = randomUUID();
  await query('insert into flow (id, bot_id, key, document) values ($1, $2, $3, $4)', [
    flowId,
    bot,
    flow,
    { key: flow },
  ]);
  await query('insert into step (id, flow_id, key, document) values ($1, $2, $3, $4)', [
    id,
    flowId,
    step,
    { key: step, kind: 'sendMessage', messages: [{ text: 'hi' }] },
  ]);
}

async function insertDialog(bot: string, chatId: number, more: { clickid?: string } = {}): Promise<number> {
  const state = JSON.stringify({ v: 1, balance: { USD: '20', EUR: '1.505' } });
  const rows = await store.database.query<{ id: number }>(
    `insert into dialog (bot_id, chat_id, name, username, status, flow, step, fields, tracker, tags, state,
       clickid, created_at)
     values ($1, $2, 'Ann', 'ann', 'auto', 'Welcome', 'hello', '{"country":"Brazil"}', '{"utm_source":"fb"}',
       '{VIP}', $3, $4, '2024-03-10T17:49:32.806Z') returning id`,
    [bot, chatId, state, more.clickid ?? null],
  );
  return rows[0]?.id ?? 0;
}

async function insertJournal(row: {
  id: number;
  space?: string;
  kind: string;
  source?: string;
  dialog?: number;
  outcome?: string;
  document: object;
}): Promise<void> {
  await query(
    `insert into journal (id, at, kind, space_id, source, dialog_id, outcome, document)
     values ($1, to_timestamp($2), $3, $4, $5, $6, $7, $8)`,
    [
      row.id,
      1_710_000_000 + row.id,
      row.kind,
      row.space ?? ids.space,
      row.source ?? null,
      row.dialog ?? null,
      row.outcome ?? 'applied',
      JSON.stringify({ reason: null, warnings: [], entries: [], durationMs: 3, ...row.document }),
    ],
  );
}

async function insertKey(text: string, space: string, scopes: string[]): Promise<void> {
  const hash = createHash('sha256').update(text).digest();
  await query('insert into api_key (id, space_id, name, hash, scopes) values ($1, $2, $3, $4, $5)', [
    randomUUID(),
    space,
    text,
    hash,
    scopes,
  ]);
}

beforeAll(async () => {
  store = await testDatabase();
  await query(`insert into company (id, name) values ($1, 'Default')`, [ids.company]);
  for (const [id, name] of [
    [ids.space, 'default'],
    [ids.strangers, 'strangers'],
  ]) {
    await query('insert into space (id, company_id, key, name) values ($1, $2, $3, $3)', [
      id,
      ids.company,
      name,
    ]);
  }
  await insertBot(bots.leo, ids.space, 'leo', 3);
  await insertBot(bots.other, ids.space, 'other', 4);
  await insertBot(bots.stranger, ids.strangers, 'leo', 5);
  await insertStep(bots.leo, 'Welcome', 'hello', steps.hello);
  await insertStep(bots.leo, 'FD', 'REG', steps.fd);
  await insertStep(bots.stranger, 'Welcome', 'hello', steps.foreign);
  for (const [field, document] of Object.entries({
    country: { key: 'country', type: 'text' },
    age: { key: 'age', type: 'number' },
    likes: { key: 'likes', type: 'multiselect', options: ['a', 'b, c'] },
  })) {
    await query(`insert into bot_field (bot_id, key, document, declared) values ($1, $2, $3, true)`, [
      bots.leo,
      field,
      document,
    ]);
  }
  await query(
    `insert into postback (id, space_id, key, document) values ('pb1', $1, 'partner', '{"key":"partner","network":"custom"}')`,
    [ids.space],
  );
  await query(
    `insert into campaign (id, space_id, bot_id, key, document)
     values ($1, $2, $3, 'camp', '{"key":"camp","bot":"leo","sources":[{"key":"fb"}]}')`,
    [randomUUID(), ids.space, bots.leo],
  );
  await query(
    `insert into webhook (id, bot_id, key, document) values ('wh1', $1, 'backoffice', '{"key":"backoffice","name":"Back office"}')`,
    [bots.leo],
  );
  await query(`insert into setting (key, value) values ('demo', $1)`, [
    { botId: bots.leo, campaignKey: 'camp', postbackId: 'pb1', webhookId: 'wh1' },
  ]);
  await ensureAdminKey(store.database, key, ids.space);
  await ensureAdminKey(store.database, key, ids.space);
  await insertKey(strangersKey, ids.strangers, ['*']);
  await insertKey(readersKey, ids.space, ['read']);
  await insertKey(playersKey, ids.space, ['simulate']);
  account = openAccount({
    database: store.database,
    secret: 'a secret of sixteen or more',
    publicUrl: () => publicUrl,
    spaceId: ids.space,
    demo: true,
    log: () => undefined,
  });
  app = await buildHttp({
    edges: [account.plugin, apiEdge({ database: store.database, ports, publicUrl: () => publicUrl })],
    logger: makeLogger('silent'),
    ready: async () => true,
    metrics: new Registry(),
    metricsToken: null,
    webFolder: '/nowhere',
  });
  base = await app.listen({ host: '127.0.0.1', port: 0 });
  for (let chatId = 1; chatId <= 5; chatId += 1)
    await insertDialog(bots.leo, chatId, { clickid: `click${chatId}` });
  await insertDialog(bots.other, 1);
  await insertDialog(bots.stranger, 1);
  for (let n = 1; n <= 120; n += 1) {
    await query(
      `insert into event (dialog_id, id, name, received_name, ordinal, cost, currency, tid, at)
       values (1, $1::int, 'resale', 'dep', $1::int, $2, 'USD', null, '2024-03-10T17:49:32.806Z')`,
      [n, n === 120 ? '-10.50' : null],
    );
  }
  for (let n = 1; n <= 3; n += 1) {
    await query(
      `insert into message (dialog_id, id, direction, kind, text, buttons, state, cause, at)
       values (1, $1, 'out', 'text', $2, $3, $4, '1', now())`,
      [
        n,
        `text ${n}`,
        n === 1 ? JSON.stringify([[{ text: 'Go', id: 'b1', url: null, webApp: null }]]) : null,
        messageKinds[n - 1],
      ],
    );
  }
});

afterAll(async () => {
  await app.close();
  await store.drop();
});

beforeEach(() => {
  accepted = [];
  outcome = 'applied';
});

type Options = {
  method?: 'GET' | 'POST' | 'PATCH';
  payload?: object | string;
  headers?: Record<string, string>;
  remoteAddress?: string;
};

/** Calls with the owner's key unless other headers say who calls. */
async function call(path: string, options: Options = {}) {
  const { headers = { authorization: `Bearer ${key}` }, ...rest } = options;
  const answer = await app.inject({ url: `/api/v1${path}`, headers, ...rest });
  return { status: answer.statusCode, body: answer.payload === '' ? null : parse(answer.payload) };
}

function parse(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const visitor: Options = { headers: { host: '127.0.0.1:3000' } };
const asVisitor = (options: Options = {}): Options => ({ ...visitor, ...options });

describe('who is let in', () => {
  it('is nobody without a key, with a wrong one, with a long one or with another scheme', async () => {
    const wrong: Record<string, string>[] = [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: `Bearer ${'x'.repeat(5000)}` },
      { authorization: `Basic ${key}` },
      { authorization: '' },
      { cookie: 'signalbox.session_token=forged.signature' },
    ];
    for (const headers of wrong) {
      const answer = await call('/dialogs', { headers, remoteAddress: '10.0.0.9' });
      expect([answer.status, answer.body.error.code]).toEqual([401, 'unauthenticated']);
    }
  });

  it('is refused before anything that was sent is read', async () => {
    const answer = await call('/dialogs/1', {
      method: 'PATCH',
      payload: { a: 1 },
      headers: {},
      remoteAddress: '10.0.0.9',
    });
    expect(answer.status).toBe(401);
  });

  it('does only what the scopes of the key say', async () => {
    const headers = { authorization: `Bearer ${readersKey}` };
    expect((await call('/dialogs', { headers })).status).toBe(200);
    expect((await call('/try', { headers })).status).toBe(200);
    const payload = { status: 'manual' };
    expect((await call('/dialogs/1', { headers, method: 'PATCH', payload })).body.error.code).toBe(
      'forbidden',
    );
    expect((await call('/funnel/export', { headers })).status).toBe(403);
    expect(accepted).toEqual([]);
  });

  it("finds nothing of another space's", async () => {
    await insertJournal({
      id: 50,
      kind: 'postback',
      source: 'pb1',
      document: { request: { method: 'GET', url: '/x?y' } },
    });
    const headers = { authorization: `Bearer ${strangersKey}` };
    for (const path of [
      '/dialogs/1',
      '/dialogs/1/messages',
      '/dialogs/1/events',
      '/dialogs/1/timeline',
      '/try?bot=other',
    ]) {
      expect((await call(path, { headers })).body.error.code).toBe('not_found');
    }
    for (const [path, payload] of [
      ['/dialogs/1/messages', { text: 'x' }],
      ['/requests/50/replay', {}],
      ['/requests/50/assign', { dialogId: '7' }],
      ['/postbacks/pb1/dry-run', { query: 'a=1' }],
    ] as const) {
      expect((await call(path, { headers, method: 'POST', payload })).status).toBe(404);
    }
    expect((await call('/live?dialog=1', { headers })).status).toBe(404);
    expect((await call('/requests', { headers })).body.items).toEqual([]);
    expect((await call('/postbacks', { headers })).body.items).toEqual([]);
    const [dialog] = (await call('/dialogs', { headers })).body.items;
    expect(dialog).toMatchObject({ id: '7', bot: 'leo' });
    const nothing = { clickUrl: null, postbacks: [], updateDialogUrl: null, demo: false };
    expect((await call('/try', { headers })).body).toMatchObject(nothing);
  });

  it('takes back a key within ten seconds and keeps only its hash', async () => {
    const rows = await store.database.query<{ n: number }>(
      'select count(*) as n from api_key where name = $1',
      ['ADMIN_API_KEY'],
    );
    expect(rows).toEqual([{ n: 1 }]);
    expect(JSON.stringify(await query('select * from api_key'))).not.toContain(
      Buffer.from(key).toString('hex'),
    );
  });
});

describe('a visitor of the demo', () => {
  it('sees single chats of the demo bot and nothing else', async () => {
    expect((await call('/try', visitor)).body.bots).toEqual([{ key: 'leo', name: 'leo' }]);
    expect((await call('/try?bot=other', visitor)).status).toBe(404);
    expect((await call('/dialogs?bot=leo&chatId=1', visitor)).body.items).toHaveLength(1);
    for (const path of ['/dialogs/1', '/dialogs/1/messages', '/dialogs/1/timeline', '/dialogs/1/events']) {
      expect((await call(path, visitor)).status).toBe(200);
    }
  });

  it('may not leaf through dialogs, change any, or touch another bot', async () => {
    for (const path of [
      '/dialogs',
      '/dialogs?bot=leo',
      '/dialogs?chatId=1',
      '/dialogs?bot=other&chatId=1',
      '/requests',
      '/bots',
      '/funnel/export',
    ]) {
      expect((await call(path, visitor)).status).toBe(403);
    }
    expect((await call('/dialogs/6', visitor)).status).toBe(404);
    expect((await call('/live?bot=other&chatId=1', visitor)).status).toBe(404);
    const payload = { text: 'x' };
    expect((await call('/dialogs/1/messages', asVisitor({ method: 'POST', payload }))).status).toBe(403);
    expect(accepted).toEqual([]);
  });

  it.each<Options>([
    { remoteAddress: '192.168.0.2' },
    { headers: { host: 'crm.example' } },
    { headers: { host: '127.0.0.1:3000', 'x-forwarded-for': '127.0.0.1' } },
    { headers: { host: '127.0.0.1:3000', forwarded: 'for=127.0.0.1' } },
    { headers: { host: '127.0.0.1:3000', origin: 'https://evil.example' } },
    { headers: { host: '127.0.0.1:3000', authorization: 'Bearer wrong' } },
  ])('is nobody who only claims to be here: %j', async (options) => {
    expect((await call('/try', asVisitor(options))).status).toBe(401);
  });
});

describe('signing in', () => {
  it('works once by the link, and the session needs our own page to change something', async () => {
    const link = new URL(await account.makeSignInLink());
    const url = link.pathname + link.search;
    const first = await app.inject(url);
    expect([first.statusCode, first.headers.location]).toEqual([302, `${publicUrl}/welcome`]);
    const [set = ''] = [first.headers['set-cookie']].flat();
    expect(set).toMatch(/HttpOnly/);
    const cookie = set.split(';')[0] ?? '';
    const second = await app.inject(url);
    expect(second.headers['set-cookie']).toBeUndefined();
    const page = await app.inject(new URL(String(second.headers.location)).pathname);
    expect([page.statusCode, page.body]).toEqual([410, expect.stringContaining('used or has expired')]);

    expect((await call('/dialogs', { headers: { cookie } })).status).toBe(200);
    const patch = { method: 'PATCH' as const, payload: { status: 'manual' } };
    const foreign: Record<string, string>[] = [
      {},
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const more of foreign) {
      expect((await call('/dialogs/1', { ...patch, headers: { cookie, ...more } })).status).toBe(403);
    }
    expect((await call('/dialogs/1', { ...patch, headers: { cookie, origin: publicUrl } })).status).toBe(200);
    expect(accepted.map(({ signal }) => signal)).toMatchObject([{ kind: 'operator', by: 'Owner' }]);

    const out = { method: 'POST' as const, url: '/api/auth/sign-out' };
    expect((await app.inject({ ...out, headers: { cookie } })).statusCode).toBe(403);
    expect((await app.inject({ ...out, headers: { cookie, origin: publicUrl } })).statusCode).toBe(200);
    const after = await call('/dialogs', { headers: { cookie }, remoteAddress: '10.0.0.9' });
    expect(after.status).toBe(401);
  });

  it('has no other way: no sign-up, no password, no link by request', async () => {
    for (const path of [
      'sign-up/email',
      'sign-in/email',
      'sign-in/magic-link',
      'update-user',
      'delete-user',
    ]) {
      const payload = { email: 'a@b.example', password: 'long-enough-1', name: 'x' };
      const answer = await app.inject({ method: 'POST', url: `/api/auth/${path}`, payload });
      expect(answer.statusCode).toBe(404);
    }
    expect(await query('select email from account_user')).toEqual([{ email: 'owner@signalbox.localhost' }]);
  });

  it('sends nobody to another site', async () => {
    const link = new URL(await account.makeSignInLink());
    link.searchParams.set('callbackURL', 'https://evil.example/');
    link.searchParams.set('errorCallbackURL', 'https://evil.example/');
    const answer = await app.inject(link.pathname + link.search);
    expect(answer.headers.location ?? '').not.toContain('evil');
  });
});

describe('a dialog', () => {
  it('has the promised shape', async () => {
    const { body } = await call('/dialogs/1');
    expect(contract.dialog.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      id: '1',
      bot: 'leo',
      chatId: 1,
      flow: 'Welcome',
      step: { id: steps.hello, key: 'hello' },
      fields: { country: 'Brazil' },
      tracker: { utm_source: 'fb', clickid: 'click1' },
      tags: ['VIP'],
      balance: { USD: '20.00', EUR: '1.505' },
      createdAt: '2024-03-10T17:49:32.806Z',
      lastMessageAt: null,
    });
    expect(body.events).toHaveLength(100);
    expect(body.events[0]).toEqual({
      name: 'resale',
      receivedName: 'dep',
      ordinal: 120,
      cost: '-10.50',
      currency: 'USD',
      tid: null,
      at: '2024-03-10T17:49:32.806Z',
    });
    expect(body.events[1].cost).toBeNull();
  });

  it('is listed newest first, page by page, each once', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await call(`/dialogs?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map((one: { id: string }) => one.id));
      cursor = body.nextCursor;
    } while (cursor);
    expect(seen).toEqual(['6', '5', '4', '3', '2', '1']);
  });

  it('is found by bot and chat, click id, status', async () => {
    const found = async (query: string) =>
      (await call(`/dialogs?${query}`)).body.items.map((one: { id: string }) => one.id);
    expect(await found('bot=leo&chatId=3')).toEqual(['3']);
    expect(await found('clickid=click4')).toEqual(['4']);
    expect(await found('bot=other&status=auto')).toEqual(['6']);
    expect(await found('status=manual')).toEqual([]);
    expect(await found('bot=nobody')).toEqual([]);
    await query(
      `insert into click (clickid, campaign_id, parameters, dialog_id) values ('later', $1, '{}', 5)`,
      [randomUUID()],
    );
    expect(await found('clickid=later')).toEqual(['5']);
  });

  it.each([
    ['filter=a', 'filter'],
    ['limit=0', 'limit'],
    ['limit=1e3', 'limit'],
    ['cursor=-1', 'cursor'],
    ['chatId=abc', 'chatId'],
    ['chatId=9999999999999999', 'chatId'],
    ['status=happy', 'status'],
    ['bot=a&bot=b', 'bot'],
    ['bot=%00', 'bot'],
    ['clickid=a%00', 'clickid'],
    ['__proto__=x', '__proto__'],
    ['unknown=1', 'unknown'],
  ])('is not looked for by %s', async (query, name) => {
    const { status, body } = await call(`/dialogs?${query}`);
    expect([status, body.error.code, body.error.parameters[0].name]).toEqual([
      400,
      'invalid_parameter',
      name,
    ]);
  });

  it.each(['abc', '-1', '1.5', '99999999999999999999', '%00', "1'--", '0'])('has no id %s', async (id) => {
    expect((await call(`/dialogs/${id}`)).status).toBe(404);
  });

  it('shows its messages oldest first or newest first, with the buttons a lead can press', async () => {
    const { body } = await call('/dialogs/1/messages?limit=2');
    expect(contract.pageOf(contract.message).parse(body)).toEqual(body);
    expect(body.items.map((one: { text: string }) => one.text)).toEqual(['text 1', 'text 2']);
    expect(body.items[0].buttons).toEqual([[{ id: 'b1', text: 'Go', url: null, webApp: null }]]);
    const rest = await call(`/dialogs/1/messages?cursor=${body.nextCursor}`);
    expect(rest.body).toMatchObject({ items: [{ id: '3' }], nextCursor: null });
    const last = await call('/dialogs/1/messages?order=desc&limit=1');
    expect(last.body.items).toMatchObject([{ id: '3', state: 'failed' }]);
  });

  it('shows all its events, up to a thousand at once', async () => {
    expect((await call('/dialogs/1/events?limit=1000')).body.items).toHaveLength(120);
    const { body } = await call('/dialogs/1/events?limit=100');
    const rest = await call(`/dialogs/1/events?cursor=${body.nextCursor}&limit=100`);
    expect(rest.body.items.map((one: { ordinal: number }) => one.ordinal)).toEqual(
      Array.from({ length: 20 }, (_, n) => 20 - n),
    );
    expect((await call('/dialogs/1/events?limit=1001')).status).toBe(400);
  });

  it('tells why it is where it is: newest first, whole, in pages of any size', async () => {
    const signal = { kind: 'signal', signal: 'postback', text: 'sale 20 USD' };
    const move = { kind: 'move', from: null, to: 'FD/REG', by: 'autoAction', entered: true };
    await insertJournal({
      id: 101,
      kind: 'update',
      dialog: 2,
      document: { entries: [{ ...signal, text: 'hello' }] },
    });
    await insertJournal({ id: 102, kind: 'sendWebhook', dialog: 2, document: { entries: [] } });
    await insertJournal({
      id: 103,
      kind: 'postback',
      dialog: 2,
      document: { entries: [signal, move, { kind: 'sent', text: 'x', buttons: [] }] },
    });
    const { body } = await call('/dialogs/2/timeline');
    expect(contract.pageOf(contract.timelineItem).parse(body)).toEqual(body);
    expect(body.items.map((one: { id: string; kind: string }) => [one.id, one.kind])).toEqual([
      ['103.2', 'sent'],
      ['103.1', 'move'],
      ['103.0', 'signal'],
      ['101.0', 'signal'],
    ]);
    expect(body.items[1]).toMatchObject({
      to: 'FD/REG',
      cause: { id: '103', kind: 'postback', text: 'sale 20 USD' },
    });
    for (const limit of [1, 2, 3]) {
      const seen: string[] = [];
      let next = '';
      do {
        const answer = await call(`/dialogs/2/timeline?limit=${limit}${next && `&cursor=${next}`}`);
        seen.push(...answer.body.items.map((one: { id: string }) => one.id));
        next = answer.body.nextCursor;
      } while (next);
      expect(seen).toEqual(['103.2', '103.1', '103.0', '101.0']);
    }
  });
});

describe('an operator', () => {
  const patch = (payload: object) => call('/dialogs/1', { method: 'PATCH', payload });

  it('changes everything at once by one signal in the lane of the bot', async () => {
    const { status, body } = await patch({
      step: steps.fd,
      status: 'auto',
      fields: { country: 'India', age: '42', likes: ['b, c'], fresh: 'x', gone: null },
      addTags: ['a'],
      manager: null,
    });
    expect([status, body.id]).toEqual([200, '1']);
    expect(accepted).toEqual([
      {
        lane: 3,
        signal: {
          kind: 'operator',
          at: ports.now(),
          dialogId: '1',
          by: 'ADMIN_API_KEY',
          action: {
            did: 'change',
            change: {
              move: { flow: 'FD', step: 'REG' },
              status: 'auto',
              fields: { country: 'India', age: 42, likes: ['b, c'], fresh: 'x', gone: null },
              addTags: ['a'],
              manager: '',
            },
            newFields: ['fresh', 'gone'],
          },
        },
      },
    ]);
    await patch({ step: 'Welcome/hello' });
    expect(accepted[1]?.signal).toMatchObject({
      action: { change: { move: { flow: 'Welcome', step: 'hello' } } },
    });
  });

  it.each([
    ['nothing', {}, ''],
    ['no step', { step: 'Welcome/nowhere' }, 'step'],
    ["another bot's step", { step: steps.foreign }, 'step'],
    ['a status nobody sets', { status: 'error' }, 'status'],
    ['a value that does not fit', { fields: { age: 'old' } }, 'fields.age'],
    ['an unknown option', { fields: { likes: ['z'] } }, 'fields.likes'],
    ['a list for one value', { fields: { country: ['a'] } }, 'fields.country'],
    ['a key that is none', { fields: { 'a b': 'x' } }, 'fields.a b'],
    ['a key of every object', { fields: { constructor: 'x' } }, 'fields.constructor'],
    ['NUL', { fields: { country: 'a\0b' } }, 'fields.country'],
    ['half a surrogate pair', { fields: { country: '\ud800' } }, 'fields.country'],
    ['both ways to set tags', { tags: [], addTags: ['a'] }, 'tags'],
    ['an empty tag', { addTags: [''] }, 'addTags.0'],
    ['an unknown key', { flow: 'FD' }, 'flow'],
    [
      'too many new fields',
      { fields: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`f${n}`, 'x'])) },
      'fields',
    ],
  ])('is told what is wrong with %s, and nothing happens', async (_what, payload, name) => {
    const { status, body } = await patch(payload);
    expect([status, body.error.code]).toEqual([400, 'invalid_parameter']);
    expect(body.error.parameters.map((one: { name: string }) => one.name)).toContain(name);
    expect(accepted).toEqual([]);
  });

  it('is told everything that is wrong at once', async () => {
    const { body } = await patch({ step: 'x', fields: { age: 'old', 'a b': 'x' } });
    expect(body.error.parameters).toHaveLength(3);
  });

  it('writes to the lead, and hears when that lead may not be written to', async () => {
    const write = (payload: object) => call('/dialogs/1/messages', { method: 'POST', payload });
    expect((await write({ text: 'Hello!' })).status).toBe(200);
    expect(accepted[0]?.signal).toMatchObject({ action: { did: 'wrote', text: 'Hello!' } });
    outcome = 'rejected';
    const answer = await write({ text: 'Hello?' });
    expect([answer.status, answer.body.error.code]).toEqual([409, 'dialog_stopped']);
    expect((await write({ text: '' })).status).toBe(400);
    expect((await write({ text: 'x'.repeat(4097) })).status).toBe(400);
  });

  it('is answered 202 when the turn is late', async () => {
    outcome = null;
    const { status, body } = await patch({ status: 'manual' });
    expect([status, body]).toEqual([202, { accepted: true, signalId: '900' }]);
  });

  it('sends an event with an exact amount', async () => {
    const send = (payload: object) => call('/dialogs/1/events', { method: 'POST', payload });
    await send({ name: 'sale', cost: '1 500,5', currency: 'eur', tid: 't1' });
    await send({ name: 'registration' });
    await send({ name: 'withdrawal', cost: -10 });
    expect(accepted.map(({ signal }) => signal)).toMatchObject([
      { action: { did: 'sentEvent', event: { name: 'sale', cost: '1500.5', currency: 'EUR', tid: 't1' } } },
      { action: { event: { name: 'registration', cost: null, currency: 'USD', tid: null } } },
      { action: { event: { cost: '-10' } } },
    ]);
    const { body } = await send({ name: 'a#1', cost: '1e400', currency: '??' });
    expect(body.error.parameters.map((one: { name: string }) => one.name)).toEqual([
      'name',
      'cost',
      'currency',
    ]);
  });
});

describe('the log of requests', () => {
  const request = {
    method: 'GET',
    url: '/api/postbacks/pb1/tracker-postback?clickid=click1&tracker.event=sale',
    status: 200,
    contentType: '',
    body: '',
  };

  beforeAll(async () => {
    await insertJournal({ id: 201, kind: 'postback', source: 'pb1', dialog: 3, document: { request } });
    await insertJournal({
      id: 202,
      kind: 'postback',
      source: 'pb1',
      outcome: 'parked',
      document: { request, reason: 'no click', warnings: ['w'] },
    });
    await insertJournal({ id: 203, kind: 'postback', source: 'pb2', document: { request } });
    await insertJournal({
      id: 204,
      kind: 'sendWebhook',
      dialog: 3,
      outcome: 'ok',
      document: { request: { ...request, method: 'POST', status: 204 } },
    });
    await insertJournal({ id: 205, kind: 'operator', dialog: 3, document: {} });
    const replay = {
      kind: 'webhook',
      at: 1,
      webhookId: 'wh1',
      botId: bots.leo,
      chatId: 3,
      request,
      change: { status: 'manual' },
      newFields: [],
      guards: {},
      requestId: 'r1',
    };
    await insertJournal({
      id: 206,
      kind: 'webhook',
      source: 'wh1',
      dialog: 3,
      document: { request, replay },
    });
    await insertJournal({
      id: 900,
      kind: 'postback',
      source: 'pb1',
      dialog: 3,
      outcome: 'applied',
      document: {
        request,
        entries: [
          {
            kind: 'event',
            name: 'sale',
            receivedName: 'dep',
            ordinal: 1,
            cost: '20',
            currency: 'USD',
            tid: 't',
          },
          { kind: 'rule', campaign: 'camp', on: 'sale', position: 2, move: 'FD/REG', status: 'auto' },
          { kind: 'move', from: null, to: 'FD/REG', by: 'autoAction', entered: true },
          { kind: 'sent', text: 'Welcome', buttons: ['Go'] },
        ],
      },
    });
  });

  it('is read newest first and by kind, outcome, source and time', async () => {
    const found = async (query: string) =>
      (await call(`/requests?${query}`)).body.items.map((one: { id: string }) => Number(one.id));
    expect((await found('limit=200')).filter((id: number) => id > 200)).toEqual([
      900, 206, 204, 203, 202, 201,
    ]);
    expect(await found('outcome=parked')).toEqual([202]);
    expect(await found('kind=sendWebhook&outcome=ok')).toEqual([204]);
    expect(await found('kind=webhook')).toEqual([206]);
    expect(await found('postback=pb2')).toEqual([203]);
    expect(await found('webhook=wh1')).toEqual([206]);
    const since = new Date((1_710_000_000 + 203) * 1000).toISOString();
    expect(await found(`since=${since}`)).toEqual([900, 206, 204, 203]);
    const { body } = await call('/requests?outcome=parked');
    expect(contract.pageOf(contract.requestLogEntry).parse(body)).toEqual(body);
    expect(body.items[0]).toMatchObject({ reason: 'no click', warnings: ['w'], dialogId: null, status: 200 });
  });

  it.each(["outcome=x'--", 'kind=operator', 'since=yesterday', 'cursor=a'])(
    'is not read by %s',
    async (query) => {
      expect((await call(`/requests?${query}`)).status).toBe(400);
    },
  );

  it('processes a request again, for real or to see what would happen', async () => {
    const replay = (id: number, payload?: object) =>
      call(`/requests/${id}/replay`, { method: 'POST', ...(payload ? { payload } : {}) });
    const dry = await replay(201, { dryRun: true });
    expect([dry.status, dry.body.dryRun]).toEqual([200, true]);
    const real = await replay(201);
    expect(contract.processed.parse(real.body)).toEqual(real.body);
    expect(real.body).toMatchObject({
      dryRun: false,
      outcome: 'applied',
      event: { name: 'sale', ordinal: 1, cost: '20' },
      rule: { position: 2 },
      step: 'FD/REG',
      messages: [{ text: 'Welcome', buttons: ['Go'] }],
    });
    await replay(206);
    const { status: _, ...raw } = request;
    const postback = {
      ...{ kind: 'postback', at: ports.now(), postbackId: 'pb1', request: raw, replayOf: '201' },
      dialogId: '3',
    };
    expect(accepted).toEqual([
      { lane: -1, signal: postback },
      { lane: 3, signal: postback },
      { lane: 3, signal: expect.objectContaining({ kind: 'webhook', replayOf: '206', at: ports.now() }) },
    ]);
    expect(accepted[2]?.signal).not.toHaveProperty('requestId');
    for (const id of [204, 205]) expect((await replay(id)).status).toBe(400);
    expect((await replay(999)).status).toBe(404);
  });

  it('assigns a parked postback to a dialog of the space', async () => {
    const assign = (dialogId: string) =>
      call('/requests/202/assign', { method: 'POST', payload: { dialogId } });
    expect((await assign('3')).status).toBe(200);
    expect(accepted).toMatchObject([
      { lane: 3, signal: { kind: 'postback', dialogId: '3', replayOf: '202' } },
    ]);
    for (const id of ['7', '999', 'x']) {
      const { status, body } = await assign(id);
      expect([status, body.error.parameters[0].name]).toEqual([400, 'dialogId']);
    }
  });

  it('tries a postback by its URL or query', async () => {
    const dry = (payload: object) => call('/postbacks/pb1/dry-run', { method: 'POST', payload });
    await dry({
      url: 'https://crm.example/api/postbacks/other/tracker-postback?clickid=a&tracker.event=sale#x',
    });
    await dry({ query: 'clickid=a&tracker.event=sale' });
    const url = '/api/postbacks/pb1/tracker-postback?clickid=a&tracker.event=sale';
    expect(accepted.map(({ signal }) => signal)).toMatchObject([{ request: { url } }, { request: { url } }]);
    expect((await dry({})).status).toBe(400);
    expect((await dry({ url: 'x', query: 'y' })).status).toBe(400);
  });
});

describe('what the owner drew', () => {
  it('is listed with ids and URLs', async () => {
    const listed = await call('/bots');
    expect(contract.pageOf(contract.botSummary).parse(listed.body)).toEqual(listed.body);
    expect(listed.body.items.map((one: { key: string }) => one.key)).toEqual(['leo', 'other']);
    expect((await call('/campaigns')).body.items).toMatchObject([
      { key: 'camp', url: `${publicUrl}/c/camp`, sources: [{ key: 'fb', url: `${publicUrl}/c/camp/fb` }] },
    ]);
    const [postback] = (await call('/postbacks')).body.items;
    expect(postback).toMatchObject({ id: 'pb1', network: 'custom', registrationLink: null });
    expect(postback.urls.sale).toContain(`${publicUrl}/api/postbacks/pb1/tracker-postback?clickid=`);
  });

  it('goes in and out as a file', async () => {
    const plan = await call('/funnel/plan', {
      method: 'POST',
      payload: 'version: 1\n',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/yaml' },
    });
    expect(plan.body).toEqual({ changes: [], file: 'version: 1\n' });
    const json = await call('/funnel/plan', { method: 'POST', payload: { version: 1 } });
    expect(json.body.file).toBe('{"version":1}');
    expect((await call('/funnel/apply', { method: 'POST' })).body.error.code).toBe('invalid_body');
    expect((await call('/funnel/export?bot=leo')).body).toBe('version: 1 # leo\n');
    expect((await call('/funnel.schema.json', { headers: {} })).body).toEqual({ title: 'funnel' });
  });

  it('tells the page how to try it', async () => {
    const { body } = await call('/try');
    expect(contract.tryIt.parse(body)).toEqual(body);
    expect(body.bot).toEqual({ key: 'leo', name: 'leo' });
    expect(body.postbacks.map((one: { event: string }) => one.event)).toEqual([
      'registration',
      'sale',
      'resale',
      'withdrawal',
    ]);
    expect(body.postbacks[1].url).toBe(
      `${publicUrl}/api/postbacks/pb1/tracker-postback?clickid={clickid}&tracker.event=sale&tracker.cost=20&tracker.currency=USD&tracker.tid=demo-{clickid}-{n}&fields.last_deposit=20&fields.user_id=77`,
    );
    expect(body.updateDialogUrl).toContain('/api/bots/webhooks/wh1/updateDialog?chatId={chatId}&');
    expect(body).toMatchObject({
      demo: true,
      bots: [
        { key: 'leo', name: 'leo' },
        { key: 'other', name: 'other' },
      ],
    });
  });

  it('tells how to try any simulated bot, and finds it by a click', async () => {
    const campaign = randomUUID();
    await query(
      `insert into campaign (id, space_id, bot_id, key, document) values ($1, $2, $3, 'winter', $4)`,
      [
        ...[campaign, ids.space, bots.other],
        {
          ...{ key: 'winter', bot: 'other', start: 'Welcome/hello', parameters: [{ key: 'ad_name' }] },
          autoActions: [{ on: 'resale#2' }, { on: 'chargeback', status: 'manual' }],
        },
      ],
    );
    await query(`insert into click (clickid, campaign_id, parameters) values ('wintry', $1, '{}')`, [
      campaign,
    ]);
    const { body } = await call('/try?start=wintry');
    expect(body).toMatchObject({ bot: { key: 'other' }, demo: false, updateDialogUrl: null });
    expect(body.clickUrl).toBe(`${publicUrl}/c/winter?ad_name=test`);
    expect(body.postbacks.map((one: { event: string }) => one.event)).toEqual([
      ...['registration', 'sale', 'resale', 'chargeback'],
    ]);
    expect((await call('/try?bot=other')).body).toEqual(body);
    const players = { authorization: `Bearer ${playersKey}` };
    const played = (await call('/try?bot=other', { headers: players })).body;
    expect([played.clickUrl, played.postbacks]).toEqual([body.clickUrl, []]);
    expect((await call('/try?start=unknown')).body.bot.key).toBe('leo');
    expect((await call('/try?bot=nobody')).status).toBe(404);
    await query('delete from click where campaign_id = $1', [campaign]);
    await query('delete from campaign where id = $1', [campaign]);
  });

  it('is described by an OpenAPI document that covers every route', async () => {
    const { body } = await call('/openapi.json', { headers: {} });
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths['/api/v1/dialogs/{id}'])).toEqual(['get', 'patch', 'delete']);
    expect(body.paths['/api/v1/requests/{id}/replay'].post.responses.default).toBeDefined();
    const page = await app.inject('/api/docs');
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/(src|href)="https?:/);
  });
});

describe('the live stream', () => {
  /** Reads events until `count` have come; ends the connection. */
  async function listen(query: string, count: number, meanwhile: (n: number) => Promise<void>) {
    const aborter = new AbortController();
    const response = await fetch(`${base}/api/v1/live?${query}`, {
      headers: { authorization: `Bearer ${key}` },
      signal: aborter.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const events: { id: string; version: number }[] = [];
    const decoder = new TextDecoder();
    let text = '';
    const before = meanwhile(0);
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const found = [...text.matchAll(/event: dialog\ndata: (.+)\n\n/g)].map((one) =>
        JSON.parse(one[1] ?? ''),
      );
      while (events.length < found.length) {
        events.push(found[events.length]);
        if (events.length < count) await meanwhile(events.length);
      }
      if (events.length >= count) break;
    }
    await before;
    aborter.abort();
    return events;
  }

  const announce = () => {
    for (const callback of turns) callback('');
  };

  it('says how a dialog stands and when it or its messages change', async () => {
    const events = await listen('dialog=4', 3, async (n) => {
      if (n === 1) await query('update dialog set version = 2 where id = 4');
      if (n === 2) {
        await query(
          `insert into message (dialog_id, id, direction, kind, text, state, cause, at)
           values (4, 1, 'out', 'text', 'x', 'sent', '1', now())`,
        );
      }
      if (n > 0) announce();
    });
    expect(events).toEqual([
      { id: '4', version: 1 },
      { id: '4', version: 2 },
      { id: '4', version: 2 },
    ]);
  });

  it('sees a message that was on its way arrive, without being told', async () => {
    await query(
      `insert into message (dialog_id, id, direction, kind, text, state, cause, at)
       values (5, 1, 'out', 'text', 'x', 'pending', '1', now())`,
    );
    const events = await listen('dialog=5', 2, async (n) => {
      if (n === 1) await query(`update message set state = 'sent' where dialog_id = 5`);
    });
    expect(events).toHaveLength(2);
  });

  it('waits for a dialog that has not begun', async () => {
    const events = await listen('bot=leo&chatId=77', 1, async () => {
      await insertDialog(bots.leo, 77);
      announce();
    });
    expect(events).toMatchObject([{ version: 1 }]);
  });

  it('tells that a dialog is gone, and of the one with which its lead begins anew', async () => {
    const first = await insertDialog(bots.leo, 78);
    let second = 0;
    const events = await listen('bot=leo&chatId=78', 3, async (n) => {
      if (n === 1) await query('delete from dialog where id = $1', [first]);
      if (n === 2) second = await insertDialog(bots.leo, 78);
      if (n > 0) announce();
    });
    expect(events).toEqual([
      { id: String(first), version: 1 },
      { id: String(first), version: 0 },
      { id: String(second), version: 1 },
    ]);
  });

  it('asks for a dialog or for bot and chat', async () => {
    expect((await call('/live')).status).toBe(400);
    expect((await call('/live?bot=leo')).status).toBe(400);
    expect((await call('/live?bot=nobody&chatId=1')).status).toBe(404);
    expect((await call('/live?dialog=999')).status).toBe(404);
  });

  it('does not keep the server from closing', async () => {
    const response = await fetch(`${base}/api/v1/live?dialog=1`, {
      headers: { authorization: `Bearer ${key}` },
    });
    await app.close();
    const rest = await response.text();
    expect(rest).toContain('retry:');
    expect(turns.size).toBe(0);
  });
});
