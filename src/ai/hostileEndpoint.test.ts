/** What a hostile endpoint puts on the wire, byte by byte: every task ends, in an answer or in words for the owner. */
import { Agent } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AiEffect } from '../effect/effect.ts';
import type { AiLead } from '../store/store.ts';
import { createAi } from './createAi.ts';

const key = 'sk-secret-of-the-test';

const job: AiEffect = {
  kind: 'ai',
  key: '1.0',
  task: {
    of: 'turn',
    goal: 'Talk',
    requirement: 'The lead is content',
    mayBeMet: true,
    skipReplyWhenMet: false,
    branches: [{ title: 'India', when: 'The lead is from India', replies: false }],
    writes: [{ key: 'country', name: 'Country', type: 'text', options: [] }],
  },
  legend: '',
  restrictions: '',
  stepLegend: '',
  extra: '',
  place: 'A/talk',
  stepVisit: 1,
  aiTurn: 1,
  slot: 0,
  notBefore: 0,
};

const lead: AiLead = {
  dialogId: '7',
  name: 'Ann',
  place: 'A/talk',
  fields: [],
  tracker: {},
  events: [],
  messages: [{ direction: 'in', kind: 'text', text: 'hi', at: 0 }],
  bot: { id: 'b', key: 'm', spaceId: 's', channel: 'simulator', timezone: 'UTC', clockOffsetMs: 0, ai: null },
};

/** Answers a request on its socket; `decides` says which of the two questions it is. */
type Wire = (socket: Socket, decides: boolean) => void;

const decision = '{"requirementMet":false,"branch":null,"fields":{}}';
const completion = (content: unknown, more: object = {}): string =>
  JSON.stringify({
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: 5 },
    ...more,
  });
const head = (status: string, ...lines: string[]): string =>
  [`HTTP/1.1 ${status}`, 'connection: close', ...lines, '', ''].join('\r\n');
const body =
  (text: (decides: boolean) => string): Wire =>
  (socket, decides) =>
    socket.end(`${head('200 OK', 'content-type: application/json')}${text(decides)}`);
const saysWith = (more: object): Wire => body((decides) => completion(decides ? decision : 'Hi', more));
const status =
  (line: string, ...lines: string[]): Wire =>
  (socket) =>
    socket.end(head(line, 'content-length: 0', ...lines));

/** The same bytes again and again until the other side has had enough. */
const drip =
  (first: string, again: string): Wire =>
  (socket) => {
    socket.write(first);
    const timer = setInterval(() => socket.write(again), 20);
    socket.on('close', () => clearInterval(timer));
  };
const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));

const refused: readonly [string, Wire, RegExp][] = [
  [
    'switches to another protocol',
    (socket) => socket.write('HTTP/1.1 101 Go\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
    /closed without an answer/,
  ],
  ['says "go on" for ever', drip('', 'HTTP/1.1 100 Continue\r\n\r\n'), /in time/],
  ['hints for ever', drip('', 'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n'), /in time/],
  ['gives its head sign by sign', drip('HTTP/1.1 200 OK\r\nx: ', 'a'), /in time/],
  [
    'gives its body sign by sign',
    drip(head('200 OK', 'transfer-encoding: chunked'), '1\r\n \r\n'),
    /in time/,
  ],
  [
    'sends a header of megabytes',
    (socket) => socket.end(head('200 OK', `x: ${'a'.repeat(3e6)}`)),
    /HEADER_OVERFLOW/,
  ],
  ['sends headers without end', drip('HTTP/1.1 200 OK\r\n', 'x: y\r\n'.repeat(500)), /HEADER_OVERFLOW/],
  [
    'packs fifty megabytes into little',
    (socket) => {
      socket.write(head('200 OK', 'content-encoding: gzip'));
      socket.end(bomb);
    },
    /no chat completion/,
  ],
  ['names two lengths', status('200 OK', 'transfer-encoding: chunked'), /TRANSFER_ENCODING/],
  ['speaks without a head', (socket) => socket.end(completion(decision)), /HPE_/],
  ['hangs up', (socket) => socket.end(), /broken off/],
  ['slams the door', (socket) => socket.resetAndDestroy(), /broken off/],
  ['sends a status of none', status('000 Odd'), /answered 0$/],
  ['sends a status of its own', status('999 Odd'), /answered 999/],
  [
    'sends on to the inside',
    status('307 Go', 'location: http://169.254.169.254/'),
    /redirects are not followed/,
  ],
  ['asks for patience in nonsense', status('429 Wait', 'retry-after: -5e99, NaN'), /answered 429/],
  [
    'asks for patience until another age',
    status('503 Wait', 'retry-after: Fri, 31 Dec 2999 23:59:59 GMT'),
    /answered 503/,
  ],
  ['nests without end', body(() => '['.repeat(120_000)), /no chat completion/],
  ['nests in a choice', body(() => `{"choices":${'['.repeat(1e5)}${']'.repeat(1e5)}}`), /no chat completion/],
  [
    'names prototypes',
    body(() => completion(decision).replace('{', '{"__proto__":{"polluted":1},')),
    /no chat completion/,
  ],
  ['chooses nothing', saysWith({ choices: [] }), /no chat completion/],
  [
    'counts in words',
    saysWith({ usage: { prompt_tokens: 'ten', completion_tokens: '5' } }),
    /no chat completion/,
  ],
  ['answers a number', body(() => completion(5)), /no chat completion/],
  ['repeats its own decision to the lead', body(() => completion(decision)), /marks of the prompt/],
  [
    'tells the key',
    (socket) =>
      socket.end(`${head('400 Bad')}{"error":{"message":"no ${key}, sk\\u002dsecret-of-the-test"}}`),
    /answered 400: no …, …$/,
  ],
];

const answered: readonly [string, Wire, { estimated: boolean }][] = [
  [
    'counts below zero',
    saysWith({ usage: { prompt_tokens: -5, completion_tokens: -1 } }),
    { estimated: true },
  ],
  [
    'counts beyond all numbers',
    saysWith({ usage: { prompt_tokens: 1e308, completion_tokens: 1e308 } }),
    { estimated: true },
  ],
  [
    'counts in halves',
    saysWith({ usage: { prompt_tokens: 0.5, completion_tokens: 1 } }),
    { estimated: true },
  ],
  [
    'speaks HTTP/1.0',
    (socket, decides) => socket.end(`HTTP/1.0 200 OK\r\n\r\n${completion(decides ? decision : 'Hi')}`),
    { estimated: false },
  ],
  [
    'names its body in strange signs',
    (socket, decides) =>
      socket.end(
        Buffer.from(
          `${head('200 OK', 'content-type: \xff;;=\xe9')}${completion(decides ? decision : 'Hi')}`,
          'latin1',
        ),
      ),
    { estimated: false },
  ],
  [
    'begins with a mark of order',
    body((decides) => `\ufeff${completion(decides ? decision : 'Hi')}`),
    { estimated: false },
  ],
  [
    'answers three times at once',
    (socket, decides) => {
      const text = completion(decides ? decision : 'Hi');
      socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`.repeat(3));
    },
    { estimated: false },
  ],
  [
    'gives hundreds of choices',
    body((decides) =>
      completion('', {
        choices: Array.from({ length: 500 }, () => ({
          message: { role: 'assistant', content: decides ? decision : 'Hi' },
          finish_reason: 'stop',
        })),
      }),
    ),
    { estimated: false },
  ],
];

let server: Server;
let port = 0;
const wires = new Map<string, Wire>();
const sockets = new Set<Socket>();

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
      if (end < 0 || text.length < end + 4 + length) return;
      const name = /POST \/(\d+)\//.exec(text)?.[1] ?? '';
      wires.get(name)?.(socket, text.includes('# What to do now: decide'));
      text = '';
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((done) => server.close(done));
});

async function ask(wire: Wire) {
  const name = String(wires.size);
  wires.set(name, wire);
  const agent = new Agent();
  const ai = createAi({
    wayTo: () => ({ check: (url) => ({ ok: true, value: new URL(url) }), agentFor: () => agent }),
    now: () => 0,
    version: '1',
    readMedia: async () => null,
    callMs: 700,
    taskMs: 5000,
  });
  const endpoint = {
    baseUrl: `http://127.0.0.1:${port}/${name}/v1`,
    apiKey: key,
    decideModel: 'm',
    replyModel: 'm',
    temperature: null,
    named: 'byOwner' as const,
  };
  return ai.run(job, lead, endpoint, new AbortController().signal);
}

describe.concurrent('an endpoint', () => {
  it.each(refused)('that %s makes the task fail with words for the owner', async (_, wire, reason) => {
    const report = await ask(wire);
    expect(report.result).toMatchObject({ ok: false, why: 'failed', reason: expect.stringMatching(reason) });
    expect(JSON.stringify(report)).not.toContain('secret-of-the-test');
    expect(report.tokens.prompt + report.tokens.completion).toBeLessThan(10_000);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it.each(answered)('that %s is understood', async (_, wire, { estimated }) => {
    const report = await ask(wire);
    expect(report.result).toMatchObject({ ok: true, reply: 'Hi' });
    expect(report.tokens).toMatchObject({ estimated, calls: 2 });
    expect(report.tokens.prompt).toBeLessThan(10_000);
  });
});
