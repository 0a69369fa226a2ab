/** One POST over a guarded agent: no redirects, a limit to the answer's size, cut off with its signal. */
import * as http from 'node:http';
import * as https from 'node:https';
import type { Result } from '../base/result.ts';

/** The way out, handed in: it judges the URL's text and makes (or refuses) the connection. */
export type Way = { check(url: string): Result<URL, string>; agentFor(url: URL): http.Agent };

export type Posted = { status: number; headers: http.IncomingHttpHeaders; body: Buffer };

/** Why there is no whole answer. `final`: another try would end the same way. */
export class PostProblem extends Error {
  readonly final: boolean;
  /** Known when the answer broke off behind its head. */
  readonly status: number | null;
  constructor(message: string, final: boolean, status: number | null = null) {
    super(message);
    this.name = 'PostProblem';
    this.final = final;
    this.status = status;
  }
}

export type PostRequest = {
  url: string;
  headers: Record<string, string>;
  body: string | Buffer;
  signal: AbortSignal;
  maximumBytes: number;
};

/** Resolves with the whole answer, whatever its status; throws a `PostProblem`. */
export async function post(way: Way, request: PostRequest): Promise<Posted> {
  const url = way.check(request.url);
  if (!url.ok) throw new PostProblem(`it cannot be called: ${url.reason}`, true);
  return exchange(way, url.value, request);
}

function exchange(way: Way, url: URL, request: PostRequest): Promise<Posted> {
  const { headers, body, signal, maximumBytes } = request;
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? https.request : http.request;
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const outgoing = send(url, {
      method: 'POST',
      headers: { ...headers, ...length },
      agent: way.agentFor(url),
      signal,
    });
    let answered = false;
    outgoing.on('error', (error) => {
      if (!answered) reject(describe(error, signal, null));
    });
    // An answer that switches protocols (101) ends in neither a response nor an error.
    outgoing.on('close', () => {
      if (!answered) reject(new PostProblem('the connection was closed without an answer', false));
    });
    outgoing.on('response', (incoming) => {
      answered = true;
      const status = incoming.statusCode ?? 0;
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= maximumBytes) return chunks.push(chunk);
        reject(new PostProblem(`the answer is longer than ${maximumBytes / 1024} KiB`, false, status));
        incoming.destroy();
      });
      incoming.on('error', (error) => reject(describe(error, signal, status)));
      incoming.on('close', () => {
        if (incoming.complete) return;
        reject(new PostProblem('the connection was closed in the middle of the answer', false, status));
      });
      incoming.on('end', () => {
        if (incoming.complete) resolve({ status, headers: incoming.headers, body: Buffer.concat(chunks) });
      });
    });
    outgoing.end(body);
  });
}

const wordsOfCode = new Map([
  ['ECONNREFUSED', 'the connection was refused'],
  ['ECONNRESET', 'the connection was broken off'],
  ['EPIPE', 'the connection was broken off'],
  ['ENOTFOUND', 'the host name is unknown'],
  ['EAI_AGAIN', 'the host name could not be resolved'],
  ['ETIMEDOUT', 'the connection timed out'],
]);

/** Node's own texts may hold addresses of the inside: only their code is shown. A refusal of the guard is for the owner. */
function describe(error: Error, signal: AbortSignal, status: number | null): PostProblem {
  if (signal.aborted) return new PostProblem('no whole answer in time', false, status);
  if (error.name === 'EgressRefusal') return new PostProblem(error.message, true, status);
  const code = 'code' in error ? String(error.code) : 'unknown error';
  return new PostProblem(`${wordsOfCode.get(code) ?? 'the request failed'} (${code})`, false, status);
}
