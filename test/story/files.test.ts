/** Files both ways, on the real server with a strict Bot API server: kept, served without trust, sent, forgotten. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiMessage, attachment, uploadedFile } from '../../src/api/contract.ts';
import { type App, startApp } from '../support/app.ts';
import { Client, eventually } from '../support/client.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type FakeBot, type FakeTelegram, startFakeTelegram } from '../support/fakeTelegram/fakeTelegram.ts';

const bot = 'mia';
const png = Buffer.from('\x89PNG\r\n\x1a\nnot much of a picture', 'latin1');
const mp4 = Buffer.from('\0\0\0\x20ftypisom and so on', 'latin1');

let test: TestDatabase;
let fake: FakeTelegram;
let fakeBot: FakeBot;
let app: App;
let client: Client;
/** Everything that was answered to anybody. */
const answers: string[] = [];

beforeAll(async () => {
  test = await testDatabase();
  fake = await startFakeTelegram();
  fakeBot = fake.addBot({ username: 'mia_bot' });
  app = await startApp({
    ...{ DATABASE_URL: test.url, SIGNALBOX_SECRET: 'a-secret-of-the-test', DEMO: '0', LOG_LEVEL: 'debug' },
    ...{ TELEGRAM_API_ROOT: fake.root, FUNNEL_MIA_TOKEN: fakeBot.token },
  });
  client = new Client(app);
  await client.apply({
    version: 1,
    bots: [
      {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the reference that a funnel file writes.
        ...{ key: bot, name: 'Mia', channel: 'telegram', token: '${FUNNEL_MIA_TOKEN}', start: 'A/ask' },
        flows: [
          {
            key: 'A',
            steps: [{ key: 'ask', kind: 'sendMessage', messages: [{ text: 'Ask' }], finish: 'waiting' }],
          },
        ],
      },
    ],
  });
});

afterAll(async () => {
  await app?.stop();
  await fake?.stop();
  await test?.drop();
});

type Answer = { status: number; headers: Headers; bytes: Buffer };

async function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const given = { authorization: `Bearer ${app.adminKey}`, ...headers };
  const answer = await fetch(`${app.url}${path}`, { headers: given });
  const bytes = Buffer.from(await answer.arrayBuffer());
  answers.push(JSON.stringify([...answer.headers]), bytes.toString('latin1'));
  return { status: answer.status, headers: answer.headers, bytes };
}

async function upload(content: Buffer, name: string, type = 'application/octet-stream'): Promise<Response> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(content)], { type }), name);
  const headers = { authorization: `Bearer ${app.adminKey}` };
  return fetch(`${app.url}/api/v1/files`, { method: 'POST', body: form, headers });
}

const uploaded = async (content: Buffer, name: string): Promise<string> =>
  `file:${uploadedFile.parse(await (await upload(content, name)).json()).id}`;

const say = async (chatId: number, body: object) => {
  const { id } = await client.dialog(bot, chatId);
  return client.api('POST', `/dialogs/${id}/messages`, body);
};

/** A lead in a dialog that has begun. */
async function lead(id: number) {
  const person = fake.lead(fakeBot, { id, firstName: `Lead ${id}` });
  person.start();
  await eventually(`the dialog with ${id}`, () => client.findDialog(bot, id));
  return person;
}

/** The lead's message of this kind, when its file has come or failed. */
const received = (chatId: number, kind: string): Promise<ApiMessage> =>
  eventually(`${kind} of ${chatId}`, async () => {
    const found = (await client.messages(bot, chatId)).find((one) => one.kind === kind);
    return found?.attachments?.some(({ state }) => state !== 'coming') ? found : null;
  });

const fileOf = (message: ApiMessage): z.infer<typeof attachment> =>
  attachment.parse(message.attachments?.[0]);

const kept = async (): Promise<string[]> =>
  (await readdir(app.dataDir, { recursive: true, withFileTypes: true }))
    .filter(({ parentPath }) => parentPath.startsWith(join(app.dataDir, 'received')))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe('what a lead sends', () => {
  it('is fetched, shown with its caption, and served as a picture', async () => {
    const ann = await lead(1);
    ann.send('photo', { content: png, caption: 'my passport' });
    const message = await received(1, 'photo');
    expect(message).toMatchObject({ text: 'my passport', media: 'photo' });
    const file = fileOf(message);
    expect(file).toMatchObject({ n: 0, kind: 'photo', mime: 'image/png', size: png.length, state: 'kept' });
    const answer = await get(file.url ?? '');
    expect([answer.status, answer.bytes.equals(png)]).toEqual([200, true]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': expect.stringMatching(/^inline; /),
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
  });

  it('decides nothing in a browser: neither its name nor its type is believed', async () => {
    const eve = await lead(2);
    const page = Buffer.from('<html><script>alert(1)</script>');
    eve.send('document', {
      content: page,
      name: '../../"evil\u202e\r\nset-cookie: x.png',
      mime: 'text/html',
    });
    const file = fileOf(await received(2, 'document'));
    expect(file.name).not.toMatch(/[/\\"\r\n\u202e]/);
    const answer = await get(file.url ?? '');
    expect(answer.bytes.equals(page)).toBe(true);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[A-Za-z0-9._ -]+"; /);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('is served in parts to players', async () => {
    const cat = await lead(3);
    cat.send('video', { content: mp4, name: 'cat.mp4' });
    const { url } = fileOf(await received(3, 'video'));
    const part = await get(url ?? '', { range: 'bytes=4-7' });
    expect([part.status, part.bytes.toString(), part.headers.get('content-range')]).toEqual([
      ...[206, 'ftyp', `bytes 4-7/${mp4.length}`],
    ]);
    expect((await get(url ?? '', { range: 'bytes=-2' })).bytes.toString()).toBe('on');
    expect((await get(url ?? '', { range: `bytes=${mp4.length}-` })).status).toBe(416);
    expect((await get(url ?? '', { range: 'bytes=0-1,3-4' })).status).toBe(200);
    const whole = await get(url ?? '');
    const again = await get(url ?? '', { 'if-none-match': whole.headers.get('etag') ?? '' });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
  });

  it('is named with the reason when it is larger than Telegram lets bots fetch', async () => {
    const dan = await lead(4);
    const asked = fake.calls({ method: 'getFile' }).length;
    dan.send('document', { content: Buffer.alloc(20 * 1024 * 1024 + 1), name: 'film.zip' });
    const file = fileOf(await received(4, 'document'));
    expect(file).toMatchObject({ name: 'film.zip', size: 20 * 1024 * 1024 + 1, state: 'failed', url: null });
    expect(file.reason).toContain('20 MB');
    expect(fake.calls({ method: 'getFile' }).length).toBe(asked);
    const { id, messageId } = {
      id: (await client.dialog(bot, 4)).id,
      messageId: (await received(4, 'document')).id,
    };
    expect((await get(`/api/v1/dialogs/${id}/messages/${messageId}/files/0`)).status).toBe(404);
  });

  it('comes after a while when Telegram or the way to it is out of order', async () => {
    const taken = fake.fault({ bot: fakeBot.id, method: 'getFile', times: 1, answer: { code: 502 } });
    const ben = await lead(5);
    ben.send('voice', { content: Buffer.from('OggS and a voice'), mime: 'audio/ogg' });
    const file = fileOf(await received(5, 'voice'));
    taken();
    expect(file).toMatchObject({ state: 'kept', mime: 'audio/ogg' });
    expect(fake.calls({ method: 'getFile', ok: false }).length).toBeGreaterThan(0);
  });

  it('is waited for as long as Telegram says, by the whole bot', async () => {
    const limit = { code: 429, parameters: { retry_after: 2 } };
    fake.fault({ bot: fakeBot.id, method: 'getFile', times: 1, answer: limit });
    const tom = await lead(6);
    tom.send('audio', { content: Buffer.from('ID3 and a song'), mime: 'audio/mpeg' });
    expect(fileOf(await received(6, 'audio'))).toMatchObject({ state: 'kept' });
    expect(fake.violations()).toEqual([]);
  });

  it('may be a contact, a place or an answer, which are no files', async () => {
    const kim = await lead(7);
    await kim.waitFor('Ask');
    const asked = kim.fromBot()[0];
    // A reply names the message by the number that is known once its sending has been written down.
    await eventually('the question known as sent', async () => {
      const all = await client.messages(bot, 7);
      return all.some(({ text, state }) => text === 'Ask' && state === 'sent') ? true : null;
    });
    kim.send('contact', { contact: { phone: '+5511999', firstName: 'Kim' } });
    kim.send('location', { location: { latitude: 1.5, longitude: -2.5 } });
    kim.write('that one', { replyTo: asked?.id });
    const messages = await eventually('the answer', async () => {
      const all = await client.messages(bot, 7);
      return all.some(({ text }) => text === 'that one') ? all : null;
    });
    const question = messages.find(({ text }) => text === 'Ask');
    expect(messages.slice(-3)).toMatchObject([
      { kind: 'contact', contact: { phone: '+5511999', firstName: 'Kim', lastName: '' } },
      { kind: 'location', location: { latitude: 1.5, longitude: -2.5 } },
      { kind: 'text', replyTo: question?.id },
    ]);
  });
});

describe('an operator', () => {
  it('uploads a photo and sends it, with marks, as an answer', async () => {
    const ann = await lead(11);
    const question = ann.write('show me');
    const asked = await eventually(
      'the question',
      async () => (await client.messages(bot, 11)).find(({ text }) => text === 'show me') ?? null,
    );
    const photo = await uploaded(png, 'chart.png');
    const entities = [{ type: 'bold', offset: 0, length: 4 }];
    const reply = await say(11, {
      ...{ text: 'Look here', entities, replyTo: asked.id },
      media: { kind: 'photo', files: [photo] },
    });
    expect(reply.status).toBe(200);
    const seen = await ann.waitFor('Look here');
    expect(seen).toMatchObject({ kind: 'photo', entities, replyTo: question.message_id });
    expect(seen.file?.size).toBe(png.length);
    const sent = (await client.messages(bot, 11)).at(-1);
    expect(sent).toMatchObject({
      kind: 'photo',
      by: 'operator',
      files: [photo],
      replyTo: asked.id,
      entities,
    });
    expect((await get(sent?.attachments?.[0]?.url ?? '')).bytes.equals(png)).toBe(true);
  });

  it('sends an album, of uploads and of the files in the folder', async () => {
    const ann = await lead(12);
    await ann.waitFor('Ask');
    await mkdir(join(app.dataDir, 'files/pictures'), { recursive: true });
    await writeFile(join(app.dataDir, 'files/pictures/own.png'), png);
    const files = [await uploaded(png, 'a.png'), await uploaded(mp4, 'b.mp4'), 'pictures/own.png'];
    expect((await say(12, { text: 'All three', media: { kind: 'album', files } })).status).toBe(200);
    const first = await ann.waitFor('All three');
    const parts = ann.fromBot().filter(({ album }) => album !== null && album === first.album);
    expect(parts.map(({ kind }) => kind)).toEqual(['photo', 'video', 'photo']);
    const sent = (await client.messages(bot, 12)).at(-1);
    expect(sent?.attachments?.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      ...['photo a.png', 'video b.mp4', 'photo own.png'],
    ]);
    expect((await get(sent?.attachments?.[2]?.url ?? '')).bytes.equals(png)).toBe(true);
  });

  it('changes and pins what was sent', async () => {
    const ann = await lead(13);
    await ann.waitFor('Ask');
    const { id } = await client.dialog(bot, 13);
    expect((await say(13, { text: 'Frist' })).status).toBe(200);
    await ann.waitFor('Frist');
    const message = (await client.messages(bot, 13)).at(-1);
    const path = `/dialogs/${id}/messages/${message?.id}`;
    expect((await client.api('PATCH', path, { text: 'First' })).status).toBe(200);
    expect((await ann.waitFor('First')).edits).toBe(1);
    expect((await client.messages(bot, 13)).at(-1)).toMatchObject({
      text: 'First',
      editedAt: expect.any(String),
    });
    expect((await client.api('POST', `${path}/pin`, { pinned: true })).status).toBe(200);
    await ann.waitFor(({ text, pinned }) => text === 'First' && pinned);
  });

  it('is told at once what Telegram would refuse', async () => {
    const ann = await lead(14);
    await ann.waitFor('Ask');
    const { id } = await client.dialog(bot, 14);
    const photo = await uploaded(png, 'a.png');
    const text = await uploaded(Buffer.from('just words'), 'a.txt');
    const refusals: [object, string][] = [
      [{}, 'text'],
      [{ text: '  ' }, 'text'],
      [{ text: 'x'.repeat(4097) }, 'text'],
      [{ media: { kind: 'photo', files: [photo] }, text: 'x'.repeat(1025) }, 'text'],
      [{ media: { kind: 'sticker', files: [photo] }, text: 'x' }, 'text'],
      [{ media: { kind: 'album', files: [photo] } }, 'media.files'],
      [{ media: { kind: 'album', files: Array(11).fill(photo) } }, 'media.files'],
      [{ media: { kind: 'album', files: [photo, text] } }, 'media.files.1'],
      [{ media: { kind: 'photo', files: [text] } }, 'media.files.0'],
      [{ media: { kind: 'photo', files: [`file:${randomUUID()}`] } }, 'media.files.0'],
      [{ media: { kind: 'photo', files: ['file:1'] } }, 'media.files.0'],
      [{ media: { kind: 'photo', files: ['../signalbox.key'] } }, 'media.files.0'],
      [{ media: { kind: 'photo', files: ['ftp://x.example/a.png'] } }, 'media.files.0'],
      [{ media: { kind: '__proto__', files: [photo] } }, 'media.kind'],
      [{ media: { kind: 'photo', files: [photo] }, location: { latitude: 1, longitude: 1 } }, ''],
      [{ text: 'x', replyTo: '1' }, 'replyTo'],
      [{ text: 'x', entities: [{ type: 'bold', offset: 0, length: 2 }] }, 'entities.0'],
      [{ location: { latitude: 91, longitude: 0 } }, 'location.latitude'],
    ];
    for (const [body, name] of refusals) {
      const reply = await client.api('POST', `/dialogs/${id}/messages`, body);
      const { error } = z
        .object({ error: z.object({ parameters: z.array(z.object({ name: z.string() })) }) })
        .parse(reply.body);
      expect([reply.status, error.parameters.map((one) => one.name)]).toEqual([400, [name]]);
    }
    const asked = (await client.messages(bot, 14)).find(({ direction }) => direction === 'in');
    const foreign = await client.api('PATCH', `/dialogs/${id}/messages/${asked?.id}`, { text: 'x' });
    expect(foreign.status).toBe(400);
    expect((await client.api('PATCH', `/dialogs/${id}/messages/1`, { text: 'x' })).status).toBe(404);
    expect((await client.api('POST', `/dialogs/${id}/messages/1/pin`, { pinned: true })).status).toBe(404);
  });

  it('uploads 50 MB at most, and leaves nothing behind with more', async () => {
    const before = await kept();
    expect((await upload(Buffer.alloc(50 * 1024 * 1024 + 1), 'large.bin')).status).toBe(413);
    expect((await upload(Buffer.alloc(0), 'empty.bin')).status).toBe(400);
    const plain = await client.api('POST', '/files', { a: 1 });
    expect(plain.status).toBe(415);
    expect((await kept()).sort()).toEqual(before.sort());
    const largest = await upload(Buffer.alloc(50 * 1024 * 1024), 'large.bin', 'image/png');
    expect([largest.status, await largest.json()]).toMatchObject([
      201,
      { name: 'large.bin', mime: 'application/octet-stream', size: 50 * 1024 * 1024 },
    ]);
  });
});

describe('an upload that is none', () => {
  const post = async (body: string, type: string): Promise<number> => {
    const headers = { authorization: `Bearer ${app.adminKey}`, 'content-type': type };
    return (await fetch(`${app.url}/api/v1/files`, { method: 'POST', body, headers })).status;
  };
  const file = (name: string, content = 'x'): string =>
    `--b\r\ncontent-disposition: form-data; name="${name}"; filename="${name}"\r\n\r\n${content}\r\n`;
  const field = '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n';
  const form = 'multipart/form-data; boundary=b';

  it.each([
    ['has no end', `${file('a')}`, form],
    ['has no boundary', `${file('a')}--b--\r\n`, 'multipart/form-data'],
    ['is of another boundary', `${file('a')}--b--\r\n`, 'multipart/form-data; boundary=c'],
    ['is a field alone', `${field}--b--\r\n`, form],
    ['is empty', '', form],
    ['is only a boundary', '--b--\r\n', form],
    ['is something else', 'nonsense', form],
  ])('because it %s is refused, and nothing is kept', async (_name, body, type) => {
    const before = await kept();
    expect(await post(body, type)).toBe(400);
    expect((await kept()).sort()).toEqual(before.sort());
  });

  it('is passed over beside the first: of two files one is taken', async () => {
    expect(await post(`${field}${file('a')}--b--\r\n`, form)).toBe(201);
    expect(await post(`${file('a')}${file('__proto__')}--b--\r\n`, form)).toBe(201);
  });
});

describe('nobody else', () => {
  it('gets a file: not another space, not another dialog, not without the right', async () => {
    const ann = await lead(21);
    ann.send('photo', { content: png });
    const { url } = fileOf(await received(21, 'photo'));
    const photo = await uploaded(png, 'a.png');
    const byId = `/api/v1/files/${photo.slice('file:'.length)}`;
    await lead(22);
    const other = await client.dialog(bot, 22);
    const elsewhere = (url ?? '').replace(/dialogs\/\d+/, `dialogs/${other.id}`);
    const [strangers, funnelOnly] = [await makeKey('*', true), await makeKey('funnel', false)];
    const status = async (path: string, key?: string): Promise<number> =>
      (await get(path, key === undefined ? {} : { authorization: `Bearer ${key}` })).status;
    expect([await status(url ?? ''), await status(byId)]).toEqual([200, 200]);
    expect([await status(url ?? '', strangers), await status(byId, strangers)]).toEqual([404, 404]);
    expect([await status(url ?? '', funnelOnly), await status(byId, funnelOnly)]).toEqual([403, 403]);
    expect([await status(url ?? '', 'nobody'), await status(elsewhere)]).toEqual([401, 404]);
    const reply = await fetch(`${app.url}/api/v1/dialogs/${other.id}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${strangers}`, 'content-type': 'application/json' },
      body: JSON.stringify({ media: { kind: 'photo', files: [photo] } }),
    });
    expect(reply.status).toBe(404);
  });

  it('ever sees the token: not in an answer, not in the log, not in a row of the database', async () => {
    const { token } = fakeBot;
    expect(answers.length).toBeGreaterThan(10);
    for (const text of [...answers, app.output()]) expect(text.includes(token)).toBe(false);
    const secret = token.split(':')[1] ?? '';
    const tables = await test.database.query<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`,
    );
    for (const { name } of tables) {
      const found = await test.database.query(
        `select 1 from ${name} as one where strpos(one::text, $1) > 0 limit 1`,
        [secret],
      );
      expect([name, found.length]).toEqual([name, 0]);
    }
  });
});

describe('a lead that is erased', () => {
  it('takes its files along, and what was uploaded for it alone', async () => {
    const [gone, stays] = [await lead(31), await lead(32)];
    gone.send('photo', { content: png, name: 'gone' });
    stays.send('photo', { content: png, name: 'stays' });
    const mine = fileOf(await received(31, 'photo'));
    const theirs = fileOf(await received(32, 'photo'));
    const forOne = await uploaded(Buffer.from('%PDF- for one'), 'one.pdf');
    const forBoth = await uploaded(Buffer.from('%PDF- for both'), 'both.pdf');
    for (const [chat, file] of [
      [31, forOne],
      [31, forBoth],
      [32, forBoth],
    ] as const) {
      expect((await say(chat, { media: { kind: 'document', files: [file] } })).status).toBe(200);
    }
    const { id } = await client.dialog(bot, 31);
    expect((await client.api('DELETE', `/dialogs/${id}`)).status).toBe(200);
    const placeOf = (file: string): string => `/api/v1/files/${file.slice('file:'.length)}`;
    expect((await get(mine.url ?? '')).status).toBe(404);
    expect((await get(placeOf(forOne))).status).toBe(404);
    expect((await get(placeOf(forBoth))).status).toBe(200);
    expect((await get(theirs.url ?? '')).bytes.equals(png)).toBe(true);
    await eventually('the contents are gone', async () => {
      const rows = await test.database.query("select 1 from stored_file where state = 'gone'");
      return rows.length === 0 ? true : null;
    });
    const sums = (await kept()).map((name) => name.slice(0, 20));
    const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(4, 24);
    expect(sums).not.toContain(sumOf('%PDF- for one'));
    expect(sums).toContain(sumOf('%PDF- for both'));
  });
});

/** A key of this installation's space with one right, or of another space. */
async function makeKey(scope: string, elsewhere: boolean): Promise<string> {
  const key = `key-${randomUUID()}`;
  const { query } = test.database;
  const [own] = await query<{ id: string; company: string }>(
    'select id, company_id as company from space limit 1',
  );
  const spaceId = elsewhere ? randomUUID() : own?.id;
  if (elsewhere) {
    await query('insert into space (id, company_id, key, name) values ($1, $2, $3, $3)', [
      ...[spaceId, own?.company, randomUUID()],
    ]);
  }
  const hash = createHash('sha256').update(key).digest();
  await query('insert into api_key (id, space_id, name, hash, scopes) values ($1, $2, $3, $4, $5)', [
    ...[randomUUID(), spaceId, 'a key', hash, [scope]],
  ]);
  return key;
}
