/** The original product's own text, played over HTTP: each URL, parameter and macro as it is written there. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { pageOf, webhookSummary } from '../../src/api/contract.ts';
import { type App, startApp } from '../support/app.ts';
import { type Applied, Client, eventually } from '../support/client.ts';

const example = readFileSync(new URL('../../src/funnel/example.yaml', import.meta.url), 'utf8');
const hookSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

type Received = { method: string; url: string; headers: IncomingMessage['headers']; body: string };

/** The owner's own server, which a flow calls. */
const received: Received[] = [];
let hooks: Server;
let hooksUrl = '';
let app: App;
let client: Client;
let drawn: Applied;
let nextChat = 9000;

beforeAll(async () => {
  hooks = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const seen = received.filter((one) => one.url === url).length;
      received.push({ method, url, headers, body });
      if (url.startsWith('/gone')) response.writeHead(410).end();
      else if (url.startsWith('/flaky') && seen === 0) response.writeHead(500).end('later');
      else response.writeHead(200).end('{"data":{"balance":1500.50,"ids":[12345678901234567890]}}');
    });
  });
  await new Promise<void>((done) => hooks.listen(0, '127.0.0.1', done));
  const address = hooks.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  hooksUrl = `http://127.0.0.1:${port}`;
  app = await startApp({ DEMO: '0', EGRESS_ALLOW: `127.0.0.1:${port}`, FUNNEL_HOOK_SECRET: hookSecret });
  client = new Client(app);
  const leo = parse(example.replace('https://keitaro.yoursite.com', hooksUrl));
  const own = parse(ownBot());
  drawn = await client.apply({
    version: 1,
    bots: [...leo.bots, ...own.bots],
    campaigns: [...leo.campaigns, ...own.campaigns],
    postbacks: [...leo.postbacks, ...own.postbacks],
  });
});
afterAll(async () => {
  await app?.stop();
  hooks?.closeAllConnections();
  hooks?.close();
});

/** A second bot: what the seed's text speaks of and its own funnel does not draw. */
const ownBot = () => `
bots:
  - key: mia
    name: Mia
    channel: simulator
    start: Texts/links
    fields: [{ key: refId, type: text }, { key: balance, type: number }, { key: bigId, type: text }]
    variables: { regLink: "https://pp.com?clickid={{tracker.clickid}}" }
    webhooks: [{ key: office }]
    flows:
      - key: Texts
        steps:
          - key: links
            kind: sendMessage
            messages:
              - text: "Hello, {{name}}"
              - text: "https://some.service.com/signup?refId={{fields.refId}}"
              - text: "https://some.service.com/signup?ad_name={{tracker.ad_name}}"
              - text: "https://partner.com/signup?sub1={{tracker.clickid}}"
              - text: "{{variables.regLink}}"
              - text: "{{chatId}} {{username}} {{createdAt}} {{stepKey}}"
            finish: waiting
            stay: true
      - key: Hooks
        steps:
          - { key: check, kind: sendWebhook, url: "${hooksUrl}?chatId={fields.chatId}", next: all }
          - key: all
            kind: sendWebhook
            method: POST
            url: "${hooksUrl}/all?user={username}&id={chatId}&step={stepKey}&at={createdAt}&ref={refId}&click={tracker.clickid}"
            body: '{"ref": "{refId}", "chat": {chatId}}'
            secret: "\${FUNNEL_HOOK_SECRET}"
            wait: true
            save: { balance: $.data.balance, bigId: "$.data.ids[0]" }
            ok: good
            failed: bad
          - { key: flaky, kind: sendWebhook, url: "${hooksUrl}/flaky?c={chatId}", wait: true, ok: good, failed: bad }
          - { key: gone, kind: sendWebhook, url: "${hooksUrl}/gone", wait: true, ok: good, failed: bad }
          - { key: inside, kind: sendWebhook, url: "http://127.0.0.1:9/", wait: true, ok: good, failed: bad }
          - { key: cloud, kind: sendWebhook, url: "http://169.254.169.254/latest", wait: true, ok: good, failed: bad }
          - { key: private, kind: sendWebhook, url: "http://10.0.0.1/", wait: true, ok: good, failed: bad }
          - { key: good, kind: sendMessage, messages: [{ text: "good {{fields.balance}} {{fields.bigId}}" }], finish: waiting, stay: true }
          - { key: bad, kind: sendMessage, messages: [{ text: bad }], finish: waiting, stay: true }
      - key: Slow
        steps:
          - { key: first, kind: customDelay, for: 1h, next: second }
          - { key: second, kind: sendMessage, messages: [{ text: one }, { text: two, pauseBefore: 10m }], delay: 30m, next: third }
          - { key: third, kind: customDelay, until: "15:30", days: [mon], next: fourth }
          - { key: fourth, kind: sendMessage, messages: [{ text: three }], finish: waiting, stay: true }
campaigns:
  - key: winter
    bot: mia
    autoActions: [{ on: registration, move: Texts/links, status: auto }]
postbacks:
  - { key: bound, network: custom, campaign: winter }
`;

const botOf = (key: string) => {
  const bot = drawn.bots.find((one) => one.key === key);
  if (!bot) throw new Error(`no bot ${key}`);
  return bot;
};

const stepId = (bot: string, path: string): string => {
  const [flow, step] = path.split('/');
  const steps = botOf(bot).flows.find((one) => one.key === flow)?.steps;
  return steps?.find((one) => one.key === step)?.id ?? '';
};

const postbackId = (key: string): string => drawn.postbacks.find((one) => one.key === key)?.id ?? '';

const postback = (query: string, key = 'partner') =>
  client.fetch(`/api/postbacks/${postbackId(key)}/tracker-postback?${query}`);

const updateDialog = (query: string, bot = 'leo') =>
  client.fetch(`/api/bots/webhooks/${botOf(bot).webhooks[0]?.id}/updateDialog?${query}`);

/** Sends a postback and waits for what becomes of it. */
async function reported(query: string, key?: string) {
  const reply = await postback(query, key);
  expect(reply).toMatchObject({ status: 200, body: { ok: true } });
  return client.outcomeOf(reply.body);
}

/** A lead of the campaign, at its start step. */
async function newLead(link = '/c/summer/fb?ad_name=test', bot = 'leo') {
  nextChat += 1;
  const chatId = nextChat;
  const clickid = await client.click(link);
  await client.acts(bot, chatId, { start: clickid, name: 'Ann', username: 'ann' });
  return { chatId, clickid };
}

const place = async (bot: string, chatId: number) => {
  const { flow, step, status } = await client.dialog(bot, chatId);
  return `${flow}/${step?.key} ${status}`;
};

describe('the story of the seed', () => {
  it('leads from the click over deposits to the withdrawal', async () => {
    const chatId = 1227280;
    const clickid = await client.click('/c/summer/fb?ad_name=test&utm_source=facebook&buyer=sergei');
    await client.acts('leo', chatId, { start: clickid, name: 'Ann', username: 'ann' });
    expect(await client.texts('leo', chatId)).toEqual(['Hello, Ann']);
    const begun = await client.dialog('leo', chatId);
    expect(begun.tracker).toEqual({
      ad_name: 'test',
      utm_source: 'facebook',
      buyer: 'sergei',
      source: 'fb',
      clickid,
    });
    await client.acts('leo', chatId, { text: 'hi' });
    const offer = (await client.messages('leo', chatId)).at(-1);
    const link = `https://partner.com/signup?sub1=${clickid}`;
    expect(offer).toMatchObject({
      direction: 'out',
      text: `Register here: ${link}`,
      buttons: [[{ text: 'Register', url: link }]],
      state: 'sent',
    });

    await reported(`clickid=${clickid}&tracker.event=registration&fields.user_id=77`);
    expect(await place('leo', chatId)).toBe('FD/congratulate waiting');
    expect((await client.texts('leo', chatId)).at(-1)).toBe('Ann, you are registered. Your client ID is 77.');

    const paid = (event: string, tid: number, cost: string) =>
      `clickid=${clickid}&tracker.event=${event}&tracker.cost=${cost}&tracker.currency=usd&tracker.tid=${tid}`;
    const sale = `${paid('sale', 1, '20')}&fields.last_deposit=20&fields.user_id=77`;
    expect(await reported(sale)).toMatchObject({ outcome: 'applied' });
    expect(await place('leo', chatId)).toBe('RD/tell-keitaro waiting');
    expect((await client.texts('leo', chatId)).at(-1)).toBe('Thank you for 20 USD!');
    expect(await reported(sale)).toMatchObject({ outcome: 'duplicate', reason: 'tid 1 was received before' });

    const places: string[] = [];
    for (const tid of [2, 3, 4]) {
      await reported(`${paid('resale', tid, '50')}&fields.last_deposit=50`);
      places.push(await place('leo', chatId));
    }
    expect(places).toEqual(['RD/2rd waiting', 'RD/2rd waiting', 'RD/vip manual']);
    await reported(paid('withdrawal', 5, '-10'));
    const after = await client.dialog('leo', chatId);
    expect(after).toMatchObject({
      status: 'waiting',
      flow: 'RD',
      step: { key: 'withdrawal', id: stepId('leo', 'RD/withdrawal') },
      fields: { user_id: '77', last_deposit: 50 },
      tags: ['registered', 'depositor'],
      balance: { USD: '160.00' },
    });
    expect(
      after.events.map(({ name, ordinal, cost, currency, tid }) => [name, ordinal, cost, currency, tid]),
    ).toEqual([
      ['withdrawal', 1, '-10', 'USD', '5'],
      ['resale', 3, '50', 'USD', '4'],
      ['resale', 2, '50', 'USD', '3'],
      ['resale', 1, '50', 'USD', '2'],
      ['sale', 1, '20', 'USD', '1'],
      ['registration', 1, null, 'USD', null],
    ]);
    expect(await client.texts('leo', chatId)).toEqual([
      'Hello, Ann',
      `Register here: ${link}`,
      'Ann, you are registered. Your client ID is 77.',
      'Thank you for 20 USD!',
      'Your deposit of 50 has arrived.',
      'Your deposit of 50 has arrived.',
      'Welcome to the VIP room, Ann.',
      'Your withdrawal is on its way.',
    ]);
    // Keitaro was told in the seed's own format.
    const told = await eventually(
      'the call to Keitaro',
      async () => received.find((one) => one.url.startsWith('/25123a/')) ?? null,
    );
    expect(told.method).toBe('GET');
    expect(Object.fromEntries(new URL(told.url, hooksUrl).searchParams)).toEqual({
      subid: clickid,
      username: 'ann',
      chatid: String(chatId),
      startdialogue: begun.createdAt,
    });
    expect(told.headers['user-agent']).toMatch(/^Signalbox\//);
  });

  it('tells in the timeline why, and by which request', async () => {
    const { chatId, clickid } = await newLead();
    const sale = await reported(`clickid=${clickid}&tracker.event=sale&tracker.cost=20&tracker.tid=1`);
    const lines = (await client.timeline('leo', chatId))
      .filter((line) => line.cause.id === sale.id)
      .reverse();
    expect(lines.map(({ kind }) => kind)).toEqual([
      'signal',
      'event',
      'rule',
      'move',
      'status',
      'tags',
      'move',
      'warning',
      'sent',
      'move',
      'request',
      'status',
      'wait',
    ]);
    expect(lines[0]).toMatchObject({
      signal: 'postback',
      cause: { kind: 'postback', text: 'sale · Any partner' },
    });
    expect(lines[2]).toMatchObject({ campaign: 'summer', on: 'sale', move: 'RD/FD', status: 'auto' });
    expect(lines[3]).toMatchObject({ from: 'Welcome/hello', to: 'RD/FD', by: 'autoAction' });
    const message = (await client.messages('leo', chatId)).at(-1);
    expect(message?.cause).toBe(sale.id);
    expect(sale.dialogId).toBe((await client.dialog('leo', chatId)).id);
  });

  it('logs each request with what was received', async () => {
    const { clickid } = await newLead();
    const query = `clickid=${clickid}&tracker.event=level&tracker.cost=1,5&x=%7Bsub1%7D&fields.city={city}`;
    const logged = await reported(query);
    expect(logged).toMatchObject({
      kind: 'postback',
      method: 'GET',
      url: `/api/postbacks/${postbackId('partner')}/tracker-postback?${query}`,
      status: 200,
      outcome: 'applied',
    });
    expect(logged.warnings.join()).toContain('{city}');
  });
});

describe('each macro of the seed', () => {
  it('is filled in messages', async () => {
    const { chatId, clickid } = await newLead('/c/winter?ad_name=test', 'mia');
    const { createdAt } = await client.dialog('mia', chatId);
    const texts = await client.texts('mia', chatId);
    expect(texts).toEqual([
      'Hello, Ann',
      'https://some.service.com/signup?refId=',
      'https://some.service.com/signup?ad_name=test',
      `https://partner.com/signup?sub1=${clickid}`,
      `https://pp.com?clickid=${clickid}`,
      `${chatId} ann ${createdAt} links`,
    ]);
    expect(createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    await updateDialog(`chatId=${chatId}&fields.refId=12345&stepId=${stepId('mia', 'Texts/links')}`, 'mia');
    expect((await client.texts('mia', chatId))[7]).toBe('https://some.service.com/signup?refId=12345');
  });

  it('is filled in a call, which is signed, and whose answer is saved', async () => {
    const { chatId, clickid } = await newLead('/c/winter', 'mia');
    const { createdAt } = await client.dialog('mia', chatId);
    await updateDialog(`chatId=${chatId}&fields.refId=a b%26c&stepId=Hooks/check`, 'mia');
    const check = await eventually(
      'the call',
      async () => received.find((one) => one.url === `/?chatId=${chatId}`) ?? null,
    );
    expect(check.method).toBe('GET');
    await eventually('the answer', async () =>
      (await place('mia', chatId)) === 'Hooks/good waiting' ? true : null,
    );
    const all = received.find((one) => one.url.startsWith('/all?') && one.url.includes(`id=${chatId}&`));
    const query = new URL(all?.url ?? '', hooksUrl).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      user: 'ann',
      id: String(chatId),
      step: 'all',
      at: createdAt,
      ref: 'a b&c',
      click: clickid,
    });
    expect(JSON.parse(all?.body ?? '')).toEqual({ ref: 'a b&c', chat: chatId });
    const headers = Object.fromEntries(
      Object.entries(all?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    expect(() => new Webhook(hookSecret).verify(all?.body ?? '', headers)).not.toThrow();
    const { fields } = await client.dialog('mia', chatId);
    expect(fields).toMatchObject({ balance: 1500.5, bigId: '12345678901234567890' });
    expect((await client.texts('mia', chatId)).at(-1)).toBe('good 1500.5 12345678901234567890');
  });

  it('keeps a call that failed, and tries again', async () => {
    const { chatId } = await newLead('/c/winter', 'mia');
    await updateDialog(`chatId=${chatId}&stepId=Hooks/flaky`, 'mia');
    const log = async (outcome: string) =>
      (await client.requests(`kind=sendWebhook&outcome=${outcome}`)).filter(({ url }) =>
        url.endsWith(`c=${chatId}`),
      );
    await eventually('the first attempt', async () => ((await log('retry')).length > 0 ? true : null));
    expect(await place('mia', chatId)).toBe('Hooks/flaky auto');
    await client.advance('mia', '10s');
    await eventually('the second attempt', async () => ((await log('ok')).length > 0 ? true : null));
    const calls = received.filter(({ url }) => url === `/flaky?c=${chatId}`);
    expect(calls).toHaveLength(2);
    // The receiver tells doubles by it.
    expect(new Set(calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    await eventually('the move', async () =>
      (await place('mia', chatId)) === 'Hooks/good waiting' ? true : null,
    );
  });

  it.each(['gone', 'inside', 'cloud', 'private'])(
    'takes the failed branch when the call is to %s',
    async (step) => {
      const { chatId } = await newLead('/c/winter', 'mia');
      await updateDialog(`chatId=${chatId}&stepId=Hooks/${step}`, 'mia');
      await eventually('the move', async () =>
        (await place('mia', chatId)) === 'Hooks/bad waiting' ? true : null,
      );
      const [call] = await client.requests('kind=sendWebhook&outcome=failed&limit=1');
      expect(call?.status).toBe(step === 'gone' ? 410 : null);
      if (step !== 'gone')
        expect(call?.reason).toMatch(/private|loopback|link-local|not allowed|EGRESS_ALLOW/i);
    },
  );
});

describe('updateDialog', () => {
  it('works with each of the seed’s own URLs', async () => {
    const { chatId } = await newLead();
    const step = stepId('leo', 'FD/congratulate');
    expect(await updateDialog(`chatId=${chatId}&stepId=${step}`)).toMatchObject({
      status: 200,
      body: { ok: true, pending: false, dialog: { status: 'waiting', flow: 'FD', step: { id: step } } },
    });
    const stored = await updateDialog(`chatId=${chatId}&details.refID=12345`);
    expect(stored.body).toMatchObject({ dialog: { fields: { refID: '12345' } } });
    await updateDialog(`chatId=${chatId}&fields.refID=54321`);
    await updateDialog(`chatId=${chatId}&fields.userBalance=5000`);
    expect((await client.dialog('leo', chatId)).fields).toMatchObject({ refID: '54321', userBalance: 5000 });
    for (const [status, after] of [
      ['manual', 'manual'],
      ['blocked', 'blocked'],
      ['auto', 'auto'],
    ]) {
      const reply = await updateDialog(`chatId=${chatId}&status=${status}`);
      expect(reply.body).toMatchObject({ dialog: { status: after }, applied: { status } });
    }
    const moved = await updateDialog(`chatId=${chatId}&stepId=${stepId('leo', 'RD/2rd')}&status=auto`);
    expect(moved.body).toMatchObject({ dialog: { flow: 'RD', step: { key: '2rd' }, status: 'waiting' } });
    await updateDialog(`chatId=${chatId}&tags=a,b&tags.add=c`);
    const tagged = await updateDialog(`chatId=${chatId}&tags.remove=a`);
    expect(tagged.body).toMatchObject({ dialog: { tags: ['b', 'c'] } });
  });

  it('takes form and JSON bodies as well, the body over the query', async () => {
    const { chatId } = await newLead();
    const path = `/api/bots/webhooks/${botOf('leo').webhooks[0]?.id}/updateDialog?fields.refID=query`;
    const json = await client.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ chatId, fields: { refID: 'json' }, tags: { add: 'x' } }),
    });
    expect(json.body).toMatchObject({ dialog: { fields: { refID: 'json' }, tags: ['x'] } });
    const form = await client.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `chatId=${chatId}&details.userBalance=7`,
    });
    expect(form.body).toMatchObject({ dialog: { fields: { refID: 'query', userBalance: 7 } } });
  });

  it('before the first message is kept, and goes over the campaign’s start step', async () => {
    const chatId = 123;
    const step = stepId('leo', 'FD/congratulate');
    const kept = await updateDialog(`chatId=${chatId}&stepId=${step}&status=auto&fields.user_id=9`);
    expect(kept).toMatchObject({ status: 200, body: { ok: true, dialog: null, pending: true } });
    expect(await client.findDialog('leo', chatId)).toBe(null);
    await client.acts('leo', chatId, { start: await client.click('/c/summer'), name: 'Bob' });
    expect(await client.texts('leo', chatId)).toEqual(['Bob, you are registered. Your client ID is 9.']);
    const [call] = await client.requests('kind=webhook&limit=1');
    expect(call).toMatchObject({ outcome: 'applied', dialogId: (await client.dialog('leo', chatId)).id });
  });

  it('before the first message with a status alone still greets the lead', async () => {
    nextChat += 1;
    await updateDialog(`chatId=${nextChat}&status=auto&fields.refID=1`);
    await client.acts('leo', nextChat, { text: 'hi', name: 'Cid' });
    expect(await client.texts('leo', nextChat)).toEqual(['Hello, Cid']);
  });

  it('with a guard that does not hold answers 409 and applies nothing', async () => {
    const { chatId } = await newLead();
    const here = stepId('leo', 'Welcome/hello');
    for (const guard of [
      `ifStep=${stepId('leo', 'RD/2rd')}`,
      'ifStatus=manual',
      `ifStep=${here}&ifStatus=auto`,
    ]) {
      const reply = await updateDialog(`chatId=${chatId}&status=blocked&fields.refID=x&${guard}`);
      expect(reply).toMatchObject({ status: 409, body: { error: { code: 'guard_failed' } } });
    }
    expect(await client.dialog('leo', chatId)).toMatchObject({ status: 'waiting', fields: {} });
    const holds = await updateDialog(`chatId=${chatId}&status=manual&ifStep=Welcome/hello&ifStatus=waiting`);
    expect(holds.status).toBe(200);
  });

  it('with a requestId answers a repeat with the first result and applies once', async () => {
    const { chatId } = await newLead();
    const first = await updateDialog(`chatId=${chatId}&fields.refID=1&requestId=r-${chatId}`);
    const again = await updateDialog(`chatId=${chatId}&fields.refID=2&requestId=r-${chatId}`);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect((await client.dialog('leo', chatId)).fields).toEqual({ refID: '1' });

    const together = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        updateDialog(`chatId=${chatId}&tags.add=t${n}&stepId=Welcome/hello&requestId=p-${chatId}`),
      ),
    );
    expect(together.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(new Set(together.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect((await client.dialog('leo', chatId)).tags).toHaveLength(1);
    expect(await client.texts('leo', chatId)).toEqual(['Hello, Ann', 'Hello, Ann']);
    // A guard that failed is the first result as well.
    const guarded = `chatId=${chatId}&ifStatus=finished&requestId=g-${chatId}`;
    expect((await updateDialog(guarded)).status).toBe(409);
    await client.acts('leo', chatId, { text: 'hi' });
    expect((await updateDialog(guarded)).status).toBe(409);
  });
});

describe('a postback', () => {
  it('before the lead has started is kept, and its repeat afterwards is known', async () => {
    nextChat += 1;
    const chatId = nextChat;
    const clickid = await client.click('/c/summer?ad_name=test');
    const sale = `clickid=${clickid}&tracker.event=sale&tracker.cost=20&tracker.tid=1&fields.last_deposit=20`;
    const kept = await reported(sale);
    expect(kept).toMatchObject({ outcome: 'kept', dialogId: null });
    await client.acts('leo', chatId, { start: clickid, name: 'Ann' });
    expect(await client.texts('leo', chatId)).toEqual(['Thank you for 20 USD!']);
    const dialog = await client.dialog('leo', chatId);
    expect(dialog).toMatchObject({ balance: { USD: '20.00' }, events: [{ name: 'sale' }] });
    const log = await client.requests(`kind=postback&cursor=${Number(kept.id) + 1}&limit=1`);
    expect(log[0]).toMatchObject({ id: kept.id, outcome: 'applied', dialogId: dialog.id });
    expect(await reported(sale)).toMatchObject({ outcome: 'duplicate' });
    expect((await client.dialog('leo', chatId)).balance).toEqual({ USD: '20.00' });
  });

  it('of an unknown click is parked, and applied when that click appears and starts', async () => {
    nextChat += 1;
    const clickid = `outside-${nextChat}`;
    const parked = await reported(`clickid=${clickid}&tracker.event=registration&fields.user_id=5`);
    expect(parked).toMatchObject({ outcome: 'parked', reason: `no click has the id "${clickid}"` });
    expect(await client.requests('kind=postback&outcome=parked')).toContainEqual(parked);
    expect(await client.click(`/c/summer?clickid=${clickid}`)).toBe(clickid);
    await client.acts('leo', nextChat, { start: clickid, name: 'Ann' });
    expect(await client.texts('leo', nextChat)).toEqual(['Ann, you are registered. Your client ID is 5.']);
    expect((await client.requests('kind=postback&outcome=parked')).map(({ id }) => id)).not.toContain(
      parked.id,
    );
  });

  it('of a click by which a known lead comes only later is applied then', async () => {
    nextChat += 1;
    await client.acts('leo', nextChat, { text: 'hi', name: 'Ann' });
    const clickid = await client.click('/c/summer');
    const sale = `clickid=${clickid}&tracker.event=sale&tracker.cost=20&tracker.tid=1&fields.last_deposit=20`;
    expect(await reported(sale)).toMatchObject({ outcome: 'kept' });
    await client.acts('leo', nextChat, { start: clickid });
    expect(await client.texts('leo', nextChat)).toEqual(['Hello, Ann', 'Thank you for 20 USD!']);
    expect(await reported(sale)).toMatchObject({ outcome: 'duplicate' });
    // And by a second click of a lead that had come by another one.
    const second = await client.click('/c/summer');
    const resale = `clickid=${second}&tracker.event=resale&tracker.cost=5&tracker.tid=2&fields.last_deposit=5`;
    expect(await reported(resale)).toMatchObject({ outcome: 'kept' });
    await client.acts('leo', nextChat, { start: second });
    expect(await reported(resale)).toMatchObject({ outcome: 'duplicate' });
    expect(await client.dialog('leo', nextChat)).toMatchObject({
      balance: { USD: '25.00' },
      tracker: { clickid },
    });
  });

  it('bound to another campaign than the click’s applies nothing', async () => {
    const { chatId, clickid } = await newLead();
    expect(await reported(`clickid=${clickid}&tracker.event=sale`, 'bound')).toMatchObject({
      outcome: 'otherCampaign',
    });
    // Also when the click came only after the postback.
    const later = `later-${chatId}`;
    const parked = await reported(`clickid=${later}&tracker.event=registration`, 'bound');
    expect(parked.outcome).toBe('parked');
    await client.click(`/c/summer?clickid=${later}`);
    nextChat += 1;
    await client.acts('leo', nextChat, { start: later, name: 'Ann' });
    expect(await client.dialog('leo', nextChat)).toMatchObject({ events: [], flow: 'Welcome' });
    const other = await client.requests('kind=postback&outcome=otherCampaign');
    expect(other.map(({ id }) => id)).toContain(parked.id);
    expect((await client.dialog('leo', chatId)).events).toEqual([]);
  });

  it('is parked without a click id, and an operator says whose it is', async () => {
    const { chatId } = await newLead();
    const parked = await reported('clickid={sub1}&tracker.event=sale&tracker.cost=7');
    expect(parked).toMatchObject({ outcome: 'parked', reason: 'the request names no click id' });
    expect(parked.warnings.join()).toContain('{sub1}');
    const { id } = await client.dialog('leo', chatId);
    const assigned = await client.api('POST', `/requests/${parked.id}/assign`, { dialogId: id });
    expect(assigned).toMatchObject({ status: 200, body: { outcome: 'applied', dialogId: id } });
    expect((await client.dialog('leo', chatId)).balance).toEqual({ USD: '7.00' });
    // Processed again it is still that lead's, and still the same deposit.
    const [applied] = await client.requests('kind=postback&limit=1');
    const again = await client.replay(applied?.id ?? '');
    expect(again).toMatchObject({ outcome: 'duplicate', dialogId: id });
  });

  it('that waited and was processed again is not applied a second time', async () => {
    const { chatId } = await newLead();
    const later = `later${chatId}`;
    const parked = await reported(`clickid=${later}&tracker.event=deposit&tracker.cost=7`);
    expect(parked.outcome).toBe('parked');
    const { id } = await client.dialog('leo', chatId);
    await client.api('POST', `/requests/${parked.id}/assign`, { dialogId: id });
    expect((await client.dialog('leo', chatId)).balance).toEqual({ USD: '7.00' });
    await client.click(`/c/summer?clickid=${later}`);
    nextChat += 1;
    await client.acts('leo', nextChat, { start: later, name: 'Ann' });
    expect(await client.dialog('leo', nextChat)).toMatchObject({ events: [], balance: {} });

    const clickid = await client.click('/c/summer');
    const kept = await reported(`clickid=${clickid}&tracker.event=deposit&tracker.cost=5`);
    const again = await client.api('POST', `/requests/${kept.id}/replay`);
    expect(again).toMatchObject({ status: 200, body: { outcome: 'kept' } });
    nextChat += 1;
    await client.acts('leo', nextChat, { start: clickid, name: 'Ann' });
    expect((await client.dialog('leo', nextChat)).balance).toEqual({ USD: '5.00' });
    const replayed = await client.requests('kind=postback&outcome=replayed');
    expect(replayed.map((one) => one.id)).toEqual(expect.arrayContaining([parked.id, kept.id]));
  });

  it('in a dry run says what would happen and writes nothing', async () => {
    const { chatId, clickid } = await newLead();
    const before = [
      await client.dialog('leo', chatId),
      await client.timeline('leo', chatId),
      await client.requests('limit=5'),
    ];
    const query = `clickid=${clickid}&tracker.event=sale&tracker.cost=20&tracker.tid=1&fields.last_deposit=20&fields.fresh=x`;
    for (const body of [{ query }, { url: `https://any.example/x?${query}` }]) {
      expect(await client.dryRun(postbackId('partner'), body)).toMatchObject({
        dryRun: true,
        outcome: 'applied',
        dialogId: (await client.dialog('leo', chatId)).id,
        event: { name: 'sale', ordinal: 1, cost: '20', currency: 'USD', tid: '1' },
        fields: { last_deposit: 20, fresh: 'x' },
        rule: { campaign: 'summer', on: 'sale', move: 'RD/FD' },
        step: 'RD/tell-keitaro',
        status: 'waiting',
        messages: [{ text: 'Thank you for 20 USD!' }],
      });
    }
    const after = [
      await client.dialog('leo', chatId),
      await client.timeline('leo', chatId),
      await client.requests('limit=5'),
    ];
    expect(after).toEqual(before);
    expect(await client.dryRun(postbackId('partner'), { query: 'clickid=nobody&event=sale' })).toMatchObject({
      outcome: 'parked',
    });
  });

  it('is processed again by replay: a repeat stays a repeat, a dry run writes nothing', async () => {
    const { chatId, clickid } = await newLead();
    const sale = await reported(`clickid=${clickid}&tracker.event=sale&tracker.cost=20&tracker.tid=1`);
    expect(await client.replay(sale.id)).toMatchObject({ dryRun: false, outcome: 'duplicate' });
    const other = await reported(`clickid=${clickid}&tracker.event=withdrawal&tracker.cost=-5`);
    expect(await client.replay(other.id, { dryRun: true })).toMatchObject({
      dryRun: true,
      outcome: 'applied',
      event: { ordinal: 2 },
    });
    expect((await client.dialog('leo', chatId)).balance).toEqual({ USD: '15.00' });
    expect(await client.replay(other.id)).toMatchObject({ outcome: 'applied', event: { ordinal: 2 } });
    expect((await client.dialog('leo', chatId)).balance).toEqual({ USD: '10.00' });
    const webhook = await updateDialog(`chatId=${chatId}&status=manual&requestId=x${chatId}`);
    expect(webhook.status).toBe(200);
    await updateDialog(`chatId=${chatId}&status=auto`);
    const logged = (await client.requests('kind=webhook')).find(({ url }) => url.includes(`x${chatId}`));
    expect(await client.replay(logged?.id ?? '')).toMatchObject({ outcome: 'applied' });
    expect((await client.dialog('leo', chatId)).status).toBe('manual');
  });
});

describe("an operator's event", () => {
  it('fires the rule like any other, once', async () => {
    const { chatId, clickid } = await newLead();
    const { id } = await client.dialog('leo', chatId);
    const event = { name: 'registration' };
    const reply = await client.api('POST', `/dialogs/${id}/events`, event);
    expect(reply).toMatchObject({ status: 200, body: { flow: 'FD', step: { key: 'congratulate' } } });
    expect(await reported(`clickid=${clickid}&tracker.event=registration`)).toMatchObject({
      outcome: 'duplicate',
    });
  });
});

describe('the clock of the simulator', () => {
  it('plays chained delays in their order, each at its own time', async () => {
    const { chatId } = await newLead('/c/winter', 'mia');
    await updateDialog(`chatId=${chatId}&stepId=Slow/first`, 'mia');
    const base = (await client.texts('mia', chatId)).length;
    const said = async () =>
      (await client.messages('mia', chatId)).filter((one) => one.direction === 'out').slice(base);
    await client.advance('mia', '59m');
    await client.settled();
    expect(await said()).toEqual([]);
    await client.advance('mia', '30d');
    await eventually('the end of the flow', async () =>
      (await place('mia', chatId)) === 'Slow/fourth waiting' ? true : null,
    );
    await eventually('the messages', async () =>
      (await said()).every(({ state }) => state === 'sent') ? true : null,
    );
    const messages = await said();
    expect(messages.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    const [one = 0, two = 0, three = 0] = messages.map(({ at }) => Date.parse(at));
    expect(two - one).toBe(600_000);
    expect(new Date(three).getUTCDay()).toBe(1);
    expect(new Date(three).toISOString().slice(11, 16)).toBe('15:30');
    expect(three).toBeGreaterThanOrEqual(two + 1_800_000);
  });
});

describe('the funnel', () => {
  it('exports what was applied, and applying it again changes nothing', async () => {
    const { changes } = await client.apply(parse(await client.export('mia')));
    expect(changes.filter(({ object }) => object !== 'secret')).toEqual([]);
  });
});

describe('a webhook', () => {
  it('that is rotated works under both ids for a while, and shows its last call', async () => {
    const { chatId } = await newLead('/c/winter', 'mia');
    const webhooks = async () => {
      const { body } = await client.api('GET', '/webhooks');
      return pageOf(webhookSummary).parse(body).items;
    };
    const [old] = (await webhooks()).filter((one) => one.bot === 'mia');
    const call = (id: string) =>
      client.fetch(`/api/bots/webhooks/${id}/updateDialog?chatId=${chatId}&tags.add=called`);
    const rotated = await client.api('POST', `/webhooks/${old?.id}/rotate`, { keepOldFor: '1h' });
    expect(rotated.status).toBe(200);
    const fresh = webhookSummary.parse(rotated.body);
    expect(fresh.id).not.toBe(old?.id);
    expect([(await call(fresh.id)).status, (await call(old?.id ?? '')).status]).toEqual([200, 200]);
    const [shown] = (await webhooks()).filter((one) => one.id === fresh.id);
    expect(shown).toMatchObject({ key: old?.key, lastCall: { outcome: 'applied' } });
    const again = await client.api('POST', `/webhooks/${fresh.id}/rotate`, { keepOldFor: '0s' });
    const last = webhookSummary.parse(again.body);
    expect([(await call(last.id)).status, (await call(fresh.id)).status]).toEqual([200, 404]);
  });
});
