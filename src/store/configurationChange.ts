/** Writing what the owners draw, and telling every process that it changed. */
import { RefusalError, refuse } from '../base/refusal.ts';
import { isFieldKey, maximumFields } from '../flow/flow.ts';
import type {
  BotRow,
  CampaignRow,
  FieldRow,
  FlowRow,
  PostbackRow,
  StepRow,
  WebhookRow,
} from './configurationRow.ts';
import type { Connection } from './database.ts';
import type { Sealer } from './seal.ts';
import { secretContext } from './secretPlace.ts';

/** A secret to store; `value` is the secret itself. */
export type SecretChange = { botId: string; place: string; reference: string | null; value: string };

/** What to write and what to remove. A row that exists (same id) is replaced. */
export type ConfigurationChange = {
  save: {
    bots: BotRow[];
    fields: FieldRow[];
    secrets: SecretChange[];
    webhooks: WebhookRow[];
    flows: FlowRow[];
    steps: StepRow[];
    campaigns: CampaignRow[];
    postbacks: PostbackRow[];
  };
  remove: {
    fields: { botId: string; key: string }[];
    secrets: { botId: string; place: string }[];
    webhooks: string[];
    flows: string[];
    steps: string[];
    /** Only by name: a file that does not mention them leaves them. */
    campaigns?: string[];
    postbacks?: string[];
  };
};

/** Until the transaction ends nobody else changes this space: two applies at once come one after the other. */
export async function lockSpace(connection: Connection, spaceId: string): Promise<void> {
  await connection.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`space/${spaceId}`]);
}

/**
 * Writes a change whole; to be called inside a transaction that holds `lockSpace`. Refuses a campaign
 * key that another space has. The version is raised and told to every process at the commit.
 */
export async function changeConfiguration(
  connection: Connection,
  change: ConfigurationChange,
  sealer: Pick<Sealer, 'seal'>,
): Promise<void> {
  await removeRows(connection, change.remove);
  const { save } = change;
  await put(connection, 'bot', ['id'], ['space_id', 'key', 'position', 'lane', 'document'], save.bots);
  await put(connection, 'bot_field', ['bot_id', 'key'], ['position', 'document', 'declared'], save.fields);
  await put(connection, 'webhook', ['id'], ['bot_id', 'key', 'position', 'document'], save.webhooks);
  await put(connection, 'flow', ['id'], ['bot_id', 'key', 'position', 'document'], save.flows);
  await put(connection, 'step', ['id'], ['flow_id', 'key', 'position', 'document'], save.steps);
  await putCampaigns(connection, save.campaigns);
  const postback = ['space_id', 'campaign_id', 'key', 'position', 'document'];
  await put(connection, 'postback', ['id'], postback, save.postbacks);
  const sealed = save.secrets.map(({ value, ...secret }) => ({
    ...secret,
    sealed: sealer.seal(value, secretContext(secret.botId, secret.place)),
  }));
  await put(connection, 'secret', ['bot_id', 'place'], ['reference', 'sealed'], sealed);
  await publish(connection);
}

async function removeRows(connection: Connection, remove: ConfigurationChange['remove']): Promise<void> {
  const byId = async (table: string, ids: readonly string[], type: string): Promise<void> => {
    if (ids.length > 0) await connection.query(`delete from ${table} where id = any($1::${type}[])`, [ids]);
  };
  await byId('step', remove.steps, 'uuid');
  await byId('flow', remove.flows, 'uuid');
  await byId('webhook', remove.webhooks, 'text');
  await byId('postback', remove.postbacks ?? [], 'text');
  await byId('campaign', remove.campaigns ?? [], 'uuid');
  for (const { botId, key } of remove.fields) {
    await connection.query('delete from bot_field where bot_id = $1 and key = $2 and declared', [botId, key]);
  }
  for (const { botId, place } of remove.secrets) {
    await connection.query('delete from secret where bot_id = $1 and place = $2', [botId, place]);
  }
}

/** One statement a table, however many rows: they travel as one JSON text. */
async function put(
  connection: Connection,
  table: string,
  identity: readonly string[],
  columns: readonly string[],
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  const all = [...identity, ...columns].join(', ');
  const set = columns.map((column) => `${column} = excluded.${column}`).join(', ');
  await connection.query(
    `insert into ${table} (${all}) select ${all} from json_populate_recordset(null::${table}, $1)
     on conflict (${identity.join(', ')}) do update set ${set}`,
    [asRecords(rows)],
  );
}

/** A campaign's link names no tenant, so its key is unique over all of them. */
async function putCampaigns(connection: Connection, rows: readonly CampaignRow[]): Promise<void> {
  if (rows.length === 0) return;
  const written = await connection.query<{ key: string }>(
    `insert into campaign (id, space_id, bot_id, key, position, document)
     select id, space_id, bot_id, key, position, document from json_populate_recordset(null::campaign, $1)
     on conflict (key) do update set bot_id = excluded.bot_id, position = excluded.position,
       document = excluded.document
       where campaign.id = excluded.id
     returning key`,
    [asRecords(rows)],
  );
  const keys = new Set(written.map(({ key }) => key));
  const taken = rows.filter(({ key }) => !keys.has(key));
  if (taken.length === 0) return;
  const reason = 'another space has a campaign of this key, and a campaign link names only the key';
  const parameters = taken.map(({ key }) => ({ name: `campaigns: ${key}`, reason }));
  throw new RefusalError(refuse('invalid_funnel', { parameters }));
}

const asRecords = (rows: readonly object[]): string =>
  JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [snakeCase(name), value])),
    ),
  );

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Last in its transaction: the row stays locked until the commit, so versions appear in order. */
export async function publish(connection: Connection): Promise<void> {
  await connection.query(
    `with raised as (update config_version set version = version + 1 returning version)
     select pg_notify('configuration', version::text) from raised`,
  );
}

/**
 * Adds undeclared text fields to a bot, at most 200 of them a bot; names that exist, do not fit or are
 * too many are left. Answers the keys that were added and raises the version when there are any.
 */
export async function addField(
  connection: Connection,
  botId: string,
  fields: readonly { key: string }[],
): Promise<string[]> {
  const keys = [...new Set(fields.map(({ key }) => key))].filter(isFieldKey);
  if (keys.length === 0) return [];
  const added = await connection.query<{ key: string }>(
    `insert into bot_field (bot_id, key, position, document, declared)
     select bot.id, missing.key, 0, jsonb_build_object('key', missing.key, 'type', 'text'), false
     from bot, (
       select key, row_number() over (order by n) as n from unnest($2::text[]) with ordinality as wanted (key, n)
       where not exists (select from bot_field where bot_id = $1 and bot_field.key = wanted.key)
     ) as missing
     where bot.id = $1
       and missing.n + (select count(*) from bot_field where bot_id = $1 and not declared) <= $3
     on conflict do nothing
     returning key`,
    [botId, keys, maximumFields],
  );
  if (added.length > 0) await publish(connection);
  return added.map(({ key }) => key);
}

/**
 * The company and space that everything belongs to until there are more; made once, also by processes
 * that start at the same moment: the first ids to be written down are everybody's.
 */
export async function ensureDefaultSpace(
  connection: Connection,
  newId: () => string,
): Promise<{ companyId: string; spaceId: string }> {
  await connection.query(
    `insert into setting (key, value) values ('defaultSpace', jsonb_build_object('companyId', $1::text, 'spaceId', $2::text))
     on conflict do nothing`,
    [newId(), newId()],
  );
  const [setting] = await connection.query<{ value: { companyId: string; spaceId: string } }>(
    `select value from setting where key = 'defaultSpace'`,
  );
  if (!setting) throw new Error('the default space could not be made');
  const { companyId, spaceId } = setting.value;
  await connection.query(`insert into company (id, name) values ($1, 'Default') on conflict do nothing`, [
    companyId,
  ]);
  await connection.query(
    `insert into space (id, company_id, key, name) values ($1, $2, 'default', 'Default') on conflict do nothing`,
    [spaceId, companyId],
  );
  return { companyId, spaceId };
}
