/** Who may do what: API keys, the space they belong to, and what the demo's visitor is shown. */
import type { Scope } from '../base/rights.ts';
import type { Connection } from './database.ts';

export type { Scope } from '../base/rights.ts';

/** Somebody whose request has been let in. */
export type Principal = {
  kind: 'key' | 'user' | 'visitor';
  /** For the timeline: the key's or the user's name. */
  name: string;
  /** Of somebody who has signed in. */
  userId?: string;
  spaceId: string;
  scopes: readonly string[];
  /** The one bot that this principal may touch; null = every bot of the space. */
  onlyBotId: string | null;
  /** The role's name in this space; `key` and `visitor` for those who have none. */
  role: string;
  /** Every answer is without the lead's name, user name and id. */
  masked: boolean;
  /** A buyer's own traffic: the value of the click's `buyer`. */
  buyerKey?: string;
};

export type ApiKeyRecord = { id: string; name: string; spaceId: string; scopes: string[] };

const findKey = {
  name: 'account_find_key',
  text: `select id, name, space_id as "spaceId", scopes from api_key where hash = $1`,
};

/** The key of this SHA-256, null when there is none. */
export async function findApiKey(connection: Connection, hash: Buffer): Promise<ApiKeyRecord | null> {
  const [row] = await connection.query<ApiKeyRecord>(findKey, [hash]);
  return row ?? null;
}

/** Notes that a key is in use, to the minute: a busy key costs one write a minute. */
export async function touchApiKey(connection: Connection, id: string): Promise<void> {
  await connection.query(
    `update api_key set last_used_at = now()
     where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
    [id],
  );
}

/** Stores a key by its SHA-256; one that is there stays as it is. */
export async function insertApiKey(
  connection: Connection,
  key: {
    id: string;
    name: string;
    hash: Buffer;
    spaceId: string;
    scopes: readonly Scope[];
    hint?: string;
    createdBy?: string;
  },
): Promise<void> {
  await connection.query(
    `insert into api_key (id, space_id, name, hash, scopes, hint, created_by)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (hash) do nothing`,
    [key.id, key.spaceId, key.name, key.hash, [...key.scopes], key.hint ?? '', key.createdBy ?? ''],
  );
}

export type ListedKey = {
  id: string;
  name: string;
  hint: string;
  scopes: string[];
  createdBy: string;
  createdAt: Date;
  lastUsedAt: Date | null;
};

/** The keys of a space, the newest first; what they open is known by nobody but their holders. */
export const listApiKeys = (connection: Connection, spaceId: string): Promise<ListedKey[]> =>
  connection.query(
    `select id, name, hint, scopes, created_by as "createdBy", created_at as "createdAt",
       last_used_at as "lastUsedAt"
     from api_key where space_id = $1 order by created_at desc, id`,
    [spaceId],
  );

/** Answers what was removed, null when the space has no such key. */
export async function removeApiKey(
  connection: Connection,
  spaceId: string,
  id: string,
): Promise<{ name: string; scopes: string[] } | null> {
  const [row] = await connection.query<{ name: string; scopes: string[] }>(
    'delete from api_key where space_id = $1 and id = $2 returning name, scopes',
    [spaceId, id],
  );
  return row ?? null;
}

/** The space of a bot, null when there is no such bot. */
export async function findSpaceOfBot(connection: Connection, botId: string): Promise<string | null> {
  const [row] = await connection.query<{ spaceId: string }>(
    'select space_id as "spaceId" from bot where id = $1',
    [botId],
  );
  return row?.spaceId ?? null;
}

/** What a space and its company are called; null when there is no such space. */
export async function findSpaceNames(
  connection: Connection,
  spaceId: string,
): Promise<{ key: string; name: string; company: string } | null> {
  const [row] = await connection.query<{ key: string; name: string; company: string }>(
    `select space.key, space.name, company.name as company
     from space join company on company.id = space.company_id where space.id = $1`,
    [spaceId],
  );
  return row ?? null;
}

export type DemoSetting = { botId: string; campaignKey: string; postbackId: string; webhookId: string };

export type Demo = DemoSetting & { spaceId: string; botKey: string; botName: string };

/** The demo as the first start made it; null where there is none (any more). */
export async function findDemo(connection: Connection): Promise<Demo | null> {
  const [row] = await connection.query<{
    value: Partial<DemoSetting>;
    spaceId: string;
    botKey: string;
    botName: string | null;
  }>(
    `select setting.value, bot.space_id as "spaceId", bot.key as "botKey", bot.document ->> 'name' as "botName"
     from setting join bot on bot.id::text = setting.value ->> 'botId'
     where setting.key = 'demo'`,
  );
  if (!row) return null;
  const { botId = '', campaignKey = '', postbackId = '', webhookId = '' } = row.value;
  const { spaceId, botKey, botName } = row;
  return { botId, campaignKey, postbackId, webhookId, spaceId, botKey, botName: botName ?? botKey };
}
