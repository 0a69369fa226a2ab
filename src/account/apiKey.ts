/** API keys: known by their SHA-256 only. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type Connection, findApiKey, insertApiKey, type Principal, touchApiKey } from '../store/store.ts';

/** A key that was taken back works so long at most. */
const rememberedMs = 10_000;
/** More unknown keys than this at once are guesses; they are forgotten together. */
const rememberedKeys = 1000;
const longestKey = 512;

type Remembered = { principal: Principal | null; until: number };

export const hashOf = (key: string): Buffer => createHash('sha256').update(key, 'utf8').digest();

export type Keyring = {
  /** Whose the key of an `Authorization: Bearer ...` header is, null when nobody's. */
  find(authorization: string): Promise<Principal | null>;
  /** A key was made or taken back in this process: what is remembered is looked up again. */
  forget(): void;
};

export function createKeyring(database: Connection, now: () => number = Date.now): Keyring {
  const remembered = new Map<string, Remembered>();
  const find: Keyring['find'] = async (authorization) => {
    const key = /^Bearer +(\S+) *$/i.exec(authorization.slice(0, longestKey + 16))?.[1];
    if (!key || key.length > longestKey || authorization.length > longestKey + 16) return null;
    const hash = hashOf(key);
    const name = hash.toString('base64');
    const known = remembered.get(name);
    if (known && known.until > now()) return known.principal;
    const principal = await lookUp(database, hash);
    if (remembered.size >= rememberedKeys) remembered.clear();
    remembered.set(name, { principal, until: now() + rememberedMs });
    return principal;
  };
  return { find, forget: () => remembered.clear() };
}

/** A fresh unguessable text (256 bits) to be shown once, its SHA-256 to be kept, and its end to know it by. */
export function mintSecret(prefix: string): { secret: string; hash: Buffer; hint: string } {
  const secret = `${prefix}${randomBytes(32).toString('base64url')}`;
  return { secret, hash: hashOf(secret), hint: secret.slice(-4) };
}

async function lookUp(database: Connection, hash: Buffer): Promise<Principal | null> {
  const found = await findApiKey(database, hash);
  if (!found) return null;
  await touchApiKey(database, found.id);
  const { name, spaceId, scopes } = found;
  return { kind: 'key', name, spaceId, scopes, onlyBotId: null, role: 'key', masked: false };
}

/** Makes the key of ADMIN_API_KEY with all rights in the space; a second start finds it there. */
export const ensureAdminKey = (database: Connection, key: string, spaceId: string): Promise<void> =>
  insertApiKey(database, {
    id: randomUUID(),
    name: 'ADMIN_API_KEY',
    hash: hashOf(key),
    spaceId,
    scopes: ['*'],
  });
