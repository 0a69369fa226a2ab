import { createHmac } from 'node:crypto';
import * as http from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { assert } from '../base/assert.ts';
import { createWebhookCarrier, type WebhookRequest } from './callWebhook.ts';
import { createEgress } from './egress.ts';

type Received = { method: string; url: string; headers: http.IncomingHttpHeaders; body: string };

const started: Server[] = [];
const sockets = new Set<Socket>();

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of started.splice(0)) server.close();
});

async function listen<Kind extends Server>(server: Kind): Promise<string> {
  started.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert(typeof address === 'object' && address, 'the server listens on a port');
  return `http://127.0.0.1:${address.port}`;
}

/** A receiver that remembers what came and answers as told. */
async function receiver(answer: http.RequestListener = (_request, response) => response.end()) {
  const received: Received[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    received.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    answer(request, response);
  });
  return { url: await listen(server), received };
}

/** A server that speaks bytes: what a real one would never send. */
const rawServer = (speak: (socket: Socket) => void): Promise<string> =>
  listen(createServer((socket) => socket.once('data', () => speak(socket))));

const now = Date.UTC(2026, 0, 5, 12);

const carrier = (options: { timeoutMs?: number; allow?: string[] } = {}) =>
  createWebhookCarrier({
    egress: createEgress({ allow: options.allow ?? ['127.0.0.1'] }),
    version: '1.2.3',
    timeoutMs: options.timeoutMs ?? 5000,
    now: () => now,
  });

const call = (url: string, more: Partial<WebhookRequest> = {}, options = {}) =>
  carrier(options).call({
    id: 'effect-1',
    method: 'POST',
    url,
    headers: {},
    body: '{"id":7}',
    secret: null,
    at: 1_614_265_330_987,
    ...more,
  });

const status =
  (code: number, headers: Record<string, string> = {}, body = ''): http.RequestListener =>
  (_request, response) => {
    response.writeHead(code, headers).end(body);
  };

describe('what is sent', () => {
  it('is the request as rendered, under our name, with a stable id and the time of the attempt', async () => {
    const { url, received } = await receiver(status(201, {}, '{"ok":true}'));
    const report = await call(`${url}/a%20b?c=d#e`, { headers: { 'X-Key': 'k' } });
    expect(report).toEqual({
      result: 'ok',
      status: 201,
      reason: null,
      body: '{"ok":true}',
      retryAfterSeconds: null,
      durationMs: expect.any(Number),
    });
    expect(received).toMatchObject([{ method: 'POST', url: '/a%20b?c=d', body: '{"id":7}' }]);
    expect(received[0]?.headers).toMatchObject({
      'user-agent': 'Signalbox/1.2.3',
      'webhook-id': 'effect-1',
      'webhook-timestamp': '1614265330',
      'content-type': 'application/json',
      'content-length': '8',
      'x-key': 'k',
    });
    expect(received[0]?.headers).not.toHaveProperty('webhook-signature');
  });

  it('carries a signature that another implementation verifies', async () => {
    const { url, received } = await receiver();
    const secret = `whsec_${Buffer.from('0123456789abcdef01234567').toString('base64')}`;
    const body = '{"имя":"\u{1f600}\ud800"}';
    await call(url, { secret, body });
    const headers = received[0]?.headers ?? {};
    const arrived = received[0]?.body ?? '';
    const mac = createHmac('sha256', '0123456789abcdef01234567')
      .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${arrived}`)
      .digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${mac}`);
    expect(arrived).toBe('{"имя":"\u{1f600}\ufffd"}');
  });

  it('is not sent when the secret cannot sign', async () => {
    const { url, received } = await receiver();
    expect(await call(url, { secret: 'whsec_???' })).toMatchObject({ result: 'failed', status: null });
    expect(received).toEqual([]);
  });

  it('has no body for GET and HEAD, and a framed one for every other method', async () => {
    const { url, received } = await receiver();
    for (const method of ['get', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) await call(url, { method });
    await call(url, { body: '' });
    expect(received.map(({ method, body, headers }) => [method, body, headers['content-length']])).toEqual([
      ['GET', '', undefined],
      ['HEAD', '', undefined],
      ['PUT', '{"id":7}', '8'],
      ['PATCH', '{"id":7}', '8'],
      ['DELETE', '{"id":7}', '8'],
      ['OPTIONS', '{"id":7}', '8'],
      ['POST', '', '0'],
    ]);
    expect(received[0]?.headers).not.toHaveProperty('content-type');
  });

  it('names the content type by the body unless the step does', async () => {
    const { url, received } = await receiver();
    await call(url, { body: 'a=1' });
    await call(url, { body: 'a=1', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    const types = received.map(({ headers }) => headers['content-type']);
    expect(types).toEqual(['text/plain; charset=utf-8', 'application/x-www-form-urlencoded']);
  });

  it('keeps the lines that frame and identify a message out of the reach of the step', async () => {
    const { url, received } = await receiver();
    const headers = {
      Host: 'evil.example',
      'content-LENGTH': '1',
      'Transfer-Encoding': 'chunked',
      Connection: 'upgrade',
      Upgrade: 'websocket',
      Expect: '100-continue',
      'Accept-Encoding': 'gzip',
      'Webhook-Id': 'forged',
      'webhook-signature': 'v1,forged',
      'X-Smuggled': 'a\r\nX-Injected: b',
      'bad name': 'x',
      'X-Word': 'слово',
      '': 'x',
      ['__proto__']: 'kept',
      'X-Good': 'kept',
    };
    expect(await call(url, { headers })).toMatchObject({ result: 'ok' });
    const arrived = received[0]?.headers ?? {};
    expect(arrived).toMatchObject({
      host: url.slice('http://'.length),
      'content-length': '8',
      'accept-encoding': 'identity',
      'webhook-id': 'effect-1',
      'x-good': 'kept',
    });
    for (const name of ['webhook-signature', 'x-smuggled', 'x-injected', 'upgrade', 'expect', 'x-word']) {
      expect(arrived).not.toHaveProperty(name);
    }
  });

  it('has an id that fits a header, whatever text the id is', async () => {
    const { url, received } = await receiver();
    await call(url, { id: 'dialog:1/шаг\r\nX-Injected: b\ud800' });
    expect(received[0]?.headers['webhook-id']).toBe(
      'dialog:1/%D1%88%D0%B0%D0%B3%0D%0AX-Injected:%20b%EF%BF%BD',
    );
  });

  it('is refused for methods that are no calls', async () => {
    for (const method of ['CONNECT', 'TRACE', '', 'GET / HTTP/1.1\r\n', 'FOO']) {
      expect(await call('http://127.0.0.1:1/', { method })).toMatchObject({ result: 'failed' });
    }
  });
});

describe('what an answer means', () => {
  it('408, 425, 429 and 5xx ask for another attempt, at Retry-After if named', async () => {
    const first = await receiver(status(503, { 'retry-after': '17' }, 'later'));
    const expected = { result: 'retry', status: 503, body: 'later', retryAfterSeconds: 17 };
    expect(await call(first.url)).toMatchObject(expected);
    const second = await receiver(status(429, { 'retry-after': 'Mon, 05 Jan 2026 12:01:30 GMT' }));
    expect(await call(second.url)).toMatchObject({ result: 'retry', status: 429, retryAfterSeconds: 90 });
    const third = await receiver(status(500));
    expect(await call(third.url)).toMatchObject({ result: 'retry', retryAfterSeconds: null });
  });

  it('other statuses fail for good and their Retry-After counts for nothing', async () => {
    const { url } = await receiver(status(400, { 'retry-after': '17' }, 'no'));
    const expected = {
      result: 'failed',
      status: 400,
      reason: 'answered 400',
      body: 'no',
      retryAfterSeconds: null,
    };
    expect(await call(url)).toMatchObject(expected);
    const gone = await receiver(status(410));
    expect(await call(gone.url)).toMatchObject({
      result: 'failed',
      reason: expect.stringContaining('no more'),
    });
  });

  it('a redirect is a failure and is not followed, neither inside nor outside', async () => {
    const inside = await receiver();
    for (const location of [`${inside.url}/secret`, 'http://169.254.169.254/', '//localhost/']) {
      const { url, received } = await receiver(status(307, { location }));
      expect(await call(url)).toMatchObject({
        result: 'failed',
        status: 307,
        reason: expect.stringMatching('redirect'),
      });
      expect(received).toHaveLength(1);
    }
    expect(inside.received).toEqual([]);
  });

  it('reads the answer in the charset it names, and NUL as U+FFFD', async () => {
    const { url } = await receiver((_request, response) => {
      response.setHeader('content-type', 'text/plain; charset=windows-1251');
      response.end(Buffer.from([0xe4, 0xe0, 0]));
    });
    expect((await call(url)).body).toBe('да\ufffd');
    const odd = await receiver(status(200, { 'content-type': 'text/plain; charset=klingon' }, 'да'));
    expect((await call(odd.url)).body).toBe('да');
  });
});

describe('a hostile or broken receiver', () => {
  it('that answers a megabyte leaves 64 KiB and a closed connection', async () => {
    const { url } = await receiver(status(200, {}, 'x'.repeat(1_048_576)));
    const report = await call(url);
    expect(report).toMatchObject({ result: 'ok', status: 200, reason: null });
    expect(report.body).toBe('x'.repeat(65_536));
  });

  it('that never stops answering is left at 64 KiB, and a cut character is left out', async () => {
    const { url } = await receiver((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('яя'.repeat(5000)));
      };
      response.write('a');
      response.on('drain', more);
      more();
    });
    const report = await call(url);
    expect(report.result).toBe('ok');
    expect(report.body).toBe(`a${'я'.repeat(32_767)}`);
  });

  it('that sends no header in time is tried again', async () => {
    const { url } = await receiver(() => {});
    const expected = { result: 'retry', status: null, reason: 'no whole answer within 0.1 s' };
    expect(await call(url, {}, { timeoutMs: 100 })).toMatchObject(expected);
  });

  it('that drips its header or its body is cut off: the time-out is for the whole exchange', async () => {
    const drip = (socket: Socket, start: string): void => {
      socket.write(start);
      const timer = setInterval(() => socket.write('x'), 10);
      socket.on('close', () => clearInterval(timer));
    };
    const header = await rawServer((socket) => drip(socket, 'HTTP/1.1 200 OK\r\nX-Long: '));
    expect(await call(header, {}, { timeoutMs: 150 })).toMatchObject({ result: 'retry', status: null });
    const body = await rawServer((socket) => drip(socket, 'HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n'));
    const report = await call(body, {}, { timeoutMs: 150 });
    expect(report).toMatchObject({
      result: 'retry',
      status: 200,
      reason: expect.stringMatching('no whole answer'),
    });
    expect(report.body).toMatch(/^x+$/);
  });

  it('that resets the connection before or within the answer is tried again', async () => {
    const before = await rawServer((socket) => socket.resetAndDestroy());
    expect(await call(before)).toMatchObject({ result: 'retry', status: null });
    const within = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => socket.resetAndDestroy());
    });
    expect(await call(within)).toMatchObject({ result: 'retry' });
    const ended = await rawServer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'),
    );
    expect(await call(ended)).toMatchObject({ result: 'retry', status: 200, body: 'half' });
  });

  it('that ends its answer by closing has answered', async () => {
    const url = await rawServer((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nwhole'));
    expect(await call(url)).toMatchObject({ result: 'ok', status: 200, body: 'whole' });
  });

  it.each([
    'SSH-2.0-OpenSSH_9.9\r\n',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
    `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n',
  ])('that speaks nonsense (%.30j) is tried again', async (bytes) => {
    const url = await rawServer((socket) => socket.write(bytes));
    expect(await call(url)).toMatchObject({ result: 'retry', retryAfterSeconds: null });
  });

  it('that is not there is tried again', async () => {
    const server = createServer();
    const url = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const reason = 'the connection was refused (ECONNREFUSED)';
    expect(await call(url)).toMatchObject({ result: 'retry', status: null, reason });
    const { url: plain } = await receiver();
    expect(await call(plain.replace('http:', 'https:'))).toMatchObject({ result: 'retry', status: null });
  });
});

describe('a target that is not allowed', () => {
  it('fails for good, with the way out named, and is never connected to', async () => {
    const { url, received } = await receiver();
    const port = new URL(url).port;
    for (const host of [
      '127.0.0.1',
      '0x7f.1',
      '2130706433',
      '[::ffff:127.0.0.1]',
      '127.0.0.1.',
      'localhost',
    ]) {
      const report = await call(`http://${host}:${port}/`, {}, { allow: [] });
      expect(report).toMatchObject({
        result: 'failed',
        status: null,
        reason: expect.stringMatching('EGRESS_ALLOW'),
      });
    }
    expect(received).toEqual([]);
  });

  it('fails for good also when only its resolved address tells', async () => {
    const { url, received } = await receiver();
    const egress = createEgress({
      allow: [],
      resolve: (_hostname, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    const target = url.replace('127.0.0.1', 'evil.example');
    const report = await createWebhookCarrier({ egress, version: '1' }).call({
      ...{ id: 'a', method: 'GET', url: target, headers: {}, body: '', secret: null, at: 0 },
    });
    expect(report).toMatchObject({ result: 'failed', reason: expect.stringMatching('EGRESS_ALLOW') });
    expect(received).toEqual([]);
  });

  it('fails for good when it is no URL of the web', async () => {
    for (const url of [
      '',
      'file:///etc/passwd',
      'http://a:b@127.0.0.1/',
      '\0',
      `http://127.0.0.1/${'a'.repeat(1e6)}`,
    ]) {
      expect(await call(url)).toMatchObject({ result: 'failed', status: null, reason: expect.any(String) });
    }
  });
});

it('one connection serves call after call', async () => {
  const ports = new Set<number | undefined>();
  const { url } = await receiver((request, response) => {
    ports.add(request.socket.remotePort);
    response.end('x');
  });
  const one = carrier();
  for (const id of ['a', 'b', 'c']) {
    await one.call({ id, method: 'POST', url, headers: {}, body: 'x', secret: null, at: 0 });
  }
  expect(ports.size).toBe(1);
});
