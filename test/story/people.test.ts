/** Who may come in and what they may do then, on the whole server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { roles } from '../../src/account/roles.ts';
import { mayDo } from '../../src/base/rights.ts';
import { type App, startApp } from '../support/app.ts';
import { Client, type Reply } from '../support/client.ts';
import { codeOf, goodPassword, newcomer, Person } from '../support/person.ts';

let app: App;
let client: Client;
let owner: Person;
const people = new Map<string, Person>();

const parameterOf = ({ body }: Reply): unknown => Object(body).error?.parameters?.[0]?.name;
const itemsOf = ({ body }: Reply): Record<string, unknown>[] =>
  z.object({ items: z.array(z.record(z.string(), z.unknown())) }).parse(body).items;

beforeAll(async () => {
  app = await startApp();
  client = new Client(app);
  owner = new Person(client);
});

afterAll(async () => {
  await app?.stop();
});

describe('the owner', () => {
  it('comes by the printed link, is asked for a password and sets it once', async () => {
    const link = new URL(app.signInLink);
    const landed = await owner.ask('GET', link.pathname + link.search);
    expect([landed.status, landed.headers.get('location')]).toEqual([302, `${app.url}/welcome`]);
    expect((await owner.api('GET', '/me/profile')).body).toMatchObject({ hasPassword: false });
    expect((await owner.api('GET', '/me')).body).toMatchObject({ role: 'owner', masked: false });

    const short = await owner.auth('set-up', { name: 'Olga', email: 'olga@crm.example', password: 'short' });
    expect([short.status, parameterOf(short)]).toEqual([400, 'password']);
    const set = await owner.auth('set-up', {
      name: 'Olga',
      email: 'Olga@CRM.example',
      password: goodPassword,
    });
    expect(set.status).toBe(200);
    const profile = { name: 'Olga', email: 'olga@crm.example', hasPassword: true, twoFactor: false };
    expect((await owner.api('GET', '/me/profile')).body).toMatchObject(profile);
    const again = await owner.auth('set-up', {
      name: 'Eve',
      email: 'eve@crm.example',
      password: goodPassword,
    });
    expect(again.status).toBe(403);
  });

  it('signs in by e-mail and password, and by nothing else', async () => {
    const person = new Person(client);
    const wrong = await person.auth('sign-in', { email: 'olga@crm.example', password: 'not this one' });
    expect([wrong.status, parameterOf(wrong)]).toEqual([400, 'password']);
    expect((await person.api('GET', '/people')).status).not.toBe(200);
    const right = await person.auth('sign-in', { email: ' OLGA@crm.example', password: goodPassword });
    expect([right.status, right.body]).toEqual([200, {}]);
    expect((await person.api('GET', '/me')).body).toMatchObject({ name: 'Olga', role: 'owner' });
    const foreign = { origin: 'https://evil.example' };
    expect((await person.ask('POST', '/api/auth/sign-in', {}, foreign)).status).toBe(403);
  });
});

describe('an invitation', () => {
  it('lets one person in once, with the role that it names', async () => {
    const made = await owner.api('POST', '/invitations', { role: 'operator' });
    expect(made.status).toBe(201);
    const token = /#(.+)$/.exec(String(Object(made.body).link))?.[1] ?? '';
    const person = new Person(client);
    const looked = await person.auth('invitation/look', { token });
    expect(looked.body).toMatchObject({ role: 'operator', invitedBy: 'Olga', you: null });
    const card = { token, name: 'Oleg', email: 'oleg@crm.example', password: goodPassword };
    const both = await Promise.all([
      person.auth('invitation/accept', card),
      new Person(client).auth('invitation/accept', { ...card, email: 'other@crm.example' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 410]);
    expect((await person.auth('invitation/look', { token })).status).toBe(410);
    const members = itemsOf(await owner.api('GET', '/people'));
    expect(members.map(({ role }) => role)).toEqual(['owner', 'operator']);
    expect((await owner.api('DELETE', `/people/${members[1]?.userId}`)).status).toBe(200);
  });

  it('for an e-mail is for nobody else, and can be withdrawn', async () => {
    const made = await owner.api('POST', '/invitations', { role: 'viewer', email: 'Vera@crm.example' });
    const token = /#(.+)$/.exec(String(Object(made.body).link))?.[1] ?? '';
    const card = { token, name: 'Eve', email: 'eve@crm.example', password: goodPassword };
    const other = await new Person(client).auth('invitation/accept', card);
    expect([other.status, parameterOf(other)]).toEqual([400, 'email']);
    const taken = await new Person(client).auth('invitation/accept', { ...card, email: 'olga@crm.example' });
    expect(taken.status).toBe(400);
    const [waiting] = itemsOf(await owner.api('GET', '/invitations'));
    expect(waiting).toMatchObject({ email: 'vera@crm.example' });
    expect((await owner.api('DELETE', `/invitations/${waiting?.id}`)).status).toBe(200);
    expect((await new Person(client).auth('invitation/look', { token })).status).toBe(410);
  });

  it.each(['', '__proto__', 'Owner', 'x'.repeat(10_000), '\0'])(
    'names a role that there is, not %j',
    async (role) => {
      expect((await owner.api('POST', '/invitations', { role })).status).toBe(400);
    },
  );
});

type Route = { method: string; path: string; rights: string[] };

/** What the description of the API promises; routes that let everybody in are left out. */
async function routesOf(): Promise<Route[]> {
  const { body } = await client.api('GET', '/openapi.json');
  const shape = z.object({ paths: z.record(z.string(), z.record(z.string(), z.looseObject({}))) });
  return Object.entries(shape.parse(body).paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, route]): Route[] => {
      const rights = z.array(z.string()).safeParse(route['x-rights']).data;
      if (path.startsWith('/api/v1/simulator/')) return [{ method, path, rights: ['simulate'] }];
      if (!path.startsWith('/api/v1/') || !rights || rights.includes('none')) return [];
      return [{ method, path, rights }];
    }),
  );
}

/** Ids that nothing has, of each form that an address may want. */
const filled = (path: string, id = '999999999'): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'id' && /dialogs\/\{id\}/.test(path) ? id : '999999999',
  );

/** The simulator reads what it was sent before it asks who sends it. */
function bodyFor(method: string, path: string): object | undefined {
  if (method === 'get' || method === 'delete') return undefined;
  if (/simulator.*messages/.test(path)) return { chatId: 1, text: 'x' };
  return /simulator.*clock/.test(path) ? { advance: '1s' } : {};
}

describe('the table of roles', () => {
  beforeAll(async () => {
    for (const { name } of roles) {
      people.set(name, await newcomer(owner, name, `The ${name}`, `${name.toLowerCase()}@crm.example`));
    }
  });

  /** What is promised of the routes that matter most; the others follow from their own right. */
  const promised: [string, string, string][] = [
    ['get', '/dialogs', 'owner admin manager operator hiddenOperator controller viewer'],
    ['get', '/dialogs/{id}', 'owner admin manager operator hiddenOperator controller viewer'],
    ['post', '/dialogs/{id}/messages', 'owner admin manager operator hiddenOperator'],
    ['patch', '/dialogs/{id}', 'owner admin manager operator hiddenOperator'],
    ['get', '/dialogs/{id}/export', 'owner admin manager'],
    ['delete', '/dialogs/{id}', 'owner admin manager'],
    ['get', '/campaigns', 'owner admin manager controller viewer buyer buyerLead'],
    ['get', '/requests', 'owner admin manager controller buyerLead'],
    ['post', '/funnel/apply', 'owner admin'],
    ['post', '/bots/{key}/telegram', 'owner admin'],
    ['post', '/webhooks/{id}/rotate', 'owner admin'],
    ['get', '/people', 'owner admin'],
    ['post', '/keys', 'owner admin'],
    ['get', '/audit', 'owner admin controller'],
  ];

  it.each(promised)('%s %s is for %s', async (method, path, names) => {
    const allowed = new Set<string>();
    for (const [name, person] of people) {
      const body = method === 'get' || method === 'delete' ? undefined : {};
      const { status } = await person.api(method.toUpperCase(), filled(path), body);
      expect(status).toBeLessThan(500);
      if (status !== 403) allowed.add(name);
    }
    expect([...allowed].join(' ')).toBe(names);
  });

  it('holds on every route: allowed or 403 exactly as its right says', async () => {
    const routes = (await routesOf()).filter(({ path }) => !/\/live/.test(path));
    expect(routes.length).toBeGreaterThan(50);
    const wrong: string[] = [];
    for (const { method, path, rights } of routes) {
      for (const { name, scopes, masked } of roles) {
        const reply = await people.get(name)?.ask(method.toUpperCase(), filled(path), bodyFor(method, path));
        const may = rights.includes('any') || rights.some((right) => mayDo(scopes, right));
        const refused = reply?.status === 403;
        // A hidden operator is refused more than this; see below.
        if (may === refused && !(masked && refused))
          wrong.push(`${name} ${method} ${path}: ${reply?.status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('lets nobody in who has no role, and gives nobody more than they have', async () => {
    expect((await new Person(client).ask('GET', '/api/v1/people')).status).not.toBe(200);
    const admin = people.get('admin');
    const own = itemsOf(await owner.api('GET', '/people')).find(({ you }) => you);
    expect((await admin?.api('PATCH', `/people/${own?.userId}`, { role: 'viewer' }))?.status).toBe(403);
    expect((await admin?.api('DELETE', `/people/${own?.userId}`))?.status).toBe(403);
    expect((await admin?.api('POST', '/invitations', { role: 'owner' }))?.status).toBe(400);
    expect((await admin?.api('POST', '/keys', { name: 'all', scopes: ['*'] }))?.status).toBe(400);
  });

  it('leaves a space its last owner', async () => {
    const second = itemsOf(await owner.api('GET', '/people')).find(
      ({ email }) => email === 'owner@crm.example',
    );
    expect((await owner.api('DELETE', `/people/${second?.userId}`)).status).toBe(200);
    const own = itemsOf(await owner.api('GET', '/people')).find(({ you }) => you);
    const alone = await owner.api('PATCH', `/people/${own?.userId}`, { role: 'viewer' });
    expect([alone.status, parameterOf(alone)]).toEqual([400, 'role']);
    expect((await owner.api('DELETE', `/people/${own?.userId}`)).status).toBe(400);
    // Who belongs nowhere is nobody: at this machine a visitor of the demo.
    expect((await people.get('owner')?.api('GET', '/me'))?.body).toMatchObject({ kind: 'visitor' });
  });
});

describe('a hidden operator', () => {
  const lead = { chatId: 7_712_345_678, name: 'Zébulon Quagga', username: 'zebuq_77' };
  const words = /z[ée]bulon|quagga|zebuq|7712345678/i;
  let id: string;

  beforeAll(async () => {
    const say = (action: object) =>
      client.acts('leo', lead.chatId, { ...lead, ...action, chatId: lead.chatId });
    await say({ start: '' });
    await say({ text: 'My name is ZÉBULON QUAGGA, @zebuq_77, id 7712345678' });
    id = (await client.dialog('leo', lead.chatId)).id;
    await client.api('PATCH', `/dialogs/${id}`, { fields: { refID: 'quagga' }, status: 'manual' });
    await client.settled();
  });

  it('sees no word of who a lead is, in no answer', async () => {
    const seen: string[] = [];
    let found = 0;
    for (const { path } of (await routesOf()).filter(
      ({ method, path }) => method === 'get' && !/\/live/.test(path),
    )) {
      const reply = await people.get('hiddenOperator')?.ask('GET', filled(path, id));
      const open = await client.fetch(filled(path, id), {
        headers: { authorization: `Bearer ${app.adminKey}` },
      });
      if (reply?.status === 200 && words.test(JSON.stringify(open.body))) found++;
      if (words.test(`${JSON.stringify(reply?.body)} ${[...(reply?.headers ?? [])].join(' ')}`))
        seen.push(path);
    }
    expect(seen).toEqual([]);
    // The list, the dialog, its messages and its timeline: for others the words are there.
    expect(found).toBeGreaterThanOrEqual(4);
  });

  it('can still work: the dialog is there under its number, and what is done to it is answered so', async () => {
    const hidden = people.get('hiddenOperator');
    const dialog = await hidden?.api('GET', `/dialogs/${id}`);
    expect(dialog?.body).toMatchObject({ id, name: `#${id}`, username: '', chatId: 0, status: 'manual' });
    const sent = await hidden?.api('POST', `/dialogs/${id}/messages`, {
      text: 'Hello, {{name}}. How are you?',
    });
    expect([sent?.status, words.test(JSON.stringify(sent?.body))]).toEqual([200, false]);
    const patched = await hidden?.api('PATCH', `/dialogs/${id}`, { status: 'auto' });
    expect([patched?.status, words.test(JSON.stringify(patched?.body))]).toEqual([200, false]);
  });

  it.each(['/export', '/story'])('is refused what would tell it: %s', async (path) => {
    expect((await people.get('hiddenOperator')?.api('GET', `/dialogs/${id}${path}`))?.status).toBe(403);
  });

  it.each([
    'filter=name+has+%22Quagga%22',
    'filter=username+%3D+%22zebuq_77%22',
    'bot=leo&chatId=7712345678',
  ])('cannot ask for a lead by who they are: %s', async (query) => {
    expect((await people.get('hiddenOperator')?.api('GET', `/dialogs?${query}`))?.status).toBe(403);
    expect((await people.get('operator')?.api('GET', `/dialogs?${query}`))?.status).toBe(200);
  });
});

describe('an API key', () => {
  it('may do what it was given, is shown once, and ends when it is taken back', async () => {
    const made = await owner.api('POST', '/keys', { name: 'reports', scopes: ['tracker.read'] });
    expect(made.status).toBe(201);
    const { key, id, hint } = z
      .object({ key: z.string(), id: z.string(), hint: z.string() })
      .parse(made.body);
    expect(key.endsWith(hint)).toBe(true);
    const by = { headers: { authorization: `Bearer ${key}` } };
    expect((await client.fetch('/api/v1/campaigns', by)).status).toBe(200);
    expect((await client.fetch('/api/v1/dialogs', by)).status).toBe(403);
    const listed = itemsOf(await owner.api('GET', '/keys')).find((one) => one.id === id);
    expect(listed).toMatchObject({ name: 'reports', scopes: ['tracker.read'], createdBy: 'Olga' });
    expect(listed?.lastUsedAt).not.toBeNull();
    expect(JSON.stringify(listed)).not.toContain(key);
    expect((await owner.api('DELETE', `/keys/${id}`)).status).toBe(200);
    expect((await client.fetch('/api/v1/campaigns', by)).status).toBe(401);
  });

  it.each([
    [
      'read',
      ['/dialogs', '/requests', '/campaigns', '/postbacks', '/webhooks', '/bots', '/ai/usage', '/try'],
    ],
    ['funnel', ['/funnel/export', '/bots']],
  ])('with the old sum %s reads what it could read before', async (scope, paths) => {
    const made = await owner.api('POST', '/keys', { name: scope, scopes: [scope] });
    const headers = { authorization: `Bearer ${Object(made.body).key}` };
    const statuses = await Promise.all(
      paths.map(async (path) => (await client.fetch(`/api/v1${path}`, { headers })).status),
    );
    expect(statuses).toEqual(paths.map(() => 200));
  });
});

describe('the audit log', () => {
  it('says who changed what, before and after, and never a secret', async () => {
    const file = (name: string) => ({
      version: 1,
      bots: [{ key: 'mia', name, channel: 'simulator', webhooks: [{ key: 'crm' }], flows: [flow] }],
    });
    const flow = { key: 'main', steps: [{ key: 'a', kind: 'sendMessage', messages: [{ text: 'hi' }] }] };
    expect((await owner.api('POST', '/funnel/apply', file('Mia'))).status).toBe(200);
    expect((await owner.api('POST', '/funnel/apply', file('Maria'))).status).toBe(200);
    expect((await owner.api('POST', '/funnel/apply', file('Maria'))).status).toBe(200);
    const bots = itemsOf(await owner.api('GET', '/bots'));
    const webhook = Object(bots.find(({ key }) => key === 'mia')?.webhooks)[0];
    expect((await owner.api('POST', `/webhooks/${webhook.id}/rotate`, {})).status).toBe(200);

    const entries = itemsOf((await people.get('controller')?.api('GET', '/audit')) ?? { ...gone });
    const by = { kind: 'user', name: 'Olga' };
    expect(entries[0]).toMatchObject({ by, action: 'update', object: 'webhook', key: 'mia/crm' });
    expect(entries[1]).toMatchObject({
      ...{ by, action: 'update', object: 'settings', key: 'mia' },
      ...{ before: { name: 'Mia' }, after: { name: 'Maria' } },
    });
    const created = entries.filter(({ action, key }) => action === 'create' && String(key).startsWith('mia'));
    expect(created.map(({ object }) => object).sort()).toEqual(['flow', 'settings']);
    expect(JSON.stringify(entries)).not.toContain(webhook.id);
    const keys = itemsOf(await owner.api('GET', '/audit?object=key'));
    expect(keys.map(({ action }) => action)).toEqual(['create', 'create', 'delete', 'create']);
    const first = await owner.api('GET', '/audit?limit=2');
    const next = await owner.api('GET', `/audit?limit=2&cursor=${Object(first.body).nextCursor}`);
    expect(itemsOf(next)[0]?.id).toBe(entries[2]?.id);
  });
});

const gone: Reply = { status: 0, body: {}, headers: new Headers() };

describe('spaces', () => {
  it('keep apart what is in them, and a session chooses by header or cookie', async () => {
    expect((await owner.api('POST', '/spaces', { key: 'second', name: 'Second' })).status).toBe(201);
    expect((await owner.api('POST', '/spaces', { key: 'second', name: 'Again' })).status).toBe(400);
    const there = { 'x-signalbox-space': 'second' };
    expect((await owner.api('GET', '/me', undefined, there)).body).toMatchObject({
      space: { key: 'second' },
    });
    expect(itemsOf(await owner.api('GET', '/bots', undefined, there))).toEqual([]);
    expect(itemsOf(await owner.api('GET', '/bots')).length).toBeGreaterThan(0);
    expect(itemsOf(await owner.api('GET', '/people', undefined, there))).toHaveLength(1);
    expect((await people.get('admin')?.api('GET', '/people', undefined, there))?.status).toBe(403);
    expect((await owner.api('GET', '/me', undefined, { 'x-signalbox-space': 'none' })).status).toBe(403);
    const renamed = await owner.api('PATCH', '/spaces/current', { name: 'Other', company: 'Acme' }, there);
    expect(itemsOf(renamed).map(({ name }) => name)).toEqual(['Default', 'Other']);
    expect((await owner.api('GET', '/me')).body).toMatchObject({ company: 'Acme' });
  });

  it('can be several for one person, each with a role of its own', async () => {
    const there = { 'x-signalbox-space': 'second' };
    const made = await owner.api('POST', '/invitations', { role: 'admin' }, there);
    const token = /#(.+)$/.exec(String(Object(made.body).link))?.[1] ?? '';
    const viewer = people.get('viewer');
    expect((await viewer?.auth('invitation/join', { token }))?.status).toBe(200);
    expect((await viewer?.api('GET', '/people'))?.status).toBe(403);
    expect((await viewer?.api('GET', '/people', undefined, there))?.status).toBe(200);
  });
});

describe('somebody who has signed in', () => {
  it('sees their sessions and ends one', async () => {
    const person = people.get('operator');
    const [own] = itemsOf((await person?.api('GET', '/me/sessions')) ?? gone);
    expect(own).toMatchObject({ current: true });
    expect((await owner.api('DELETE', `/me/sessions/${own?.id}`)).status).toBe(404);
    expect((await person?.api('DELETE', `/me/sessions/${own?.id}`))?.status).toBe(200);
    expect((await person?.api('GET', '/me'))?.body).toMatchObject({ kind: 'visitor' });
  });

  it('turns the second factor on; then a password alone lets nobody in, and guessing is stopped', async () => {
    const manager = people.get('manager');
    expect((await manager?.auth('two-factor/enable', { password: 'not this one' }))?.status).toBe(400);
    const enabled = await manager?.auth('two-factor/enable', { password: goodPassword });
    const shape = z.strictObject({ totpURI: z.string(), backupCodes: z.array(z.string()) });
    const { totpURI, backupCodes } = shape.parse(enabled?.body);
    expect((await manager?.auth('code', { code: codeOf(totpURI, Date.now()) }))?.body).toEqual({});
    expect((await manager?.api('GET', '/me/profile'))?.body).toMatchObject({ twoFactor: true });

    const person = new Person(client);
    const card = { email: 'manager@crm.example', password: goodPassword };
    expect((await person.auth('sign-in', card)).body).toEqual({ twoFactorRedirect: true });
    expect((await person.api('GET', '/people')).status).not.toBe(200);
    const wrong = await person.auth('recovery-code', { code: 'wrong-code0' });
    expect([wrong.status, parameterOf(wrong)]).toEqual([400, 'code']);
    expect((await person.auth('recovery-code', { code: backupCodes[0] ?? '' })).body).toEqual({});
    expect((await person.api('GET', '/me')).body).toMatchObject({ role: 'manager' });

    const guess = () => new Person(client).auth('sign-in', { email: 'x@crm.example', password: 'guess' });
    const statuses = [await guess(), await guess(), await guess(), await guess()].map(({ status }) => status);
    expect(statuses.at(-1)).toBe(429);
  });
});
