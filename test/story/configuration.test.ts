/** The configuration piece by piece: two people at one thing, drafts, versions, dialogs in flight. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as contract from '../../src/api/contractConfiguration.ts';
import { type App, startApp } from '../support/app.ts';
import { Client, eventually, type Reply } from '../support/client.ts';

let app: App;
let client: Client;

const hello = {
  key: 'hello',
  kind: 'sendMessage',
  messages: [{ text: 'Hello', buttons: [[{ text: 'Prices', goto: 'prices' }]] }],
  finish: 'waiting',
  next: 'prices',
};
const prices = {
  key: 'prices',
  kind: 'sendMessage',
  messages: [{ text: 'Prices' }],
  stay: true,
  finish: 'waiting',
};
const flow = { key: 'Welcome', name: 'Welcome', steps: [hello, prices] };

const secret = 'sk-very-secret-0123456789';

async function draw(key: string): Promise<void> {
  await client.apply({
    version: 1,
    bots: [
      {
        ...{ key, name: key, channel: 'simulator', timezone: 'Europe/Moscow', start: 'Welcome/hello' },
        tags: [{ key: 'vip', name: 'VIP' }],
        variables: { shop: 'https://shop.example' },
        ai: { baseUrl: 'http://127.0.0.1:1/v1', apiKey: secret, decideModel: 'a', replyModel: 'b' },
        flows: [flow],
      },
    ],
  });
}

/** Its first bytes say what it is. */
const png = Uint8Array.of(
  0x89,
  0x50,
  0x4e,
  0x47,
  0x0d,
  0x0a,
  0x1a,
  0x0a,
  0,
  0,
  0,
  0x0d,
  0x49,
  0x48,
  0x44,
  0x52,
);

const refusal = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    parameters: z.array(z.object({ name: z.string(), reason: z.string() })).optional(),
  }),
});

const told = ({ status, body }: Reply): { status: number; code: string; about: string[] } => {
  const { code, parameters = [] } = refusal.parse(body).error;
  return { status, code, about: parameters.map(({ name, reason }) => `${name}: ${reason}`) };
};

async function ask<Shape extends z.ZodType>(
  shape: Shape,
  method: string,
  path: string,
  body?: unknown,
): Promise<z.infer<Shape>> {
  const reply = await client.api(method, path, body);
  if (reply.status !== 200)
    throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return shape.parse(reply.body);
}

const settingsOf = (bot: string) => ask(contract.botSettings, 'GET', `/bots/${bot}/settings`);
const flowOf = (bot: string) => ask(contract.flowDetail, 'GET', `/bots/${bot}/flows/Welcome`);

beforeAll(async () => {
  app = await startApp();
  client = new Client(app);
}, 120_000);
afterAll(() => app?.stop());

describe('the settings of a bot', () => {
  it('come without flows and secrets, and sent back as they are they change nothing', async () => {
    await draw('liv');
    const { revision, settings } = await settingsOf('liv');
    expect(settings).toMatchObject({
      key: 'liv',
      start: 'Welcome/hello',
      variables: { shop: 'https://shop.example' },
    });
    expect(JSON.stringify(settings)).not.toContain(secret);
    expect(settings).not.toHaveProperty('flows');
    const before = await client.export('liv');
    const saved = await ask(contract.partSaved, 'PUT', '/bots/liv/settings', { revision, settings });
    expect(saved.revision).toBe(revision);
    expect(await client.export('liv')).toBe(before);
  });

  it('keep a secret that nobody has touched, and take a new one without ever showing it', async () => {
    await draw('ada');
    const first = await settingsOf('ada');
    const named = { ...first.settings, name: 'Ada Lovelace' };
    const { revision } = await ask(contract.partSaved, 'PUT', '/bots/ada/settings', {
      revision: first.revision,
      settings: named,
    });
    expect((await settingsOf('ada')).settings.ai?.apiKey).toBe(first.settings.ai?.apiKey);
    const ai = { ...first.settings.ai, apiKey: 'sk-another-secret' };
    await ask(contract.partSaved, 'PUT', '/bots/ada/settings', { revision, settings: { ...named, ai } });
    const after = await settingsOf('ada');
    expect(after.settings.ai?.apiKey).toBe(first.settings.ai?.apiKey);
    expect(JSON.stringify(after)).not.toContain('sk-another-secret');
    expect(JSON.stringify((await client.api('GET', '/audit')).body)).not.toContain('sk-another');
  });

  it('refuse the second of two who edit at once, say what the first has changed, and lose nothing', async () => {
    await draw('mia');
    const { revision, settings } = await settingsOf('mia');
    const one = { ...settings, variables: { shop: 'https://first.example' } };
    const other = { ...settings, name: 'Second' };
    await ask(contract.partSaved, 'PUT', '/bots/mia/settings', { revision, settings: one });
    const refused = told(await client.api('PUT', '/bots/mia/settings', { revision, settings: other }));
    expect(refused).toEqual({
      ...{ status: 409, code: 'changed_meanwhile' },
      about: ['variables.shop: was "https://shop.example", is "https://first.example" now'],
    });
    const now = await settingsOf('mia');
    expect(now.settings).toMatchObject({ name: 'mia', variables: { shop: 'https://first.example' } });
  });

  it('name each mistake at its path, and save nothing then', async () => {
    await draw('eva');
    const { revision, settings } = await settingsOf('eva');
    const wrong = { ...settings, start: 'Welcome/nowhere', timezone: 'Mars', delays: { response: 'soon' } };
    const shape = told(await client.api('PUT', '/bots/eva/settings', { revision, settings: wrong }));
    expect(shape.code).toBe('invalid_parameter');
    expect(shape.about.map((line) => line.split(':')[0])).toEqual(['timezone', 'delays.response']);
    const start = told(
      await client.api('PUT', '/bots/eva/settings', { revision, settings: { ...settings, start: 'A/b' } }),
    );
    expect(start.about[0]).toMatch(/^start: there is no step A\/b/);
    const renamed = told(
      await client.api('PUT', '/bots/eva/settings', { revision, settings: { ...settings, key: 'eve' } }),
    );
    expect(renamed.about).toEqual(['key: expected eva: a key is never changed']);
    expect((await settingsOf('eva')).revision).toBe(revision);
  });

  it('begin with a new bot, whose key is taken from then on', async () => {
    const body = { key: 'fresh', name: 'Fresh', channel: 'simulator' };
    const made = await ask(contract.botSettings, 'POST', '/bots', body);
    expect(made.settings).toMatchObject(body);
    expect(told(await client.api('POST', '/bots', body)).about).toEqual(['key: is taken']);
  });

  it('are written down in the audit log, with who, before and after', async () => {
    await draw('kim');
    const { revision, settings } = await settingsOf('kim');
    await ask(contract.partSaved, 'PUT', '/bots/kim/settings', {
      revision,
      settings: { ...settings, name: 'Kim 2' },
    });
    const audit = z
      .object({ items: z.array(z.looseObject({ object: z.string(), key: z.string(), action: z.string() })) })
      .parse((await client.api('GET', '/audit')).body);
    const entry = audit.items.find(({ object, key }) => object === 'settings' && key === 'kim');
    expect(entry).toMatchObject({ action: 'update', before: { name: 'kim' }, after: { name: 'Kim 2' } });
  });
});

describe('a draft', () => {
  it('may be incomplete, says what is wrong step by step, and leaves the published flow alone', async () => {
    await draw('dora');
    const steps = [
      hello,
      prices,
      { key: 'jump', kind: 'changeFlow' },
      { ...prices, key: 'lost', next: 'nowhere' },
    ];
    const saved = await ask(contract.draftSaved, 'PUT', '/bots/dora/flows/Welcome/draft', {
      draftRevision: '',
      flow: { ...flow, steps },
    });
    const errors = saved.findings.filter(({ severity }) => severity === 'error').map(({ name }) => name);
    expect(errors).toEqual(['steps[2].to', 'steps[3].next']);
    const detail = await flowOf('dora');
    expect(detail.draft?.steps).toHaveLength(4);
    expect(detail.flow?.steps).toHaveLength(2);
    expect(detail.draftRevision).toBe(saved.draftRevision);
    const publish = { revision: detail.revision, draftRevision: saved.draftRevision };
    const refused = told(await client.api('POST', '/bots/dora/flows/Welcome/publish', publish));
    expect(refused.code).toBe('invalid_parameter');
    expect(refused.about[0]).toMatch(/^steps\[2\]\.to/);
  });

  it('refuses the second of two who draw at once with what the first has drawn; nothing is lost', async () => {
    await draw('dina');
    const put = (draftRevision: string, steps: unknown[]) =>
      client.api('PUT', '/bots/dina/flows/Welcome/draft', { draftRevision, flow: { ...flow, steps } });
    const { draftRevision } = contract.draftSaved.parse((await put('', [hello, prices])).body);
    const first = { ...hello, messages: [{ text: 'Hi, drawn by the first' }] };
    await put(draftRevision, [first, prices]);
    const refused = told(await put(draftRevision, [hello, { ...prices, title: 'by the second' }]));
    expect(refused.status).toBe(409);
    expect(refused.about).toContain(
      'steps.hello.messages[0].text: was "Hello", is "Hi, drawn by the first" now',
    );
    expect((await flowOf('dina')).draft?.steps[0]).toMatchObject(first);
    expect(told(await put('', [])).code).toBe('changed_meanwhile');
  });

  it('takes no hostile drawing: prototypes, NUL, half signs, another key', async () => {
    await draw('hugo');
    const put = (drawn: unknown) =>
      client.api('PUT', '/bots/hugo/flows/Welcome/draft', { draftRevision: '', flow: drawn });
    for (const drawn of [
      { ...flow, key: 'Other' },
      { ...flow, steps: [{ ...prices, title: 'a\0b' }] },
      { ...flow, steps: [{ ...prices, title: '\ud800' }] },
      { ...flow, steps: [{ ...prices, settings: { constructor: { prototype: 1 } } }] },
      { ...flow, steps: [{ kind: 'sendMessage' }] },
      { ...flow, steps: 'none' },
    ]) {
      expect((await put(drawn)).status).toBe(400);
    }
    const raw = await client.fetch('/api/v1/bots/hugo/flows/Welcome/draft', {
      method: 'PUT',
      headers: { authorization: `Bearer ${app.adminKey}`, 'content-type': 'application/json' },
      body: '{"draftRevision":"","flow":{"key":"Welcome","steps":[{"key":"a","kind":"b","__proto__":{"x":1}}]}}',
    });
    expect(raw.status).toBe(400);
    expect((await flowOf('hugo')).draft).toBeNull();
  });

  it('seals a secret that is typed into it, and publishes it', async () => {
    await draw('sam');
    const call = {
      key: 'call',
      kind: 'sendWebhook',
      url: 'https://x.example/',
      secret: 'whsec_c2VjcmV0LW9mLWEtc3RlcA==',
    };
    const { draftRevision } = await ask(contract.draftSaved, 'PUT', '/bots/sam/flows/Welcome/draft', {
      draftRevision: '',
      flow: { ...flow, steps: [hello, { ...prices, next: 'call' }, call] },
    });
    const detail = await flowOf('sam');
    expect(JSON.stringify(detail)).not.toContain('whsec_');
    const { revision } = detail;
    await ask(contract.published, 'POST', '/bots/sam/flows/Welcome/publish', { revision, draftRevision });
    const published = await flowOf('sam');
    expect(published.flow?.steps[2]).toMatchObject({ secret: detail.draft?.steps[2]?.secret });
    expect(JSON.stringify((await client.api('GET', '/audit')).body)).not.toContain('whsec_');
  });

  it('is forgotten when it is discarded', async () => {
    await draw('otto');
    await ask(contract.draftSaved, 'PUT', '/bots/otto/flows/Welcome/draft', { draftRevision: '', flow });
    await ask(contract.discarded, 'DELETE', '/bots/otto/flows/Welcome/draft');
    expect((await flowOf('otto')).draft).toBeNull();
    expect((await client.api('DELETE', '/bots/otto/flows/Welcome/draft')).status).toBe(404);
  });
});

describe('publishing', () => {
  const publish = async (bot: string, steps: unknown[], more: object = {}): Promise<Reply> => {
    const { revision, draftRevision } = await flowOf(bot);
    const saved = await ask(contract.draftSaved, 'PUT', `/bots/${bot}/flows/Welcome/draft`, {
      draftRevision,
      flow: { ...flow, steps },
    });
    const body = { revision, draftRevision: saved.draftRevision, ...more };
    return client.api('POST', `/bots/${bot}/flows/Welcome/publish`, body);
  };

  it('says how many dialogs stand on a removed step, and moves them where they shall go', async () => {
    await draw('nora');
    for (const chatId of [1, 2, 3]) await client.acts('nora', chatId, { start: '' });
    await client.acts('nora', 3, { text: 'go on' });
    const finished = await client.dialog('nora', 1);
    await client.api('PATCH', `/dialogs/${finished.id}`, { status: 'finished' });
    expect((await flowOf('nora')).counters).toEqual({ hello: 2, prices: 1 });

    const welcome = { ...hello, key: 'welcome', messages: [{ text: 'Welcome back' }] };
    const refused = told(await publish('nora', [welcome, prices], { start: 'welcome' }));
    expect(refused).toEqual({ status: 409, code: 'dialogs_on_removed_steps', about: ['hello: 2'] });
    const wrong = told(await publish('nora', [welcome, prices], { relocate: { hello: 'Welcome/hello' } }));
    expect(wrong.about).toEqual(['relocate.hello: there is no step Welcome/hello']);

    // The bot starts on the step that goes: it has to start elsewhere first.
    const { revision, settings } = await settingsOf('nora');
    await ask(contract.partSaved, 'PUT', '/bots/nora/settings', {
      revision,
      settings: { ...settings, start: 'Welcome/prices' },
    });
    const reply = await publish('nora', [welcome, prices], {
      relocate: { hello: 'Welcome/welcome' },
      start: 'welcome',
    });
    expect(contract.published.parse(reply.body)).toMatchObject({ relocated: 2 });
    await client.settled();
    const [one, two, three] = await Promise.all([1, 2, 3].map((chat) => client.dialog('nora', chat)));
    expect([one?.step?.key, two?.step?.key, three?.step?.key]).toEqual(['welcome', 'welcome', 'prices']);
    expect([one?.status, two?.status]).toEqual(['finished', 'waiting']);
    expect(await client.texts('nora', 1)).not.toContain('Welcome back');
    expect(await client.texts('nora', 2)).toContain('Welcome back');
    expect((await settingsOf('nora')).settings.start).toBe('Welcome/welcome');
  });

  it('does not overwrite what a funnel file has published since the draft was begun', async () => {
    await draw('yuri');
    const before = await flowOf('yuri');
    const { draftRevision } = await ask(contract.draftSaved, 'PUT', '/bots/yuri/flows/Welcome/draft', {
      draftRevision: '',
      flow: { ...flow, steps: [hello, { ...prices, title: 'drawn' }] },
    });
    const file = await client.export('yuri');
    await client.fetch('/api/v1/funnel/apply', {
      method: 'POST',
      headers: { authorization: `Bearer ${app.adminKey}`, 'content-type': 'application/yaml' },
      body: file
        .replace('text: Prices', 'text: Prices of the file')
        .replace('text: Prices of the file\n                goto', 'text: Prices\n                goto'),
    });
    const after = await flowOf('yuri');
    expect(after.revision).not.toBe(before.revision);
    expect(after.draftBase).toBe(before.revision);
    const path = '/bots/yuri/flows/Welcome/publish';
    for (const revision of [before.revision, after.revision]) {
      expect(told(await client.api('POST', path, { revision, draftRevision })).code).toBe(
        'changed_meanwhile',
      );
    }
    const body = { revision: after.revision, draftRevision, overwrite: true };
    await ask(contract.published, 'POST', path, body);
    const { items } = await ask(contract.flowVersionList, 'GET', '/bots/yuri/flows/Welcome/versions');
    expect(items.map(({ by }) => by)).toEqual([expect.any(String), null]);
  });

  it('keeps each version with what it changed, and rolls back through the draft', async () => {
    await draw('vera');
    await publish('vera', [hello, { ...prices, messages: [{ text: 'Cheaper now' }] }]);
    const reply = await publish('vera', [hello, { ...prices, messages: [{ text: 'Dearer now' }] }]);
    expect(contract.published.parse(reply.body).version).toBe(3);
    const { items } = await ask(contract.flowVersionList, 'GET', '/bots/vera/flows/Welcome/versions');
    expect(items.map(({ n, by }) => [n, by === null])).toEqual([
      [3, false],
      [2, false],
      [1, true],
    ]);
    const second = await ask(contract.flowVersion, 'GET', '/bots/vera/flows/Welcome/versions/2');
    expect(second.changes).toEqual([
      { action: 'update', path: 'steps.prices.messages[0].text', before: '"Prices"', after: '"Cheaper now"' },
    ]);
    expect(second.since[0]).toMatchObject({ before: '"Cheaper now"', after: '"Dearer now"' });
    const { draftRevision } = await ask(
      contract.draftSaved,
      'POST',
      '/bots/vera/flows/Welcome/versions/1/restore',
      { draftRevision: '' },
    );
    const { revision } = await flowOf('vera');
    await ask(contract.published, 'POST', '/bots/vera/flows/Welcome/publish', { revision, draftRevision });
    expect((await flowOf('vera')).flow?.steps[1]).toMatchObject({ messages: [{ text: 'Prices' }] });
    expect((await client.api('GET', '/bots/vera/flows/Welcome/versions/99')).status).toBe(404);
  });

  it('begins with a drawn flow that nobody has published, and ends with its removal', async () => {
    await draw('rosa');
    const made = await ask(contract.flowDetail, 'POST', '/bots/rosa/flows', { key: 'FD', name: 'First' });
    expect(made).toMatchObject({ revision: '', flow: null, draft: { key: 'FD', name: 'First', steps: [] } });
    expect(told(await client.api('POST', '/bots/rosa/flows', { key: 'FD' })).about).toEqual([
      'key: is taken',
    ]);
    const list = () => ask(contract.flowList, 'GET', '/bots/rosa/flows');
    expect((await list()).items).toEqual([
      { key: 'Welcome', name: 'Welcome', steps: 2, draft: false, published: true, dialogs: 0 },
      { key: 'FD', name: 'First', steps: 0, draft: true, published: false, dialogs: 0 },
    ]);
    const { draftRevision } = made;
    await ask(contract.published, 'POST', '/bots/rosa/flows/FD/publish', { revision: '', draftRevision });
    expect((await list()).items[1]).toMatchObject({ published: true, draft: false });
    const { revision } = await ask(contract.flowDetail, 'GET', '/bots/rosa/flows/FD');
    const now = await settingsOf('rosa');
    const globalPushes = { FD: [{ after: '1h', message: { text: 'Still there?' } }] };
    const settings = { ...now.settings, globalPushes };
    const put = await client.api('PUT', '/bots/rosa/settings', { revision: now.revision, settings });
    expect(put.status).toBe(200);
    await ask(contract.removed, 'DELETE', '/bots/rosa/flows/FD', { revision });
    expect((await list()).items).toHaveLength(1);
    // They were for its steps only.
    expect((await settingsOf('rosa')).settings.globalPushes ?? {}).toEqual({});
    const welcome = (await flowOf('rosa')).revision;
    const refused = told(await client.api('DELETE', '/bots/rosa/flows/Welcome', { revision: welcome }));
    expect(refused.about[0]).toContain('there is no step Welcome/hello');
  });

  it('sends files that were uploaded for it, and is not published with one that is gone', async () => {
    await draw('phil');
    const form = new FormData();
    form.append('file', new Blob([png], { type: 'image/png' }), 'card.png');
    const uploaded = await client.fetch('/api/v1/files', {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${app.adminKey}` },
    });
    const { id } = z.object({ id: z.uuid() }).parse(uploaded.body);
    const withPhoto = async (file: string): Promise<void> => {
      const { draftRevision } = await flowOf('phil');
      const steps = [{ ...hello, messages: [{ photo: `file:${file}` }] }, prices];
      await ask(contract.draftSaved, 'PUT', '/bots/phil/flows/Welcome/draft', {
        draftRevision,
        flow: { ...flow, steps },
      });
    };
    const publish = async (): Promise<Reply> => {
      const { revision, draftRevision } = await flowOf('phil');
      return client.api('POST', '/bots/phil/flows/Welcome/publish', { revision, draftRevision });
    };
    await withPhoto('046050f6-38f6-4b18-b9fa-e6582f5352d0');
    expect(told(await publish())).toMatchObject({
      code: 'invalid_parameter',
      about: [expect.stringMatching(/^steps\[0\]\.messages\[0\]\.photo: there is no upload/)],
    });
    await withPhoto(id);
    expect((await publish()).status).toBe(200);
    await client.acts('phil', 9, { start: '' });
    const dialog = await client.dialog('phil', 9);
    const sent = async (): Promise<true | null> => {
      const { body } = await client.api('GET', `/dialogs/${dialog.id}/messages`);
      return JSON.stringify(body).includes('card.png') || null;
    };
    await eventually('the message with the file', sent);
  });

  it('tries a draft in a simulated copy of the bot, and nothing of it is published', async () => {
    await draw('tess');
    await ask(contract.draftSaved, 'PUT', '/bots/tess/flows/Welcome/draft', {
      draftRevision: '',
      flow: { ...flow, steps: [{ ...hello, messages: [{ text: 'Drawn' }] }, prices] },
    });
    const tried = await ask(contract.tryDraft, 'POST', '/bots/tess/flows/Welcome/try');
    expect(tried).toMatchObject({ bot: 'tess.try', start: 'Welcome/hello' });
    await client.acts('tess.try', 7, { start: '' });
    expect(await client.texts('tess.try', 7)).toEqual(['Drawn']);
    expect((await flowOf('tess')).flow?.steps[0]).toMatchObject(hello);
    // From any step of the flow, for whoever draws its end.
    const later = await ask(contract.tryDraft, 'POST', '/bots/tess/flows/Welcome/try', { start: 'prices' });
    expect(later).toMatchObject({ start: 'Welcome/prices' });
    await client.acts('tess.try', 8, { start: '' });
    expect(await client.texts('tess.try', 8)).toEqual(['Prices']);
    const nowhere = await client.api('POST', '/bots/tess/flows/Welcome/try', { start: 'nowhere' });
    expect(nowhere.status).toBe(400);
    expect((await settingsOf('tess')).settings.start).toBe('Welcome/hello');
  });
});

describe('what brings leads to a step', () => {
  it('is told for rules, starts, buttons, flows and webhooks that named it', async () => {
    await draw('lena');
    const applied = await client.apply({
      version: 1,
      campaigns: [
        {
          ...{ key: 'lena-ads', name: 'Ads', bot: 'lena', start: 'Welcome/prices' },
          autoActions: [{ on: 'sale', when: 'amount > 5', move: 'Welcome/prices' }],
        },
      ],
    });
    expect(applied.campaigns).toHaveLength(1);
    const webhook = await ask(
      z.looseObject({ url: z.string(), id: z.string() }),
      'POST',
      '/bots/lena/webhooks',
      {
        name: 'Back office',
      },
    );
    await client.acts('lena', 5, { start: '' });
    await client.fetch(`${webhook.url}?chatId=5&stepId=Welcome/prices`);
    await client.settled();
    const { leads } = await flowOf('lena');
    expect(leads.hello).toEqual([{ by: 'start', campaign: null, campaignName: '' }]);
    expect(leads.prices?.map(({ by }) => by)).toEqual(['start', 'autoAction', 'button', 'next', 'webhook']);
    expect(leads.prices?.[1]).toMatchObject({ campaign: 'lena-ads', position: 0, on: 'sale', enabled: true });
    expect(leads.prices?.[2]).toMatchObject({ flow: 'Welcome', step: 'hello', text: 'Prices' });
    expect(leads.prices?.[4]).toMatchObject({ webhook: 'back-office', webhookId: webhook.id, calls: 1 });
  });
});

describe('webhooks', () => {
  const summary = z.looseObject({ id: z.string(), url: z.string(), key: z.string(), enabled: z.boolean() });

  it('are made, renamed, limited, switched off and removed', async () => {
    await draw('walt');
    const made = await ask(summary, 'POST', '/bots/walt/webhooks', { name: 'Мой сервис' });
    expect(made.key).toBe('moy-servis');
    const second = await ask(summary, 'POST', '/bots/walt/webhooks', { name: 'Мой сервис' });
    expect(second.key).toBe('moy-servis-2');
    const patched = await ask(summary, 'PATCH', `/webhooks/${made.id}`, {
      ...{ name: 'Billing', enabled: false, operations: ['fields'] },
    });
    expect(patched).toMatchObject({ name: 'Billing', enabled: false, operations: ['fields'], id: made.id });
    await eventually('the webhook off', async () =>
      (await client.fetch(`${made.url}?chatId=1`)).status === 404 ? true : null,
    );
    await ask(contract.removed, 'DELETE', `/webhooks/${made.id}`);
    expect((await client.api('PATCH', `/webhooks/${made.id}`, { name: 'x' })).status).toBe(404);
    expect((await settingsOf('walt')).settings.webhooks?.map(({ key }) => key)).toEqual(['moy-servis-2']);
  });

  it('show the next call to whoever listens, refused ones too', async () => {
    await draw('wim');
    const { id, url } = await ask(summary, 'POST', '/bots/wim/webhooks', { name: 'Ear' });
    const listening = ask(contract.heard, 'POST', `/webhooks/${id}/listen`, { timeoutSeconds: 20 });
    await new Promise((resolve) => setTimeout(resolve, 600));
    await eventually('a call that is known', async () =>
      (await client.fetch(`${url}?chatId=abc&fields.city=Riga`)).status === 400 ? true : null,
    );
    const { call } = await listening;
    expect(call).toMatchObject({ outcome: 'rejected', parameters: { chatId: 'abc', 'fields.city': 'Riga' } });
    const nothing = await ask(contract.heard, 'POST', `/webhooks/${id}/listen`, { timeoutSeconds: 1 });
    expect(nothing.call).toBeNull();
  });
});
