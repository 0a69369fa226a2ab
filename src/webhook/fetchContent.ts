/** What is at an address that an owner wrote into a flow, through the egress guard. */
import * as http from 'node:http';
import * as https from 'node:https';
import { fail, ok, type Result } from '../base/result.ts';
import { type Egress, EgressRefusal } from './egress.ts';

export type Content = { name: string; content: Uint8Array };

/** The whole exchange, redirects included; 50 MB in it are 7 Mbit/s. */
const timeoutMs = 60_000;
const mostRedirects = 5;

type Options = { egress: Egress; version: string };

/** Fetches it into memory. Follows redirects, each checked anew; fails with a reason for people. */
export async function fetchContent(
  options: Options,
  url: string,
  limitBytes: number,
): Promise<Result<Content, string>> {
  const signal = AbortSignal.timeout(timeoutMs);
  let next = url;
  for (let n = 0; n <= mostRedirects; n += 1) {
    const checked = options.egress.check(next);
    if (!checked.ok) return checked;
    const answer = await get(options, checked.value, limitBytes, signal);
    if (!answer.ok) return answer;
    if (answer.value.content) return ok({ name: nameOf(url, next), content: answer.value.content });
    next = answer.value.location;
  }
  return fail('it redirects too often');
}

type Answer = { location: string; content: Uint8Array | null };

function get(
  { egress, version }: Options,
  url: URL,
  limitBytes: number,
  signal: AbortSignal,
): Promise<Result<Answer, string>> {
  return new Promise((resolve) => {
    const send = url.protocol === 'https:' ? https.request : http.request;
    const headers = { 'user-agent': `Signalbox/${version}` };
    const outgoing = send(url, { headers, agent: egress.agentFor(url), signal });
    const refuse = (reason: string): void => {
      resolve(fail(reason));
      outgoing.destroy();
    };
    outgoing.on('error', (error) => refuse(describe(error, signal)));
    outgoing.on('response', (response) => {
      const status = response.statusCode ?? 0;
      const { location } = response.headers;
      if (status >= 300 && status < 400 && location !== undefined && URL.canParse(location, url.href)) {
        resolve(ok({ location: new URL(location, url).href, content: null }));
        return outgoing.destroy();
      }
      if (status !== 200) return refuse(`the answer was ${status}`);
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > limitBytes) refuse(`it is larger than ${Math.floor(limitBytes / 1024 / 1024)} MB`);
      });
      response.on('error', (error) => refuse(describe(error, signal)));
      response.on('end', () => resolve(ok({ location: '', content: Buffer.concat(chunks) })));
    });
    outgoing.end();
  });
}

/** Node's own texts may hold addresses of the inside. */
function describe(error: Error, signal: AbortSignal): string {
  if (error instanceof EgressRefusal) return error.message;
  return signal.aborted ? `it did not come within ${timeoutMs / 1000} s` : 'it could not be fetched';
}

/** The last part of the path, of the address that was named rather than of where it led. */
function nameOf(...urls: string[]): string {
  const names = urls.map((url) => new URL(url).pathname.split('/').at(-1) ?? '');
  return decoded(names.find((name) => name.includes('.')) ?? names.find((name) => name !== '') ?? 'file');
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
