/** Sessions and sign-in links, kept by better-auth in our database. */
import { hkdfSync } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { magicLink } from 'better-auth/plugins/magic-link';
import type { FastifyRequest } from 'fastify';
import type { Database } from '../store/store.ts';

export type SignInOptions = {
  database: Database;
  secret: string;
  publicUrl(): string;
  log(level: 'warn' | 'error', message: string): void;
};

export type SignIn = {
  findUser(request: FastifyRequest): Promise<{ name: string } | null>;
  makeLink(): Promise<string>;
  /** Hands a request of /api/auth to better-auth. */
  handle(request: Request): Promise<Response>;
};

/** A top-level name that no mail ever reaches; the library wants an address. */
const owner = { email: 'owner@signalbox.localhost', name: 'Owner' };

const linkSeconds = 15 * 60;
export const usedLinkPath = '/api/auth/used-link';
/** The address of the connection, written by ourselves over whatever was sent. */
export const addressHeader = 'x-signalbox-address';
const cookiePrefix = 'signalbox';

export function createSignIn(options: SignInOptions): SignIn {
  const links = new Map<string, string>();
  let opened: ReturnType<typeof openAuth> | undefined;
  const auth = () => {
    opened ??= openAuth(options, (email, url) => links.set(email, url));
    return opened;
  };
  const makeLink = async (): Promise<string> => {
    await ensureOwner((await auth().$context).internalAdapter);
    const body = { email: owner.email, callbackURL: '/', errorCallbackURL: usedLinkPath };
    await auth().api.signInMagicLink({ body, headers: new Headers() });
    const link = links.get(owner.email);
    links.delete(owner.email);
    if (link === undefined) throw new Error('broken invariant: no sign-in link was made');
    return link;
  };
  const findUser = async (request: FastifyRequest): Promise<{ name: string } | null> => {
    const { cookie } = request.headers;
    if (!cookie?.includes(cookiePrefix)) return null;
    const session = await auth().api.getSession({ headers: new Headers({ cookie }) });
    return session ? { name: session.user.name } : null;
  };
  return { findUser, makeLink, handle: (request) => auth().handler(request) };
}

function openAuth(options: SignInOptions, deliver: (email: string, url: string) => void) {
  const publicUrl = options.publicUrl();
  return betterAuth({
    appName: 'Signalbox',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret: Buffer.from(hkdfSync('sha256', options.secret, 'signalbox account', 'sessions', 32)).toString(
      'hex',
    ),
    trustedOrigins: [new URL(publicUrl).origin],
    database: options.database.pool,
    emailAndPassword: { enabled: false },
    user: { modelName: 'account_user', fields: { ...stamps, emailVerified: 'email_verified' } },
    session: { modelName: 'account_session', fields: { ...stamps, ...sessionNames } },
    account: { modelName: 'account_credential', fields: { ...stamps, ...credentialNames } },
    verification: { modelName: 'account_verification', fields: { ...stamps, expiresAt: 'expires_at' } },
    plugins: [
      magicLink({
        expiresIn: linkSeconds,
        disableSignUp: true,
        storeToken: 'hashed',
        sendMagicLink: ({ email, url }) => deliver(email, url),
      }),
    ],
    rateLimit: { enabled: true, window: 60, max: 100 },
    telemetry: { enabled: false },
    advanced: {
      disableOriginCheck: false,
      disableCSRFCheck: false,
      cookiePrefix,
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    logger: {
      level: 'warn',
      log: (level, message) => {
        if (level === 'warn' || level === 'error') options.log(level, message);
      },
    },
  });
}

const stamps = { createdAt: 'created_at', updatedAt: 'updated_at' };

const sessionNames = {
  userId: 'user_id',
  expiresAt: 'expires_at',
  ipAddress: 'ip_address',
  userAgent: 'user_agent',
};

const credentialNames = {
  accountId: 'account_id',
  providerId: 'provider_id',
  userId: 'user_id',
  accessToken: 'access_token',
  refreshToken: 'refresh_token',
  idToken: 'id_token',
  accessTokenExpiresAt: 'access_token_expires_at',
  refreshTokenExpiresAt: 'refresh_token_expires_at',
};

type People = {
  findUserByEmail(email: string): Promise<unknown>;
  createUser(
    user: { email: string; name: string; emailVerified: boolean },
    source: { method: 'magic-link' },
  ): Promise<unknown>;
};

/** Of two processes that start at once, one makes the owner and the other finds it. */
async function ensureOwner(people: People): Promise<void> {
  if (await people.findUserByEmail(owner.email)) return;
  try {
    await people.createUser({ ...owner, emailVerified: true }, { method: 'magic-link' });
  } catch (error) {
    if (!(await people.findUserByEmail(owner.email))) throw error;
  }
}
