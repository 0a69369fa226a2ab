/** The carrier of *Send webhook*: one attempt of one call, through the egress guard. Retrying is the outbox's. */
import * as http from 'node:http';
import * as https from 'node:https';
import { TextDecoder } from 'node:util';
import { fail, ok, type Result } from '../base/result.ts';
import type { WebhookReport } from '../effect/effect.ts';
import { type Egress, EgressRefusal } from './egress.ts';
import { judgeAnswer, readRetryAfter } from './judgeAnswer.ts';
import { signWebhook } from './signWebhook.ts';
import { webhookHeaders } from './webhookHeaders.ts';

/** `id` stays the same over retries, so the receiver can drop doubles; `at` is this attempt's time in ms. */
export type WebhookRequest = {
  id: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  secret: string | null;
  at: number;
};

export type WebhookCarrier = { call(request: WebhookRequest): Promise<WebhookReport> };

type Prepared = { url: URL; method: string; headers: Record<string, string>; body: string | null };
type Limits = { timeoutMs: number; maximumAnswerBytes: number };
type Answer = {
  status: number | null;
  retryAfter: string | undefined;
  body: string;
  problem: string | null;
  refused: boolean;
};

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Makes the carrier. `timeoutMs` is for the whole exchange: name, connection, request and answer. Of the
 * answer's body the first `maximumAnswerBytes` are kept. `call` never throws: what goes wrong is in the
 * report.
 */
export function createWebhookCarrier({
  egress,
  version,
  timeoutMs = 10_000,
  maximumAnswerBytes = 65_536,
  now = Date.now,
}: {
  egress: Egress;
  version: string;
  timeoutMs?: number;
  maximumAnswerBytes?: number;
  now?: () => number;
}): WebhookCarrier {
  const attempt = async (request: WebhookRequest): Promise<Omit<WebhookReport, 'durationMs'>> => {
    const prepared = prepare(request, egress, version);
    if (!prepared.ok) return failed(prepared.reason);
    const answer = await exchange(prepared.value, egress, { timeoutMs, maximumAnswerBytes });
    if (answer.refused) return failed(answer.problem);
    const verdict = judgeAnswer(answer.status, answer.problem);
    const retryAfterSeconds = verdict.result === 'retry' ? readRetryAfter(answer.retryAfter, now()) : null;
    return { ...verdict, status: answer.status, body: answer.body, retryAfterSeconds };
  };
  return {
    async call(request) {
      const startedAt = performance.now();
      const outcome = await attempt(request).catch((error: unknown) => failed(describe(error)));
      return { ...outcome, durationMs: Math.round(performance.now() - startedAt) };
    },
  };
}

const failed = (reason: string | null): Omit<WebhookReport, 'durationMs'> => ({
  result: 'failed',
  status: null,
  reason,
  body: '',
  retryAfterSeconds: null,
});

function prepare(request: WebhookRequest, egress: Egress, version: string): Result<Prepared, string> {
  const method = request.method.toUpperCase();
  if (!methods.has(method)) return fail(`the method must be one of ${[...methods].join(', ')}`);
  const url = egress.check(request.url);
  if (!url.ok) return url;
  const body = method === 'GET' || method === 'HEAD' ? null : request.body.toWellFormed();
  const id = headerSafe(request.id);
  const { at, secret } = request;
  const signature = secret === null ? null : signWebhook({ id, at, body: body ?? '', secret });
  if (signature && !signature.ok) return signature;
  const signed = signature === null ? null : signature.value;
  const headers = webhookHeaders({ given: request.headers, body, version, id, at, signature: signed });
  return ok({ url: url.value, method, headers, body });
}

/** An id may hold any text of ours; a header holds visible ASCII. */
const headerSafe = (id: string): string => id.toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent);

/** Sends the request and collects the answer until it is whole, long enough, broken or late. */
function exchange(prepared: Prepared, egress: Egress, limits: Limits): Promise<Answer> {
  return new Promise((resolve) => {
    const { url, method, headers, body } = prepared;
    const send = url.protocol === 'https:' ? https.request : http.request;
    const outgoing = send(url, { method, headers, agent: egress.agentFor(url) });
    let incoming: http.IncomingMessage | null = null;
    const kept = keepBytes(limits.maximumAnswerBytes);
    const settle = (problem: string | null, refused = false): void => {
      clearTimeout(timer);
      const text = incoming ? decode(kept.bytes(), incoming.headers['content-type']) : '';
      const retryAfter = incoming?.headers['retry-after'];
      resolve({ status: incoming?.statusCode ?? null, retryAfter, body: text, problem, refused });
      if (!incoming?.complete) outgoing.destroy();
    };
    const timer = setTimeout(
      () => settle(`no whole answer within ${limits.timeoutMs / 1000} s`),
      limits.timeoutMs,
    );
    const broke = (error: Error): void => settle(describe(error), error instanceof EgressRefusal);
    // Once there is an answer only its own events count: the socket may close before its end is read.
    outgoing.on('error', (error) => incoming ?? broke(error));
    outgoing.on('close', () => incoming ?? settle('the connection was closed without an answer'));
    outgoing.on('response', (response) => {
      incoming = response;
      response.on('error', broke);
      response.on('close', () => settle(response.complete ? null : 'the connection was closed too early'));
      response.on('end', () => settle(null));
      response.on('data', (chunk: Buffer) => {
        if (!kept.add(chunk)) settle(null);
      });
    });
    outgoing.end(body ?? undefined);
  });
}

/** Collects bytes up to a limit; `add` says whether there is room for more. */
function keepBytes(maximum: number): { add(chunk: Buffer): boolean; bytes(): Buffer } {
  const chunks: Buffer[] = [];
  let room = maximum;
  return {
    add(chunk) {
      const fitting = chunk.subarray(0, room);
      chunks.push(fitting);
      room -= fitting.length;
      return fitting.length === chunk.length;
    },
    bytes: () => Buffer.concat(chunks),
  };
}

/** Text of an answer in the charset it names, else UTF-8; a character cut at the end is left out, NUL becomes U+FFFD. */
function decode(bytes: Buffer, contentType: string | undefined): string {
  const charset = /;\s*charset="?([\w.:-]{1,40})/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  return decoderOf(charset).decode(bytes, { stream: true }).replaceAll('\0', '\ufffd');
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

const wordsOfCode = new Map([
  ['ECONNREFUSED', 'the connection was refused'],
  ['ECONNRESET', 'the connection was broken off'],
  ['EPIPE', 'the connection was broken off'],
  ['ENOTFOUND', 'the host name is unknown'],
  ['EAI_AGAIN', 'the host name could not be resolved'],
  ['ETIMEDOUT', 'the connection timed out'],
]);

/** Words for the log; Node's own texts may hold addresses of the inside, so only their code is shown. */
function describe(error: unknown): string {
  if (error instanceof EgressRefusal) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return `${wordsOfCode.get(code) ?? 'the request failed'} (${code})`;
}
