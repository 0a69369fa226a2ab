import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDiskKeeper } from '../file/file.ts';
import { downloadLimit, fetchFile } from './fetchFile.ts';

const token = '123456789:AAH-a_secret-nobody_may-see-0123456789';
let server: Server;
let root = '';
let folder = '';
/** What was asked for, by path behind the token. */
let asked: string[] = [];
let getFile: { status: number; body: object } = { status: 200, body: {} };
let download: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-fetch-'));
  server = createServer((request, response) => {
    const path = (request.url ?? '').replace(token, '<token>');
    asked.push(path);
    if (path.startsWith('/file/')) return download(request, response);
    request.resume();
    response.writeHead(getFile.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(getFile.body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  root = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  asked = [];
  getFile = found('photos/file_1.jpg');
  download = (_request, response) => void response.end('content');
});

const found = (file_path: unknown) => ({
  status: 200,
  body: { ok: true, result: { file_id: 'x', file_unique_id: 'y', file_path } },
});
const refused = (code: number, description: string, parameters?: object) => ({
  status: code,
  body: { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) },
});

/** What it comes to; nothing of the token in it, and no temporary file left. */
async function fetched(size: number | null = null, at = root, stop = new AbortController().signal) {
  const keeper = createDiskKeeper(folder);
  const report = await fetchFile({ root: at, token, keeper }, { fileId: 'x', size }, stop);
  const told = JSON.stringify(report);
  for (const part of [token, token.split(':')[1] ?? '']) expect(told).not.toContain(part);
  expect(await readdir(join(folder, 'incoming')).catch(() => [])).toEqual([]);
  return report;
}

describe('a file at Telegram', () => {
  it('is asked for, and streamed into our keeping', async () => {
    expect(await fetched()).toMatchObject({ result: 'kept', kept: { size: 7 } });
    expect(asked).toEqual(['/bot<token>/getFile', '/file/bot<token>/photos/file_1.jpg']);
  });

  it('of a strange name is asked for as a name, never as another address', async () => {
    getFile = found('documents/a b?c#d%2e.txt');
    expect((await fetched()).result).toBe('kept');
    expect(asked[1]).toBe('/file/bot<token>/documents/a%20b%3Fc%23d%252e.txt');
  });

  it.each([
    '../secret',
    '/var/lib/telegram/photo.jpg',
    '',
    'a//b',
    'a/../../b',
    '\ud800',
    undefined,
    7,
    [['a']],
    {},
  ])('whose place is %j is not to be had', async (path) => {
    getFile = found(path);
    expect(await fetched()).toMatchObject({ result: 'failed', reason: expect.stringContaining('server') });
    expect(asked.length).toBe(1);
  });

  it('is not asked for when it is known to be too large, nor kept when it turns out to be', async () => {
    expect(await fetched(downloadLimit + 1)).toMatchObject({
      result: 'failed',
      reason: expect.stringContaining('20 MB'),
    });
    expect(asked).toEqual([]);
    getFile = refused(400, 'Bad Request: file is too big');
    expect(await fetched()).toMatchObject({ result: 'failed', reason: expect.stringContaining('20 MB') });
    getFile = found('photos/file_1.jpg');
    download = (_request, response) => {
      response.write(Buffer.alloc(downloadLimit));
      response.end('!');
    };
    expect(await fetched(5)).toMatchObject({ result: 'failed', reason: expect.stringContaining('20 MB') });
  });

  it.each([
    ['a broken download', (_: IncomingMessage, response: ServerResponse) => cut(response)],
    ['a refused one', (_: IncomingMessage, response: ServerResponse) => void response.writeHead(404).end()],
    ['no answer', (request: IncomingMessage) => void request.socket.destroy()],
    [
      'a redirection, which would take the token along',
      (_: IncomingMessage, response: ServerResponse) =>
        void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    ],
  ])('is asked for again after %s', async (_name, broken) => {
    download = broken;
    expect(await fetched()).toMatchObject({ result: 'retry', retryAfterSeconds: null, pauses: false });
  });

  it('is asked for again when nobody is there, and not while we stop', async () => {
    expect(await fetched(null, 'http://127.0.0.1:1')).toMatchObject({ result: 'retry' });
    expect(await fetched(null, root, AbortSignal.abort())).toMatchObject({ result: 'retry' });
  });

  it('pauses the bot when Telegram says so, of either request', async () => {
    getFile = refused(429, 'Too Many Requests: retry after 7', { retry_after: 7 });
    expect(await fetched()).toMatchObject({ result: 'retry', retryAfterSeconds: 7, pauses: true });
    getFile = found('photos/file_1.jpg');
    download = (_request, response) => void response.writeHead(429, { 'retry-after': '9' }).end();
    expect(await fetched()).toMatchObject({ result: 'retry', retryAfterSeconds: 9, pauses: true });
  });

  it.each([
    ['1e12', 86_400],
    ['Infinity', 5],
    ['-3', 5],
    ['soon', 5],
  ])('and waits, told to for "%s", %i s', async (told, seconds) => {
    download = (_request, response) => void response.writeHead(429, { 'retry-after': told }).end();
    expect(await fetched()).toMatchObject({ result: 'retry', retryAfterSeconds: seconds, pauses: true });
  });

  it.each([
    [refused(400, 'Bad Request: invalid file_id'), 'failed'],
    [refused(400, 'Bad Request: wrong file_id or the file is temporarily unavailable'), 'retry'],
    [refused(401, 'Unauthorized'), 'retry'],
    [refused(500, `Internal Server Error at /bot${token}/x`), 'retry'],
    [{ status: 200, body: { surprise: true } }, 'retry'],
  ])('%j means %s', async (answer, result) => {
    getFile = answer;
    expect((await fetched()).result).toBe(result);
  });

  it('lets what the storage says through, and that alone', async () => {
    const keeper = { ...createDiskKeeper(folder), keep: () => Promise.reject(new Error('no space left')) };
    const fetching = fetchFile(
      { root, token, keeper },
      { fileId: 'x', size: 1 },
      new AbortController().signal,
    );
    await expect(fetching).rejects.toThrow('no space left');
  });
});

function cut(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 100 });
  response.write('half', () => response.socket?.destroy());
}
