/** The funnel file that would rebuild a space, or one bot of it. */
import { Document, isScalar, type Pair, visit, type YAMLMap } from 'yaml';
import { RefusalError, refuse } from '../base/refusal.ts';
import type { PostbackShape } from '../campaign/campaign.ts';
import type { Connection } from '../store/store.ts';
import { type LoadedBot, loadConfiguration, secretPlaceholder } from '../store/store.ts';
import type { Funnel, FunnelBot } from './funnelShape.ts';
import { linkOf } from './linkVariable.ts';
import { indexSpace, type SpaceIndex } from './spaceIndex.ts';

/**
 * YAML with keys instead of ids and references instead of secrets; applying it changes nothing.
 * Of one bot: with its campaigns, their postbacks, and those that belong to no campaign. Throws `not_found`.
 */
export async function exportFunnel(
  connection: Connection,
  spaceId: string,
  botKey?: string,
): Promise<string> {
  const space = indexSpace(await loadConfiguration(connection, spaceId));
  const bot = botKey === undefined ? undefined : space.bots.get(botKey);
  if (botKey !== undefined && !bot) throw new RefusalError(refuse('not_found'));
  const document = new Document(exported(space, bot), { aliasDuplicateObjects: false });
  visit(document, { Map: (_, map) => orderStep(map) });
  return document.toString({ lineWidth: 110 });
}

function exported(space: SpaceIndex, only: LoadedBot | undefined): Funnel {
  const bots = (only ? [only] : [...space.bots.values()]).map((bot) => exportedBot(bot, space));
  const campaigns = [...space.campaigns.values()]
    .map(({ document }) => document)
    .filter((campaign) => !only || campaign.bot === only.key);
  const keys = new Set(campaigns.map(({ key }) => key));
  const postbacks = [...space.postbacks.values()]
    .map(({ document }) => document)
    .filter((postback) => !only || belongsTo(postback, only, keys));
  return {
    version: 1,
    ...(bots.length > 0 && { bots }),
    ...(campaigns.length > 0 && { campaigns }),
    ...(postbacks.length > 0 && { postbacks }),
  };
}

/** A shared postback whose link went into another bot would, in a file of this bot alone, go into this one. */
function belongsTo(postback: PostbackShape, bot: LoadedBot, campaigns: ReadonlySet<string>): boolean {
  if (postback.campaign !== undefined) return campaigns.has(postback.campaign);
  const { variable, bot: named } = postback.registrationLink ?? {};
  if (named !== undefined) return named === bot.key;
  return variable === undefined || bot.document.variables?.[variable] === linkOf(postback);
}

/** In the order in which one writes a bot by hand. */
export function exportedBot(bot: LoadedBot, space: SpaceIndex): FunnelBot {
  const secret = space.secretsOf(bot.id).find(({ place }) => place === 'token');
  const token = secret && (secret.reference ?? secretPlaceholder(bot.key, 'token'));
  const { key, name, channel, timezone, start, tags, variables, organicActions, ...settings } = bot.document;
  const fields = space.fieldsOf(bot.id).filter(({ declared }) => declared);
  const webhooks = space.webhooksOf(bot.id);
  const flows = space.flowsOf(bot.id).map((flow) => ({
    ...flow.document,
    steps: space.stepsOf(flow.id).map(({ document }) => document),
  }));
  return {
    ...{ key, name, channel, token, timezone, start },
    ...settings,
    ...(fields.length > 0 && { fields: fields.map(({ document }) => document) }),
    ...{ tags, variables, organicActions: organicActions && bot.organicActions },
    ...(webhooks.length > 0 && { webhooks: webhooks.map(({ document }) => document) }),
    ...(flows.length > 0 && { flows }),
  };
}

const head = ['key', 'kind', 'title'];
const foot = ['pushes', 'useGlobalPushes', 'delay', 'finish', 'next', 'stay', 'note', 'at'];

/** What a step is and does before what follows it. */
const rank = (name: string): number => (head.indexOf(name) + 1 || 4) + (foot.indexOf(name) + 1) * 10;

/** Only steps have a kind. */
function orderStep(map: YAMLMap): void {
  const nameOf = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : '');
  if (map.items.some((pair) => nameOf(pair) === 'kind')) {
    map.items.sort((left, right) => rank(nameOf(left)) - rank(nameOf(right)));
  }
}
