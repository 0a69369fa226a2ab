/** Door of the room: who is calling, and what they may do. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { RefusalError, refuse } from '../base/refusal.ts';
import { mayDo } from '../base/rights.ts';
import { type Database, findDemo, findSpaceOfBot, type Principal, type Scope } from '../store/store.ts';
import { createKeyring } from './apiKey.ts';
import { authRoutes } from './authRoutes.ts';
import { isDirectLocal, isForeign, isLocalAddress, isSameOrigin } from './provenance.ts';
import { createSignIn } from './signIn.ts';

export { ensureAdminKey } from './apiKey.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Who is calling; throws a RefusalError (401, 403) when nobody who has the right `scope`. A visitor
     * has `watch` and `simulate` only, and only on the demo's bot: ask `mayUseBot` for every bot touched.
     */
    requirePrincipal(request: FastifyRequest, scope: Scope): Promise<Principal>;
    /** Whether the bot is one of this principal's. */
    mayUseBot(principal: Principal, botId: string): Promise<boolean>;
  }
}

export type AccountOptions = {
  database: Database;
  /** SIGNALBOX_SECRET; the key of the sessions is derived from it. */
  secret: string;
  /** Read late: with PORT=0 the address is known only after listening. */
  publicUrl(): string;
  /** The space that signed-in people work in. */
  spaceId: string;
  /** Whether this machine's own browser may try the demo without signing in (while nobody else can come). */
  demo: boolean;
  /** What the session library has to say; never holds a token. */
  log(level: 'warn' | 'error', message: string): void;
};

export type Account = {
  /** Routes of /api/auth and the decorators; register it before the edges that use them. */
  plugin: FastifyPluginAsync;
  /** A link that signs the owner in: once, within 15 minutes. Makes the owner at the first call. */
  makeSignInLink(): Promise<string>;
  requirePrincipal(request: FastifyRequest, scope: Scope): Promise<Principal>;
  mayUseBot(principal: Principal, botId: string): Promise<boolean>;
};

/** Opens the room; touches the database only when asked something. */
export function openAccount(options: AccountOptions): Account {
  const signIn = createSignIn(options);
  const findPrincipal = principalFinder(options, createKeyring(options.database), signIn.findUser);
  const requirePrincipal: Account['requirePrincipal'] = async (request, scope) => {
    const principal = await findPrincipal(request);
    if (!principal) throw new RefusalError(refuse('unauthenticated'));
    if (!mayDo(principal.scopes, scope)) throw new RefusalError(refuse('forbidden'));
    return principal;
  };
  const mayUseBot = botJudge(options.database);
  const plugin: FastifyPluginAsync = async (app) => {
    app.decorate('requirePrincipal', requirePrincipal);
    app.decorate('mayUseBot', mayUseBot);
    await app.register(authRoutes, { signIn, publicUrl: options.publicUrl });
  };
  // The decorators belong to everybody, so the plugin has no context of its own.
  Object.assign(plugin, { [Symbol.for('skip-override')]: true });
  return { plugin, makeSignInLink: signIn.makeLink, requirePrincipal, mayUseBot };
}

type Finder = (request: FastifyRequest) => Promise<Principal | null>;

/** A key that is sent counts alone: a wrong one never falls back to a session or a visitor. */
function principalFinder(
  options: AccountOptions,
  findByKey: (authorization: string) => Promise<Principal | null>,
  findUser: (request: FastifyRequest) => Promise<{ name: string } | null>,
): Finder {
  return async (request) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) return findByKey(authorization);
    const user = await findUser(request);
    if (user) {
      refuseForeign(request, options.publicUrl());
      return { kind: 'user', name: user.name, spaceId: options.spaceId, scopes: ['*'], onlyBotId: null };
    }
    const visitors = options.demo && isLocalAddress(options.publicUrl());
    return visitors ? findVisitor(options.database, request) : null;
  };
}

/** A session comes along by itself, so what it changes must have been asked for by our own page. */
function refuseForeign(request: FastifyRequest, publicUrl: string): void {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (reads ? isForeign(request) : !isSameOrigin(request, publicUrl)) {
    throw new RefusalError(refuse('forbidden', { message: 'This call did not come from our own page.' }));
  }
}

async function findVisitor(database: Database, request: FastifyRequest): Promise<Principal | null> {
  if (!isDirectLocal(request)) return null;
  const demo = await findDemo(database);
  if (!demo) return null;
  return {
    kind: 'visitor',
    name: 'visitor',
    spaceId: demo.spaceId,
    scopes: ['watch', 'simulate'],
    onlyBotId: demo.botId,
  };
}

/** A bot never changes its space, so what was found once is remembered. */
function botJudge(database: Database): Account['mayUseBot'] {
  const spaces = new Map<string, string>();
  return async (principal, botId) => {
    if (principal.onlyBotId !== null && principal.onlyBotId !== botId) return false;
    const spaceId = spaces.get(botId) ?? (await findSpaceOfBot(database, botId));
    if (spaceId !== null) spaces.set(botId, spaceId);
    return spaceId === principal.spaceId;
  };
}
