/** Bad input against the running server (product rules on postbacks 3.5-3.9 and on updateDialog 5.2). */
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type App, startApp } from '../support/app.ts';
import { type Applied, Client } from '../support/client.ts';

let app: App;
let client: Client;
let postbackPath = '';
let limitedPath = '';
let webhookPath = '';
let clickid = '';
const chatId = 4242;
/** Numbers of the requests that were stored. */
const stored: string[] = [];

const bot = `
version: 1
bots:
  - key: ivy
    name: Ivy
    channel: simulator
    start: A/a
    fields: [{ key: age, type: number }, { key: day, type: date }, { key: note, type: text }]
    webhooks: [{ key: office }, { key: tagger, operations: [tags] }]
    flows:
      - key: A
        steps:
          - { key: a, kind: sendMessage, messages: [{ text: "Hello {{name}} {{fields.note}}" }], finish: waiting, stay: true }
campaigns:
  - { key: spring, bot: ivy, start: A/a }
postbacks:
  - { key: open, network: custom }
  - { key: slow, network: custom, rateLimit: 2 }
`;

beforeAll(async () => {
  app = await startApp({ DEMO: '0' });
  client = new Client(app);
  const { parse } = await import('yaml');
  const drawn: Applied = await client.apply(parse(bot));
  const pathOf = (key: string) =>
    `/api/postbacks/${drawn.postbacks.find((one) => one.key === key)?.id}/tracker-postback`;
  postbackPath = pathOf('open');
  limitedPath = pathOf('slow');
  webhookPath = new URL(drawn.bots[0]?.webhooks[0]?.url ?? '').pathname;
  clickid = await client.click('/c/spring');
  await client.acts('ivy', chatId, { start: clickid, name: 'Ann' });
});
afterAll(async () => {
  await app?.stop();
});

const accepted = z.object({ ok: z.literal(true), request: z.string() });

/** A postback that is stored; answers what became of it. */
async function postback(query: string, init: RequestInit = {}) {
  const reply = await client.fetch(`${postbackPath}?${query}`, init);
  expect(reply.status).toBe(200);
  stored.push(accepted.parse(reply.body).request);
  return client.outcomeOf(reply.body);
}

const updateDialog = (query: string, init: RequestInit = {}) => client.fetch(`${webhookPath}?${query}`, init);

const post = (body: string | Uint8Array<ArrayBuffer>, contentType?: string): RequestInit => ({
  method: 'POST',
  body,
  ...(contentType === undefined ? {} : { headers: { 'content-type': contentType } }),
});

/** Bytes that no HTTP library would send; answers the status line's code, 0 when the line was cut. */
function raw(bytes: Buffer | string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(app.url);
  return new Promise((done, fail) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    const late = setTimeout(() => socket.destroy(new Error('no answer within 10 s')), 10_000);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // The server may hang up on what it refuses before we have sent all of it.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') fail(error);
    });
    socket.on('close', () => {
      clearTimeout(late);
      done({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text });
    });
    socket.write(bytes);
  });
}

const request = (method: string, path: string, head = '', body: Buffer | string = '') => {
  const bytes = Buffer.from(body);
  const length = bytes.length > 0 ? `content-length: ${bytes.length}\r\n` : '';
  return Buffer.concat([
    Buffer.from(
      `${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${length}${head}\r\n`,
      'latin1',
    ),
    bytes,
  ]);
};

/** Stored through the raw socket: answers what became of it. */
async function rawPostback(bytes: Buffer) {
  const { status, text } = await raw(bytes);
  expect(status).toBe(200);
  const answer = accepted.parse(JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)));
  stored.push(answer.request);
  return client.outcomeOf(answer);
}

const fields = async () => (await client.dialog('ivy', chatId)).fields;

describe('a postback', () => {
  it('with keys of the prototype writes nothing there and keeps the rest', async () => {
    const logged = await postback(
      `clickid=${clickid}&event=x&fields.__proto__=1&fields.constructor=2&fields.__proto__.y=3&__proto__.z=4&fields.note=kept`,
    );
    expect(logged.outcome).toBe('applied');
    expect(logged.warnings.length).toBeGreaterThan(0);
    expect(await fields()).toEqual({ note: 'kept' });
    const body = `{"clickid":"${clickid}","event":"x","__proto__":{"clickid":"no"},"fields":{"__proto__":{"a":1},"constructor":{"prototype":{"b":2}},"note":"json"}}`;
    expect((await postback('', post(body, 'application/json'))).outcome).toBe('applied');
    expect(await fields()).toEqual({ note: 'json' });
  });

  it.each([
    ['1,5', '1.5'],
    ['1 500.00', '1500.00'],
    ['-10', '-10'],
    ['1e400', null],
    ['NaN', null],
    ['Infinity', null],
    ['-Infinity', null],
    ['twenty', null],
    ['0x10', null],
    ['', null],
    ['9'.repeat(60), null],
    ['9'.repeat(5000), null],
  ])('with the cost %.20s still records its event', async (cost, expected) => {
    const logged = await postback(
      `clickid=${clickid}&tracker.event=resale&tracker.tid=${Math.random()}&tracker.cost=${encodeURIComponent(cost)}`,
    );
    expect(logged.outcome).toBe('applied');
    expect((await client.dialog('ivy', chatId)).events[0]?.cost).toBe(expected);
    if (expected === null && cost !== '') expect(logged.warnings.join()).toContain('amount');
  });

  it('with unfilled macros counts them as absent', async () => {
    for (const placeholder of ['{sub1}', '%7Bclickid%7D', '{{clickid}}', '%257Bsub1%257D']) {
      const logged = await postback(`clickid=${placeholder}&tracker.event=sale`);
      expect(logged.outcome).toBe('parked');
      expect(logged.warnings.join()).toContain('not filled in');
    }
    const logged = await postback(
      `clickid=${clickid}&event=y&cost={cost}&tid={tid}&currency={cur}&fields.note={note}&fields.age=%7Bage%7D`,
    );
    expect(logged).toMatchObject({ outcome: 'applied' });
    expect(logged.warnings).toHaveLength(5);
    expect((await client.dialog('ivy', chatId)).events[0]).toMatchObject({
      name: 'y',
      cost: null,
      tid: null,
    });
    expect(await fields()).toEqual({ note: 'json' });
  });

  it('of a repeated key takes the last value, of the body before the query', async () => {
    await postback(`clickid=no&clickid=${clickid}&event=z&fields.note=1&fields.note=2`);
    expect(await fields()).toMatchObject({ note: '2' });
    await postback('clickid=no&event=z&fields.note=query', post(`clickid=${clickid}&fields.note=body`));
    expect(await fields()).toMatchObject({ note: 'body' });
  });

  it('with any content type, or none, is stored and read as what it looks like', async () => {
    const json = JSON.stringify({ clickid, event: 'json', tid: '1' });
    for (const [n, type] of [
      'application/json',
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/octet-stream',
      'multipart/form-data; boundary=x',
      'nonsense',
      ';;;',
      '*/*',
      'application/json; charset=utf-16',
      `${'a'.repeat(500)}/b`,
    ].entries()) {
      const body = json.replace('"1"', `"t${n}"`);
      const logged = await rawPostback(request('POST', postbackPath, `content-type: ${type}\r\n`, body));
      expect([type, logged.outcome]).toEqual([type, type.startsWith('multipart') ? 'parked' : 'applied']);
    }
    expect((await rawPostback(request('POST', postbackPath, '', json))).outcome).toBe('applied');
  });

  it('with a body that is broken, poisoned or deep is stored', async () => {
    for (const body of [
      '{',
      '{"clickid":',
      '[]',
      'null',
      '"text"',
      '{"a":'.repeat(5000),
      `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
      '{"__proto__":null}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      '{"clickid":{"a":1},"event":[]}',
      '%%%=%%%&%zz=%e2%82',
      '<xml/>',
      '\u2028',
    ]) {
      const logged = await postback('', post(body, 'application/json'));
      expect(['parked', 'applied', 'ignored']).toContain(logged.outcome);
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('with NUL bytes, bytes that are no UTF-8 and halves of characters is stored and read', async () => {
    const nul = await rawPostback(
      request(
        'POST',
        postbackPath,
        '',
        Buffer.from(`clickid=${clickid}&event=n\0ul&fields.note=a\0b&tid=\0`),
      ),
    );
    expect(nul.outcome).toBe('applied');
    expect(await fields()).toMatchObject({ note: 'ab' });
    const bytes = Buffer.concat([
      Buffer.from(`clickid=${clickid}&event=bytes&fields.note=`),
      Buffer.from([0xff, 0xfe, 0xed, 0xa0, 0x80, 0xc3]),
    ]);
    expect((await rawPostback(request('POST', postbackPath, '', bytes))).outcome).toBe('applied');
    const halves = `clickid=${clickid}&event=halves&fields.note=x%ED%A0%BDy%00%FF&tid=%ED%B8%80`;
    expect((await rawPostback(request('GET', `${postbackPath}?${halves}`))).outcome).toBe('applied');
    const json = `{"clickid":"${clickid}","event":"j","tid":"\\ud83d","fields":{"note":"\\ude00\\u0000x"}}`;
    expect((await postback('', post(json, 'application/json'))).outcome).toBe('applied');
    const note = (await fields()).note;
    expect(note).toBe('\ufffdx');
    // An id of 600 wide characters, cut in the middle of one.
    const wide = `a${encodeURIComponent('😀'.repeat(600))}`;
    expect((await postback(`clickid=${wide}&event=w`)).outcome).toBe('parked');
  });

  it('with an event, a tid or fields of all sorts never leaves the path', async () => {
    for (const query of [
      'event=__proto__',
      'event=constructor',
      'event=toString&tid=1',
      'event=resale%232',
      `event=${'e'.repeat(10_000)}`,
      'event=%E2%80%AEevil',
      `event=t&tid=${'t'.repeat(20_000)}`,
      `event=t&tid=${encodeURIComponent('😀'.repeat(2000))}`,
      `event=t&currency=${'x'.repeat(100)}`,
      'event=t&currency=__proto__',
      `event=t&fields.age=${'9'.repeat(300)}`,
      'event=t&fields.day=2024-13-45',
      `event=t&fields.note=${'x'.repeat(5000)}`,
      `event=t&${'fields.a b=1&'.repeat(10)}`,
      `event=t&${Array.from({ length: 2000 }, (_, n) => `p${n}=1`).join('&')}`,
      `event=t&${'a[b]'.repeat(20)}=1`,
      "event=t&fields.note=';drop table dialog;--",
      'event=t&&&&=&=x&?&#',
    ]) {
      expect((await postback(`clickid=${clickid}&${query}`)).outcome).toMatch(/applied|ignored|duplicate/);
    }
    const dialog = await client.dialog('ivy', chatId);
    expect(dialog.fields.note).toBe("';drop table dialog;--");
    expect(dialog.events.every(({ ordinal }) => Number.isInteger(ordinal) && ordinal > 0)).toBe(true);
  });

  it('above 64 KiB is 413, just below it is stored; an unknown id is 404', async () => {
    const big = 'x'.repeat(1_000_000);
    expect((await client.fetch(postbackPath, post(`clickid=${clickid}&fields.note=${big}`))).status).toBe(
      413,
    );
    const long = await raw(request('GET', `${postbackPath}?clickid=${clickid}&x=${'y'.repeat(66_000)}`));
    expect(long.status).toBe(413);
    // A megabyte of query is more than any HTTP server reads before it answers.
    expect([413, 431]).toContain((await raw(request('GET', `${postbackPath}?x=${big}`))).status);
    const fits = await postback(
      `x=${'y'.repeat(50_000)}`,
      post(`clickid=${clickid}&event=fits&z=${'y'.repeat(60_000)}`),
    );
    expect(fits.outcome).toBe('applied');
    for (const id of [
      'nobody',
      '%00',
      'a'.repeat(90),
      '..%2f..',
      '%F0%9F%98%80',
      '__proto__',
      'constructor',
    ]) {
      const reply = await raw(request('GET', `/api/postbacks/${id}/tracker-postback?clickid=1`));
      expect([id, reply.status]).toEqual([id, 404]);
    }
  });

  it('to an id of more than a hundred characters is 404', async () => {
    const path = `/api/postbacks/${'x'.repeat(150)}/tracker-postback`;
    expect((await fetch(`${app.url}${path}`)).status).toBe(404);
  });

  it('above the rate limit is 429 with Retry-After', async () => {
    const replies = await Promise.all(
      Array.from({ length: 12 }, () => client.fetch(`${limitedPath}?clickid=${clickid}&event=r`)),
    );
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    for (const reply of replies) if (reply.status === 200) stored.push(accepted.parse(reply.body).request);
    expect(replies.every(({ status }) => status === 200 || status === 429)).toBe(true);
  });

  it('by HEAD or by a link preview never acts', async () => {
    await client.settled();
    const before = await client.requests('kind=postback&limit=1');
    const path = `${postbackPath}?clickid=${clickid}&event=preview`;
    expect((await client.fetch(path, { method: 'HEAD' })).status).toBe(200);
    for (const agent of [
      'TelegramBot (like TwitterBot)',
      'facebookexternalhit/1.1',
      'Slackbot-LinkExpanding 1.0',
    ]) {
      expect((await client.fetch(path, { headers: { 'user-agent': agent } })).status).toBe(200);
    }
    expect((await client.fetch(path, { headers: { purpose: 'prefetch' } })).status).toBe(200);
    await client.settled();
    expect(await client.requests('kind=postback&limit=1')).toEqual(before);
  });

  it('by another method is refused without a 5xx', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'BREW']) {
      const { status } = await raw(request(method, postbackPath));
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
  });
});

describe('updateDialog', () => {
  const wrong = async (reply: Awaited<ReturnType<typeof updateDialog>>) => {
    expect(reply.status).toBe(400);
    const shape = z.object({
      error: z.object({
        code: z.literal('invalid_parameter'),
        parameters: z.array(z.object({ name: z.string(), reason: z.string().min(1) })),
      }),
    });
    return shape.parse(reply.body).error.parameters.map(({ name }) => name);
  };

  it('names each wrong parameter and applies none', async () => {
    const before = await client.dialog('ivy', chatId);
    const names = await wrong(
      await updateDialog(
        `chatId=${chatId}&stepId=nowhere&status=happy&fields.note=new&fields.age=old&details.day=never&fields.__proto__=1&fields.a%20b=1&ifStatus=sad&ifStep=&tags=${'t'.repeat(65)}&requestId=a%20b&wrong=1`,
      ),
    );
    expect(names.sort()).toEqual(
      [
        'details.day',
        'fields.__proto__',
        'fields.a b',
        'fields.age',
        'ifStatus',
        'ifStep',
        'requestId',
        'status',
        'stepId',
        'tags',
        'wrong',
      ].sort(),
    );
    expect(await client.dialog('ivy', chatId)).toEqual(before);
    const [logged] = await client.requests('kind=webhook&limit=1');
    expect(logged).toMatchObject({ outcome: 'rejected', status: 400 });
  });

  it.each([
    '',
    'chatId=',
    'chatId=x',
    'chatId=1.5',
    'chatId=1e5',
    'chatId=0',
    'chatId=99999999999999999',
    'chatId=%00',
    'chatId=1,2',
    'chatId={chatId}',
  ])('without a usable chatId (%s) is refused', async (query) => {
    expect(await wrong(await updateDialog(query))).toEqual(['chatId']);
  });

  it('refuses what it cannot read whole', async () => {
    const before = await client.dialog('ivy', chatId);
    const json = (body: string) => updateDialog(`chatId=${chatId}`, post(body, 'application/json'));
    for (const body of ['{', '<xml/>', '{"__proto__":{"fields":{"note":"x"}},"fields":{"note":"y"}}']) {
      await wrong(await json(body));
    }
    await wrong(await json(`{"fields":{"note":"y"},"a":${'{"a":'.repeat(20)}1${'}'.repeat(20)}}`));
    await wrong(await updateDialog(`chatId=${chatId}&fields.note=y&${'n'.repeat(300)}=1`));
    await wrong(await updateDialog(`chatId=${chatId}&fields.note=${'x'.repeat(5000)}`));
    const many = Array.from({ length: 1001 }, () => 'status=auto').join('&');
    await wrong(await updateDialog(`${many}&chatId=${chatId}&fields.note=y`));
    expect(await client.dialog('ivy', chatId)).toEqual(before);
  });

  it('knows no webhook of another id, and no step of another bot', async () => {
    for (const id of ['nobody', 'constructor', '%00']) {
      const { status } = await raw(request('GET', `/api/bots/webhooks/${id}/updateDialog?chatId=1`));
      expect([id, status]).toEqual([id, 404]);
    }
    expect(
      await wrong(await updateDialog(`chatId=${chatId}&stepId=00000000-0000-4000-8000-000000000000`)),
    ).toEqual(['stepId']);
  });

  it('does not keep the others waiting when a request holds what the database cannot', async () => {
    const body = Buffer.from(`chatId=${chatId}&fields.note=n\0ul`);
    const started = Date.now();
    const [poisoned, plain] = await Promise.all([
      raw(request('POST', webhookPath, 'content-type: application/x-www-form-urlencoded\r\n', body)),
      updateDialog(`chatId=${chatId}&tags.add=plain`),
    ]);
    expect([poisoned.status, plain.status]).toEqual([200, 200]);
    expect(Date.now() - started).toBeLessThan(8000);
    expect(await fields()).toMatchObject({ note: 'nul' });
  });

  it('by HEAD or a link preview never acts; too much is 413', async () => {
    const before = await client.dialog('ivy', chatId);
    expect((await updateDialog(`chatId=${chatId}&status=blocked`, { method: 'HEAD' })).status).toBe(200);
    const agent = { headers: { 'user-agent': 'TelegramBot (like TwitterBot)' } };
    expect((await updateDialog(`chatId=${chatId}&status=blocked`, agent)).status).toBe(200);
    expect((await updateDialog('', post('x'.repeat(1_000_000)))).status).toBe(413);
    expect(await client.dialog('ivy', chatId)).toEqual(before);
  });
});

describe('the click link', () => {
  it('takes any parameters and never answers 5xx', async () => {
    for (const query of [
      'a=%zz',
      'clickid=a b',
      `clickid=${'x'.repeat(65)}`,
      '__proto__=1&constructor=2',
      'x=%00%ED%A0%80',
      `long=${'y'.repeat(10_000)}`,
    ]) {
      const reply = await raw(request('GET', `/c/spring?${query.replaceAll(' ', '%20')}`));
      expect([query.slice(0, 20), reply.status]).toEqual([query.slice(0, 20), 302]);
    }
    expect((await client.fetch('/c/nobody')).status).toBe(404);
    expect((await raw(request('GET', `/c/spring?${'y'.repeat(70_000)}`))).status).toBe(413);
  });
});

describe('a lead', () => {
  it('writes whatever it wants', async () => {
    for (const text of [
      '',
      '\0',
      '\ud83d',
      '{{name}}',
      '/start',
      `/start ${'x'.repeat(64)}`,
      '<b>',
      '😀'.repeat(2000),
    ]) {
      await client.acts('ivy', 777, { text, name: '{{fields.note}}', username: '\0' });
    }
    for (const button of ['', ':', 'x:1:2:3', '__proto__:0:0:0']) await client.acts('ivy', 777, { button });
    const messages = await client.messages('ivy', 777);
    // A value is never read again as a template.
    expect(messages.find(({ direction }) => direction === 'out')?.text).toBe('Hello {{fields.note}} ');
  });
});

describe('random requests', () => {
  const word = fc.oneof(
    fc.constantFrom(
      ...[
        'clickid',
        'tracker.event',
        'event',
        'tracker.cost',
        'cost',
        'tid',
        'currency',
        'status',
        'chatId',
        'stepId',
      ],
      ...[
        'fields.note',
        'fields.age',
        'details.day',
        'fields.__proto__',
        'tags',
        'tags.add',
        'requestId',
        'ifStep',
      ],
    ),
    fc.string({ maxLength: 12 }),
  );
  const value = fc.oneof(
    fc.constantFrom(
      '4242',
      'sale',
      'resale',
      'registration',
      '{sub1}',
      'A/a',
      'auto',
      '1e400',
      '-5',
      '%00',
      '%zz',
      '%ED%A0%80',
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.nat().map(String),
  );
  const pairs = fc.array(fc.tuple(word, value), { maxLength: 8 });
  const encode = (list: [string, string][], plain: boolean) =>
    list.map(([name, text]) => (plain ? `${name}=${text}` : `${escaped(name)}=${escaped(text)}`)).join('&');
  const escaped = (text: string) => encodeURIComponent(text.toWellFormed());
  const type = fc.constantFrom(
    'application/json',
    'application/x-www-form-urlencoded',
    'text/plain',
    '',
    'x',
  );
  const body = fc.oneof(
    fc.json(),
    pairs.map((list) => encode(list, false)),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );
  const query = fc.tuple(pairs, fc.boolean()).map(([list, plain]) =>
    // What cannot stand in a request line at all would be refused before it reaches us.
    encode(list, plain).replace(/[^\x21-\x7e]/gu, (sign) => escaped(sign)),
  );

  const fuzz = (path: () => string, runs: number, allowed: (status: number) => boolean) =>
    fc.assert(
      fc.asyncProperty(query, fc.option(fc.tuple(type, body)), async (text, sent) => {
        const bytes = sent
          ? request('POST', `${path()}?${text}`, sent[0] ? `content-type: ${sent[0]}\r\n` : '', sent[1])
          : request('GET', `${path()}?${text}`);
        const reply = await raw(bytes);
        if (!allowed(reply.status)) throw new Error(`answered ${reply.status}: ${reply.text.slice(0, 500)}`);
        const number = /"request":"(\d+)"/.exec(reply.text)?.[1];
        if (number && path() === postbackPath) stored.push(number);
      }),
      { numRuns: runs, endOnFailure: true },
    );

  it('to a postback are all stored', async () => {
    await fuzz(
      () => postbackPath,
      400,
      (status) => status === 200,
    );
  });

  it('to updateDialog answer 200, 400 or 409', async () => {
    await fuzz(
      () => webhookPath,
      300,
      (status) => status === 200 || status === 400 || status === 409,
    );
  });

  it('to the click link answer 302, or refuse a method that is none of its', async () => {
    await fuzz(
      () => '/c/spring',
      150,
      (status) => status === 302 || (status >= 400 && status < 500),
    );
  });

  it('leave nothing waiting and nothing lost', async () => {
    await client.settled();
    expect(await client.gauge('signalbox_inbox_backlog')).toBe(0);
    const logged = new Set<string>();
    const all = z.object({
      items: z.array(z.looseObject({ id: z.string(), outcome: z.string() })),
      nextCursor: z.string().nullable(),
    });
    for (let cursor = ''; ; ) {
      const reply = await client.api(
        'GET',
        `/requests?kind=postback&limit=200${cursor && `&cursor=${cursor}`}`,
      );
      const page = all.parse(reply.body);
      for (const { id, outcome } of page.items) {
        logged.add(id);
        expect([id, outcome]).not.toEqual([id, 'failed']);
      }
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(stored.length).toBeGreaterThan(400);
    expect(stored.filter((id) => !logged.has(id))).toEqual([]);
    // Nothing broke a batch on the way.
    expect(app.output()).not.toContain('work failed');
    expect(await client.gauge('signalbox_problems_total')).toBe(0);
  });
});
