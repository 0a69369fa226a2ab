/** The session library (better-auth) as we use it: what it keeps where, and what it must not do. */
import { hkdfSync } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { magicLink } from 'better-auth/plugins/magic-link';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { Database } from '../store/store.ts';

export type AuthOptions = {
  database: Database;
  secret: string;
  publicUrl(): string;
  log(level: 'warn' | 'error', message: string): void;
};

export const basePath = '/api/auth';
export const usedLinkPath = '/api/auth/used-link';
/** The address of the connection, written by ourselves over whatever was sent. */
export const addressHeader = 'x-signalbox-address';
export const cookiePrefix = 'signalbox';
/** NIST SP 800-63B asks for 8 at least; ours guards everybody's leads. */
export const shortestPassword = 10;
export const longestPassword = 128;

const linkSeconds = 15 * 60;

export type Auth = ReturnType<typeof openAuth>;

/** `deliver` gets each sign-in link that is made. */
export function openAuth(options: AuthOptions, deliver: (email: string, url: string) => void) {
  const publicUrl = options.publicUrl();
  return betterAuth({
    appName: 'Signalbox',
    baseURL: publicUrl,
    basePath,
    secret: Buffer.from(hkdfSync('sha256', options.secret, 'signalbox account', 'sessions', 32)).toString(
      'hex',
    ),
    trustedOrigins: [new URL(publicUrl).origin],
    database: options.database.pool,
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
    },
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
      twoFactor({
        issuer: 'Signalbox',
        schema: {
          user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
          twoFactor: { modelName: 'account_two_factor', fields: secondFactorNames },
        },
      }),
    ],
    // By address and path; three tries of a password or a code in ten seconds (the library's own rule).
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

const secondFactorNames = {
  userId: 'user_id',
  backupCodes: 'backup_codes',
  failedVerificationCount: 'failed_verification_count',
  lockedUntil: 'locked_until',
};
