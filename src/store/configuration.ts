/** Reading what the owners drew: all of it for the turns, one space for plan, apply and export. */
import {
  type CampaignRow,
  type CompanyRow,
  type FieldRow,
  type FlowRow,
  type LoadedBot,
  type LoadedWebhook,
  type PostbackRow,
  readBot,
  readCampaign,
  readField,
  readFlow,
  readPostback,
  readStep,
  readWebhook,
  type SecretRow,
  type SpaceRow,
  type StepRow,
  type Unread,
} from './configurationRow.ts';
import type { Connection } from './database.ts';

/** Rows in the owner's order. `version` grows with every change of any space. */
export type Configuration = {
  version: number;
  companies: CompanyRow[];
  spaces: SpaceRow[];
  bots: LoadedBot[];
  fields: FieldRow[];
  flows: FlowRow[];
  steps: StepRow[];
  webhooks: LoadedWebhook[];
  campaigns: CampaignRow[];
  postbacks: PostbackRow[];
  secrets: SecretRow[];
};

type Loaded = Omit<
  Configuration,
  'bots' | 'fields' | 'flows' | 'steps' | 'webhooks' | 'campaigns' | 'postbacks'
> & {
  bots: Unread<LoadedBot>[];
  fields: Unread<FieldRow>[];
  flows: Unread<FlowRow>[];
  steps: Unread<StepRow>[];
  webhooks: Unread<LoadedWebhook>[];
  campaigns: Unread<CampaignRow>[];
  postbacks: Unread<PostbackRow>[];
};

const list = (row: string, order: string): string =>
  `coalesce(json_agg(json_build_object(${row}) order by ${order}), '[]')`;
const milliseconds = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::bigint`;

// One statement, so that everything and the version are of one snapshot, even in `read committed`.
const text = `
  with chosen as (select * from space where $1::uuid is null or id = $1::uuid),
    chosen_bot as (select * from bot where space_id in (select id from chosen)),
    chosen_flow as (select * from flow where bot_id in (select id from chosen_bot))
  select
    (select version from config_version) as version,
    (select ${list(`'id', id, 'name', name, 'currency', currency`, 'id')}
       from company where id in (select company_id from chosen)) as companies,
    (select ${list(`'id', id, 'companyId', company_id, 'key', key, 'name', name`, 'key, id')}
       from chosen) as spaces,
    (select ${list(
      `'id', id, 'spaceId', space_id, 'key', key, 'position', position, 'lane', lane, 'document', document,
       'clockOffsetMs', clock_offset_ms, 'createdAt', ${milliseconds('created_at')}`,
      'position, key, id',
    )} from chosen_bot) as bots,
    (select ${list(
      `'botId', bot_id, 'key', key, 'position', position, 'declared', declared, 'document', document`,
      'bot_id, position, key',
    )} from bot_field where bot_id in (select id from chosen_bot)) as fields,
    (select ${list(
      `'id', id, 'botId', bot_id, 'key', key, 'position', position, 'document', document`,
      'bot_id, position, key',
    )} from chosen_flow) as flows,
    (select ${list(
      `'id', id, 'flowId', flow_id, 'key', key, 'position', position, 'document', document`,
      'flow_id, position, key',
    )} from step where flow_id in (select id from chosen_flow)) as steps,
    (select ${list(
      `'id', id, 'botId', bot_id, 'key', key, 'position', position, 'document', document,
       'previousId', previous_id, 'previousUntil', ${milliseconds('previous_until')}`,
      'bot_id, position, key',
    )} from webhook where bot_id in (select id from chosen_bot)) as webhooks,
    (select ${list(
      `'id', id, 'spaceId', space_id, 'botId', bot_id, 'key', key, 'position', position, 'document', document`,
      'position, key',
    )} from campaign where space_id in (select id from chosen)) as campaigns,
    (select ${list(
      `'id', id, 'spaceId', space_id, 'campaignId', campaign_id, 'key', key, 'position', position,
       'document', document`,
      'position, key, id',
    )} from postback where space_id in (select id from chosen)) as postbacks,
    (select ${list(
      `'botId', bot_id, 'place', place, 'reference', reference, 'sealed', sealed`,
      'bot_id, place',
    )} from secret where bot_id in (select id from chosen_bot)) as secrets`;

/** Everything of one space, or of all. Throws when a stored document cannot be read by this version. */
export async function loadConfiguration(connection: Connection, spaceId?: string): Promise<Configuration> {
  const [loaded] = await connection.query<Loaded>({ name: 'loadConfiguration', text }, [spaceId ?? null]);
  if (!loaded) throw new Error('the configuration could not be read');
  const secrets = new Map(loaded.secrets.map((secret) => [`${secret.botId}/${secret.place}`, secret]));
  const bots = new Map(loaded.bots.map((bot) => [bot.id, bot.key]));
  const owners = new Map(
    loaded.flows.map(({ id, botId, key }) => [id, { botId, botKey: bots.get(botId) ?? '', flowKey: key }]),
  );
  const nobody = { botId: '', botKey: '', flowKey: '' };
  return {
    ...loaded,
    bots: loaded.bots.map((row) => readBot(row, secrets)),
    fields: loaded.fields.map(readField),
    flows: loaded.flows.map(readFlow),
    steps: loaded.steps.map((row) => readStep(row, owners.get(row.flowId) ?? nobody, secrets)),
    webhooks: loaded.webhooks.map(readWebhook),
    campaigns: loaded.campaigns.map(readCampaign),
    postbacks: loaded.postbacks.map(readPostback),
  };
}

export {
  addField,
  type ConfigurationChange,
  changeConfiguration,
  ensureDefaultSpace,
  lockSpace,
  type SecretChange,
} from './configurationChange.ts';
export type * from './configurationRow.ts';
export { type SecretPlace, secretContext, secretPlaceholder, stepSecret } from './secretPlace.ts';
