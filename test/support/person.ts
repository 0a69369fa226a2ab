/** Somebody with a browser: keeps cookies, and asks as our own pages do. */
import { createHmac } from 'node:crypto';
import type { Client, Reply } from './client.ts';

export class Person {
  readonly client: Client;
  private readonly jar = new Map<string, string>();

  constructor(client: Client) {
    this.client = client;
  }

  private get cookie(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async ask(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Reply> {
    const headers: Record<string, string> = { cookie: this.cookie, origin: this.client.app.url, ...more };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const reply = await this.client.fetch(path, init);
    for (const cookie of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '' || /max-age=0/i.test(cookie)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return reply;
  }

  api = (method: string, path: string, body?: unknown, more?: Record<string, string>): Promise<Reply> =>
    this.ask(method, `/api/v1${path}`, body, more);

  auth = (path: string, body: unknown = {}): Promise<Reply> => this.ask('POST', `/api/auth/${path}`, body);
}

export const goodPassword = 'a long enough secret';

/** Somebody who has accepted an invitation that `by` has made. */
export async function newcomer(by: Person, role: string, name: string, email: string): Promise<Person> {
  const made = await by.api('POST', '/invitations', { role, email });
  const token = /#(.+)$/.exec(String(Object(made.body).link))?.[1] ?? '';
  const person = new Person(by.client);
  const entered = await person.auth('invitation/accept', { token, name, email, password: goodPassword });
  if (entered.status !== 200) throw new Error(`${name} did not come in: ${JSON.stringify(entered.body)}`);
  return person;
}

/** The code that an authenticator shows now (RFC 6238: SHA-1, 6 digits, 30 s). */
export function codeOf(totpUri: string, at: number): string {
  const secret = new URL(totpUri).searchParams.get('secret') ?? '';
  const moment = Buffer.alloc(8);
  moment.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac('sha1', fromBase32(secret)).update(moment).digest();
  const start = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(start) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function fromBase32(text: string): Buffer {
  const bits = [...text.replaceAll('=', '')]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
