/** /api/auth: of the session library only what our pages use, so that nothing else can be reached. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import { countAttempts } from './attempts.ts';
import { addressHeader, basePath, usedLinkPath } from './auth.ts';
import { isSameOrigin } from './provenance.ts';
import { readBody } from './readBody.ts';
import { refusalOf, tooMany } from './refusalOf.ts';
import type { SignIn } from './signIn.ts';
import { usedLinkPage } from './usedLinkPage.ts';

/** Wrong passwords for one e-mail from one address, and from all of them: the first stops a guesser. */
const guesses = { most: 10, ofAll: 100, windowMs: 15 * 60_000 };

const password = z.string().max(1000);
const email = z.string().max(320);
const code = z.string().max(100);

/** Our path, the library's, and what may be sent; the answer is cut to `shown`. */
const passed = [
  { path: 'code', to: '/two-factor/verify-totp', body: z.strictObject({ code }), shown: [] },
  { path: 'recovery-code', to: '/two-factor/verify-backup-code', body: z.strictObject({ code }), shown: [] },
  {
    path: 'two-factor/enable',
    to: '/two-factor/enable',
    body: z.strictObject({ password }),
    shown: ['totpURI', 'backupCodes'],
  },
  { path: 'two-factor/disable', to: '/two-factor/disable', body: z.strictObject({ password }), shown: [] },
  {
    path: 'two-factor/recovery-codes',
    to: '/two-factor/generate-backup-codes',
    body: z.strictObject({ password }),
    shown: ['backupCodes'],
  },
  {
    path: 'change-password',
    to: '/change-password',
    // Whoever else knew the old one is out.
    body: z
      .strictObject({ currentPassword: password, newPassword: password })
      .transform((given) => ({ ...given, revokeOtherSessions: true })),
    shown: [],
  },
] as const;

export async function authRoutes(
  app: FastifyInstance,
  options: { signIn: SignIn; publicUrl(): string },
): Promise<void> {
  const { signIn, publicUrl } = options;
  const pass = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const response = await signIn.handle(toRequest(request, publicUrl()));
    return answer(reply, response, await response.text());
  };
  app.get('/api/auth/magic-link/verify', pass);
  app.get('/api/auth/get-session', pass);
  app.post('/api/auth/sign-out', async (request, reply) => {
    refuseForeign(request, publicUrl());
    return pass(request, reply);
  });
  app.get(usedLinkPath, async (_request, reply) =>
    reply.status(410).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(usedLinkPage),
  );
  addSignIn(app, options);
  for (const { path, to, body, shown } of passed) {
    app.post(`${basePath}/${path}`, async (request, reply) => {
      refuseForeign(request, publicUrl());
      const given = readBody(body, request.body);
      const response = await signIn.handle(toRequest(request, publicUrl(), to, given));
      return told(reply, response, shown);
    });
  }
}

function addSignIn(
  app: FastifyInstance,
  { signIn, publicUrl }: { signIn: SignIn; publicUrl(): string },
): void {
  const byAddress = countAttempts(guesses.most, guesses.windowMs);
  const byEmail = countAttempts(guesses.ofAll, guesses.windowMs);
  const body = z.strictObject({ email, password });
  app.post(`${basePath}/sign-in`, async (request, reply) => {
    refuseForeign(request, publicUrl());
    const given = readBody(body, request.body);
    const name = given.email.trim().toLowerCase();
    const from = `${request.ip} ${name}`;
    const wait = Math.max(byAddress.waitSeconds(from), byEmail.waitSeconds(name));
    if (wait > 0) throw tooMany(wait);
    const target = toRequest(request, publicUrl(), '/sign-in/email', { ...given, email: name });
    const response = await signIn.handle(target);
    if (response.status === 401) {
      byAddress.note(from);
      byEmail.note(name);
    } else if (response.ok) byAddress.forget(from);
    return told(reply, response, ['twoFactorRedirect']);
  });
}

export function refuseForeign(request: FastifyRequest, publicUrl: string): void {
  if (!isSameOrigin(request, publicUrl)) throw new RefusalError(refuse('forbidden'));
}

/** With a body it is a POST of our own page: that has been made sure of, by whichever of our names it came. */
function toRequest(request: FastifyRequest, publicUrl: string, path?: string, body?: unknown): Request {
  const headers = new Headers({ [addressHeader]: request.ip });
  for (const name of ['cookie', 'origin', 'referer', 'user-agent', 'sec-fetch-site', 'sec-fetch-mode']) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  if (path === undefined) {
    return new Request(new URL(request.url, publicUrl), { method: request.method, headers });
  }
  headers.set('origin', new URL(publicUrl).origin);
  headers.set('content-type', 'application/json');
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  return new Request(new URL(`${basePath}${path}`, publicUrl), init);
}

function answer(reply: FastifyReply, response: Response, body: string): FastifyReply {
  reply.status(response.status);
  for (const name of ['content-type', 'location', 'retry-after', 'x-retry-after']) {
    const value = response.headers.get(name);
    if (value !== null) reply.header(name, value);
  }
  addCookies(reply, response);
  return reply.send(body);
}

export function addCookies(reply: FastifyReply, response: Response): void {
  reply.header('cache-control', 'no-store');
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.header('set-cookie', cookies);
}

/** The library answers the session's token and the whole user: a page gets what it needs, by name. */
async function told(
  reply: FastifyReply,
  response: Response,
  shown: readonly string[],
): Promise<FastifyReply> {
  const body: unknown = await response.json().catch(() => null);
  addCookies(reply, response);
  if (!response.ok) throw refusalOf(response, body);
  const members = new Map(Object.entries(Object(body)));
  return reply.send(
    Object.fromEntries(shown.flatMap((name) => (members.has(name) ? [[name, members.get(name)]] : []))),
  );
}
