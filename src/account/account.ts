/** Door of the room: who is calling, and what they may do. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { RefusalError, refuse } from '../base/refusal.ts';
import { mayDo } from '../base/rights.ts';
import {
  type Database,
  findDemo,
  findMemberships,
  findSpaceOfBot,
  type Principal,
  type Scope,
} from '../store/store.ts';
import { createKeyring, type Keyring, mintSecret } from './apiKey.ts';
import { authRoutes } from './authRoutes.ts';
import { chosenSpace } from './chosenSpace.ts';
import { joinRoutes } from './joinRoutes.ts';
import { isDirectLocal, isForeign, isLocalAddress, isSameOrigin } from './provenance.ts';
import { abilities, mayGive, type Role, roleOf, roles } from './roles.ts';
import { createSignIn, type SignedIn } from './signIn.ts';

export { ensureAdminKey } from './apiKey.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Who is calling; throws a RefusalError (401, 403) when nobody who has the right `scope`. A visitor
     * has `watch` and `simulate` only, and only on the demo's bot: ask `mayUseBot` for every bot touched.
     * Of several rights one is enough; `any`: whoever is known at all.
     */
    requirePrincipal(request: FastifyRequest, scope: Wanted): Promise<Principal>;
    /** Whether the bot is one of this principal's. */
    mayUseBot(principal: Principal, botId: string): Promise<boolean>;
    /** Roles, and what goes with keys and people. */
    accounts: AccountDesk;
  }
}

/** What a route asks for. */
export type Wanted = Scope | 'any' | readonly Scope[];

/** For the routes that keep people and keys, which belong to another room. */
export type AccountDesk = {
  roles: readonly Role[];
  abilities: typeof abilities;
  roleOf(name: string): Role | null;
  /** Whether somebody who has `given` may give `wanted` to others. */
  mayGive(given: readonly string[], wanted: readonly string[]): boolean;
  mintSecret(prefix: string): { secret: string; hash: Buffer; hint: string };
  /** To be called when a key was taken back. */
  forgetKeys(): void;
  /** The session of this request; null for a key or a visitor. */
  findSession(request: FastifyRequest): Promise<SignedIn | null>;
};

export type AccountOptions = {
  database: Database;
  /** SIGNALBOX_SECRET; the key of the sessions is derived from it. */
  secret: string;
  /** Read late: with PORT=0 the address is known only after listening. */
  publicUrl(): string;
  /** The space whose first owner the printed link signs in. */
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
  requirePrincipal(request: FastifyRequest, scope: Wanted): Promise<Principal>;
  mayUseBot(principal: Principal, botId: string): Promise<boolean>;
};

/** Opens the room; touches the database only when asked something. */
export function openAccount(options: AccountOptions): Account {
  const signIn = createSignIn(options);
  const keyring = createKeyring(options.database);
  const findPrincipal = principalFinder(options, keyring, signIn.findUser);
  const requirePrincipal: Account['requirePrincipal'] = async (request, scope) => {
    const principal = await findPrincipal(request);
    if (!principal) throw new RefusalError(refuse('unauthenticated'));
    const enough = scope === 'any' || [scope].flat().some((one) => mayDo(principal.scopes, one));
    if (!enough) throw new RefusalError(refuse('forbidden'));
    return principal;
  };
  const desk: AccountDesk = {
    ...{ roles, abilities, roleOf, mayGive, mintSecret },
    forgetKeys: keyring.forget,
    findSession: signIn.findUser,
  };
  const mayUseBot = botJudge(options.database);
  const plugin: FastifyPluginAsync = async (app) => {
    app.decorate('requirePrincipal', requirePrincipal);
    app.decorate('mayUseBot', mayUseBot);
    app.decorate('accounts', desk);
    const { database, publicUrl } = options;
    await app.register(authRoutes, { signIn, publicUrl });
    await app.register(joinRoutes, { database, signIn, publicUrl });
  };
  // The decorators belong to everybody, so the plugin has no context of its own.
  Object.assign(plugin, { [Symbol.for('skip-override')]: true });
  return { plugin, makeSignInLink: signIn.makeLink, requirePrincipal, mayUseBot };
}

type Finder = (request: FastifyRequest) => Promise<Principal | null>;

/** A key that is sent counts alone: a wrong one never falls back to a session or a visitor. */
function principalFinder(
  options: AccountOptions,
  keyring: Keyring,
  findUser: (request: FastifyRequest) => Promise<SignedIn | null>,
): Finder {
  return async (request) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) return keyring.find(authorization);
    const user = await findUser(request);
    if (user) {
      refuseForeign(request, options.publicUrl());
      return findMember(options.database, user, request);
    }
    const visitors = options.demo && isLocalAddress(options.publicUrl());
    return visitors ? findVisitor(options.database, request) : null;
  };
}

/** Somebody who has signed in, as a member of the space that they have chosen; their first one otherwise. */
async function findMember(database: Database, user: SignedIn, request: FastifyRequest): Promise<Principal> {
  const memberships = await findMemberships(database, user.id);
  const { key, mustBe } = chosenSpace(request);
  const chosen = memberships.find((one) => one.key === key);
  const member = chosen ?? (mustBe ? undefined : memberships[0]);
  const role = member && roleOf(member.role);
  if (!role) throw new RefusalError(refuse('forbidden', { message: 'You are no member of this space.' }));
  return {
    ...{ kind: 'user', name: user.name, userId: user.id, spaceId: member.spaceId, onlyBotId: null },
    ...{ scopes: role.scopes, role: role.name, masked: role.masked },
    ...(member.buyerKey === null ? {} : { buyerKey: member.buyerKey }),
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
    role: 'visitor',
    masked: false,
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
