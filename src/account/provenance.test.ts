import Fastify, { type FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { isDirectLocal, isLocalAddress, isSameOrigin } from './provenance.ts';

type From = { remoteAddress?: string; headers?: Record<string, string> };

async function judge<Value>(by: (request: FastifyRequest) => Value, from: From): Promise<Value> {
  const app = Fastify();
  app.get('/', async (request) => ({ judged: by(request) }));
  const headers = { host: 'localhost:3000', ...from.headers };
  return (await app.inject({ url: '/', remoteAddress: from.remoteAddress ?? '127.0.0.1', headers })).json()
    .judged;
}

describe("a visitor at this machine's own browser", () => {
  it.each<From>([
    {},
    { remoteAddress: '::1', headers: { host: '[::1]:3000' } },
    { remoteAddress: '::ffff:127.0.0.1', headers: { host: '127.0.0.1:3000' } },
    { headers: { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' } },
    { headers: { 'sec-fetch-site': 'none' } },
  ])('is let in: %j', async (from) => {
    expect(await judge(isDirectLocal, from)).toBe(true);
  });

  it.each<From>([
    { remoteAddress: '192.168.1.5' },
    { remoteAddress: '::ffff:10.0.0.1' },
    { remoteAddress: '127.0.0.1.evil' },
    { headers: { host: 'signalbox.example' } },
    { headers: { host: 'localhost.evil.example' } },
    { headers: { host: '127.0.0.1.evil.example:3000' } },
    { headers: { host: 'localhost:3000@evil.example' } },
    { headers: { 'x-forwarded-for': '127.0.0.1' } },
    { headers: { forwarded: 'for=127.0.0.1' } },
    { headers: { 'x-real-ip': '127.0.0.1' } },
    { headers: { via: '1.1 proxy' } },
    { headers: { origin: 'https://evil.example' } },
    { headers: { origin: 'http://localhost:4000' } },
    { headers: { origin: 'null' } },
    { headers: { 'sec-fetch-site': 'cross-site' } },
    { headers: { 'sec-fetch-site': 'same-site' } },
  ])('is nobody else: %j', async (from) => {
    expect(await judge(isDirectLocal, from)).toBe(false);
  });
});

describe('an installation that others reach', () => {
  it('has no visitors: a proxy in front of it may leave no trace', () => {
    const local = ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:80'];
    const open = ['https://crm.example', 'http://localhost.evil.example', 'http://10.0.0.1:3000'];
    expect(local.map(isLocalAddress)).toEqual([true, true, true]);
    expect(open.map(isLocalAddress)).toEqual([false, false, false]);
  });
});

describe('what a session changes', () => {
  const ours = (request: FastifyRequest) => isSameOrigin(request, 'https://crm.example');

  it.each<From>([
    { headers: { origin: 'https://crm.example' } },
    { headers: { host: 'other.example', origin: 'https://other.example' } },
    { headers: { 'sec-fetch-site': 'same-origin' } },
  ])('was asked for by our own page: %j', async (from) => {
    expect(await judge(ours, from)).toBe(true);
  });

  it.each<From>([
    {},
    { headers: { origin: 'https://evil.example' } },
    { headers: { origin: 'null' } },
    { headers: { origin: 'https://crm.example.evil' } },
    { headers: { 'sec-fetch-site': 'none' } },
    { headers: { 'sec-fetch-site': 'cross-site' } },
  ])('was asked for by nobody else: %j', async (from) => {
    expect(await judge(ours, from)).toBe(false);
  });
});
