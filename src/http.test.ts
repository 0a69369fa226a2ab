import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RefusalError, refuse } from './base/refusal.ts';
import { buildHttp } from './http.ts';
import { makeLogger, scrub } from './logger.ts';

const lines: string[] = [];
const logger = makeLogger('info', { write: (line: string) => void lines.push(line) });
const folder = mkdtempSync(join(tmpdir(), 'signalbox-pages-'));
const secrets = ['123456:AAtoken', 'sb_secret_key', 'hello-from-the-lead', 'hunter2'];

const edge: FastifyPluginAsync = async (app) => {
  app.setValidatorCompiler(validatorCompiler);
  app.get('/api/refuses', async () => {
    throw new RefusalError(refuse('too_many_requests', { retryAfterSeconds: 2.1 }));
  });
  app.get('/api/breaks', async () => {
    throw new Error(
      `connect postgres://me:hunter2@db failed for https://x/bot${secrets[0]}/send?text=${secrets[2]}`,
    );
  });
  const body = z.strictObject({
    chatId: z.number(),
    list: z.array(z.object({ name: z.string() })).optional(),
  });
  app.post('/api/checks', { schema: { body } }, async () => ({ ok: true }));
  app.get(
    '/api/things/:id',
    { schema: { params: z.object({ id: z.string().regex(/^\d+$/) }) } },
    async () => 1,
  );
  app.get('/c/:key', async () => 'click');
  app.get('/api/bots/webhooks/:id/updateDialog', async () => 1);
  app.get('/api/v1/postbacks/:id/dry-run', async () => 1);
};

let app: FastifyInstance;
const registry = new Registry();
const ready = { now: true };

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>the page');
  writeFileSync(join(folder, 'assets/app-1a2b.js'), 'export {}');
  app = await buildHttp({
    edges: [edge],
    logger,
    ready: async () => ready.now,
    metrics: registry,
    metricsToken: 'metrics-token',
    webFolder: folder,
  });
});

afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

describe('a refusal', () => {
  it('has the status of the catalogue, one shape, and Retry-After in whole seconds', async () => {
    const answer = await app.inject('/api/refuses');
    expect(answer.statusCode).toBe(429);
    expect(answer.headers['retry-after']).toBe('3');
    expect(answer.json()).toEqual({ error: { code: 'too_many_requests', message: expect.any(String) } });
  });

  it('names every wrong parameter', async () => {
    const payload = { chatId: 'x', list: [{ name: 1 }], extra: 1, other: 2 };
    const answer = await app.inject({ method: 'POST', url: '/api/checks', payload });
    expect(answer.statusCode).toBe(400);
    const names = answer.json().error.parameters.map((one: { name: string }) => one.name);
    expect(names).toEqual(['chatId', 'list.0.name', 'extra', 'other']);
  });

  it("is not_found for an id that can be nobody's, an unknown route and a wrong method", async () => {
    for (const request of [
      { url: '/api/things/abc' },
      { url: '/api/nothing' },
      { method: 'DELETE' as const, url: '/api/checks' },
    ]) {
      const answer = await app.inject(request);
      expect([answer.statusCode, answer.json().error.code]).toEqual([404, 'not_found']);
    }
  });

  it.each([
    ['malformed JSON', '{"chatId":', 'application/json', 400, 'invalid_body'],
    ['prototype poisoning', '{"__proto__":{"admin":true}}', 'application/json', 400, 'invalid_body'],
    ['constructor poisoning', '{"constructor":{"prototype":{}}}', 'application/json', 400, 'invalid_body'],
    ['an empty body', '', 'application/json', 400, 'invalid_body'],
    ['a foreign content type', '<a/>', 'text/xml', 415, 'unsupported_media_type'],
    ['two megabytes', JSON.stringify('x'.repeat(2_000_000)), 'application/json', 413, 'too_large'],
  ])('answers %s', async (_what, payload, type, status, code) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/checks',
      payload,
      headers: { 'content-type': type },
    });
    expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
  });

  it('answers an address that cannot be decoded', async () => {
    const answer = await app.inject('/api/things/%E0%A4%A');
    expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'invalid_parameter']);
  });

  it('is too_large for an address that no edge takes, and for a shorter one its edge decides', async () => {
    const base = await app.listen({ host: '127.0.0.1', port: 0 });
    expect((await fetch(`${base}/c/x?${'a'.repeat(70_000)}`)).status).toBe(200);
    const answer = await fetch(`${base}/c/x?${'a'.repeat(200_000)}`);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ error: { code: 'too_large' } });
  });

  it('tells nothing of what broke inside, but the id under which the log has it', async () => {
    lines.length = 0;
    const answer = await app.inject('/api/breaks');
    const id = String(answer.headers['x-request-id']);
    expect(answer.statusCode).toBe(500);
    expect(answer.json().error.code).toBe('internal');
    expect(answer.json().error.message).toContain(id);
    expect(answer.body).not.toContain('postgres');
    expect(lines.some((line) => line.includes('request failed') && line.includes(id))).toBe(true);
  });
});

describe('the log', () => {
  it('has no query, token, key or text in it', async () => {
    lines.length = 0;
    const headers = { authorization: `Bearer ${secrets[1]}`, cookie: `signalbox.session=${secrets[1]}` };
    await app.inject({ url: `/api/breaks?key=${secrets[1]}`, headers });
    await app.inject({ url: `/api/refuses?text=${secrets[2]}`, headers });
    expect(lines).toHaveLength(3);
    for (const secret of secrets) expect(lines.join('')).not.toContain(secret);
  });

  it('shows only the end of an id that is all its caller has to know', async () => {
    lines.length = 0;
    const id = '8892e38b-5429-44eb-8c83-3b7f1837f288';
    await app.inject(`/api/bots/webhooks/${id}/updateDialog?chatId=1`);
    await app.inject(`/api/v1/postbacks/${id}/dry-run`);
    expect(lines.map((line) => JSON.parse(line).path)).toEqual([
      '/api/bots/webhooks/…f288/updateDialog',
      '/api/v1/postbacks/…f288/dry-run',
    ]);
  });

  it('says nothing about a click', async () => {
    lines.length = 0;
    expect((await app.inject('/c/camp?sub=1')).body).toBe('click');
    expect(lines).toEqual([]);
  });

  it('cuts what an error says', () => {
    expect(scrub('GET https://x/y?a=1&b=2 "z"')).toBe('GET https://x/y?… "z"');
    expect(scrub('Bearer abc.def')).toBe('Bearer …');
    expect(scrub('is it there? yes')).toBe('is it there? yes');
  });
});

describe('health', () => {
  it('tells a running process from a ready one', async () => {
    ready.now = false;
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    expect((await app.inject('/readyz')).statusCode).toBe(503);
    ready.now = true;
    expect((await app.inject('/readyz')).statusCode).toBe(200);
  });

  it.each([
    ['loopback', { remoteAddress: '127.0.0.1', headers: {} }, 200],
    [
      'loopback by way of a proxy',
      { remoteAddress: '127.0.0.1', headers: { 'x-forwarded-for': '1.2.3.4' } },
      401,
    ],
    ['elsewhere', { remoteAddress: '10.0.0.7', headers: {} }, 401],
    [
      'elsewhere with the token',
      { remoteAddress: '10.0.0.7', headers: { authorization: 'Bearer metrics-token' } },
      200,
    ],
    [
      'elsewhere with another token',
      { remoteAddress: '10.0.0.7', headers: { authorization: 'Bearer x' } },
      401,
    ],
  ])('shows metrics to %s: %#', async (_who, from, status) => {
    expect((await app.inject({ url: '/metrics', ...from })).statusCode).toBe(status);
  });
});

describe('the pages', () => {
  it('answer every address that is no interface', async () => {
    for (const url of ['/', '/dialogs/5', '/campaigns?x=1', '/click']) {
      const answer = await app.inject(url);
      expect([answer.statusCode, answer.body]).toEqual([200, '<!doctype html>the page']);
      expect(answer.headers['cache-control']).toBe('no-cache');
    }
    for (const url of ['/api', '/api/v9/x', '/assets/gone.js', '/c/a/b/c']) {
      expect((await app.inject(url)).statusCode).toBe(404);
    }
  });

  it('keep hashed files for ever', async () => {
    const answer = await app.inject('/assets/app-1a2b.js');
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('may be framed by nobody and run only their own scripts', async () => {
    for (const url of ['/', '/dialogs/5', '/api/refuses', '/api/nothing']) {
      const { headers } = await app.inject(url);
      expect(headers['content-security-policy']).toContain("default-src 'self'");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).not.toContain("script-src 'unsafe");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
    }
  });

  it('cannot be left by way of the path', async () => {
    for (const url of ['/../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2fpackage.json']) {
      expect((await app.inject(url)).body).not.toContain('signalbox');
    }
  });
});
