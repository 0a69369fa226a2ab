/** What the public edges look up at every call: who has this id, and which lane it works in. */
import { type Field, splitStepPath, type Webhook } from '../flow/flow.ts';
import { type Configuration, loadConfiguration } from './configuration.ts';
import type { Connection } from './database.ts';

export type KnownBot = {
  id: string;
  key: string;
  spaceId: string;
  lane: number;
  channel: 'simulator' | 'telegram';
  /** Telegram's own number and user name of the bot; null and '' until getMe has said them. */
  telegramId: number | null;
  username: string;
  hasToken: boolean;
  clockOffsetMs: number;
  fields: ReadonlyMap<string, Field>;
  /** Step id -> where it is; and every `flow/step`. */
  stepsById: ReadonlyMap<string, { flow: string; step: string }>;
  stepPaths: ReadonlySet<string>;
};

export type KnownPostback = { id: string; spaceId: string; rateLimit: number | null };

export type KnownWebhook = { id: string; bot: KnownBot; document: Webhook; validUntil: number | null };

export type KnownCampaign = {
  id: string;
  key: string;
  /** The one that talks. */
  bot: KnownBot;
  sources: ReadonlySet<string>;
  /** Where a campaign of type `channel` leads first, and the bot that lets people in there. */
  channel: { bot: KnownBot; chatId: number } | null;
};

export type Directory = {
  version: number;
  bots: ReadonlyMap<string, KnownBot>;
  postbacks: ReadonlyMap<string, KnownPostback>;
  webhooks: ReadonlyMap<string, KnownWebhook>;
  /** By link key. */
  campaigns: ReadonlyMap<string, KnownCampaign>;
};

type Identity = { botId: string; telegramId: number | null; username: string };

/** Without `identities` no bot has a name at its channel yet. */
export function buildDirectory(
  configuration: Configuration,
  identities: readonly Identity[] = [],
): Directory {
  const identityOf = new Map(identities.map((one) => [one.botId, one]));
  const bots = new Map(
    configuration.bots.map((bot) => [bot.id, knownBot(configuration, bot, identityOf.get(bot.id))]),
  );
  return {
    version: configuration.version,
    bots,
    postbacks: new Map(
      configuration.postbacks.map((row) => [
        row.id,
        { id: row.id, spaceId: row.spaceId, rateLimit: row.document.rateLimit ?? null },
      ]),
    ),
    webhooks: knownWebhooks(configuration, bots),
    campaigns: new Map(
      configuration.campaigns.flatMap((row) => {
        const bot = bots.get(row.botId);
        const sources = new Set((row.document.sources ?? []).map((source) => source.key));
        const channel = knownChannel(configuration, row, bots);
        return bot ? [[row.key, { id: row.id, key: row.key, bot, sources, channel }] as const] : [];
      }),
    ),
  };
}

/** The inviting bot is named by its key in the campaign's own space; none is named: the one that talks. */
function knownChannel(
  configuration: Configuration,
  { spaceId, botId, document }: Configuration['campaigns'][number],
  bots: ReadonlyMap<string, KnownBot>,
): KnownCampaign['channel'] {
  const { type, channel } = document;
  if (type !== 'channel' || !channel) return null;
  const named = configuration.bots.find((bot) => bot.spaceId === spaceId && bot.key === channel.bot);
  const bot = bots.get(channel.bot === undefined ? botId : (named?.id ?? ''));
  return bot ? { bot, chatId: channel.chatId } : null;
}

function knownBot(
  configuration: Configuration,
  bot: Configuration['bots'][number],
  identity: Identity | undefined,
): KnownBot {
  const flows = new Map(
    configuration.flows.filter((flow) => flow.botId === bot.id).map((flow) => [flow.id, flow.key]),
  );
  const steps = configuration.steps.flatMap((step) => {
    const flow = flows.get(step.flowId);
    return flow === undefined ? [] : [[step.id, { flow, step: step.key }] as const];
  });
  return {
    id: bot.id,
    key: bot.key,
    spaceId: bot.spaceId,
    lane: bot.lane,
    channel: bot.document.channel,
    telegramId: identity?.telegramId ?? null,
    username: identity?.username ?? '',
    hasToken: configuration.secrets.some(({ botId, place }) => botId === bot.id && place === 'token'),
    clockOffsetMs: bot.clockOffsetMs,
    fields: new Map(
      configuration.fields
        .filter((field) => field.botId === bot.id)
        .map((field) => [field.key, field.document]),
    ),
    stepsById: new Map(steps),
    stepPaths: new Set(steps.map(([, place]) => `${place.flow}/${place.step}`)),
  };
}

/** After a rotation both ids lead to the webhook for a while. */
function knownWebhooks(
  configuration: Configuration,
  bots: ReadonlyMap<string, KnownBot>,
): Map<string, KnownWebhook> {
  const known = new Map<string, KnownWebhook>();
  for (const row of configuration.webhooks) {
    const bot = bots.get(row.botId);
    if (!bot || row.document.enabled === false) continue;
    known.set(row.id, { id: row.id, bot, document: row.document, validUntil: null });
    if (row.previousId && row.previousUntil) {
      known.set(row.previousId, { id: row.id, bot, document: row.document, validUntil: row.previousUntil });
    }
  }
  return known;
}

/** Where a step reference leads: a step's id, or `flow/step`; null when this bot has no such step. */
export function findStepPlace(bot: KnownBot, reference: string): { flow: string; step: string } | null {
  const byId = bot.stepsById.get(reference.toLowerCase());
  if (byId) return byId;
  return bot.stepPaths.has(reference) ? splitStepPath(reference) : null;
}

export type DirectoryKeeper = {
  current(): Directory;
  /** Loads again when the stored version has moved on; for an id that nobody knows, so at most twice a second. */
  refresh(): Promise<Directory>;
  /** The same for an announcement, which is never passed over: what it tells of may be in no later one. */
  renew(): Promise<Directory>;
};

/** The bots' names are read last: a change of them raises the version, so that none is missed. */
async function loadDirectory(connection: Connection): Promise<Directory> {
  const configuration = await loadConfiguration(connection);
  const identities = await connection.query<Identity>(
    `select bot_id as "botId", telegram_id as "telegramId", username from telegram_bot`,
  );
  return buildDirectory(configuration, identities);
}

/** How often an id that nobody knows may send us to the database to look again. */
const refreshAtMostEveryMs = 500;

/**
 * Keeps a directory fresh. `renew` is called at each announcement, `refresh` when an id is unknown:
 * another process may have made it a moment ago.
 */
export async function keepDirectory(connection: Connection, now: () => number): Promise<DirectoryKeeper> {
  let directory = await loadDirectory(connection);
  let running: Promise<Directory> | null = null;
  let next: Promise<Directory> | null = null;
  let refreshedAt = 0;
  const load = async (): Promise<Directory> => {
    const [row] = await connection.query<{ version: number }>('select version from config_version');
    if (row?.version !== directory.version) directory = await loadDirectory(connection);
    return directory;
  };
  const start = (): Promise<Directory> => {
    running = load().finally(() => {
      running = null;
    });
    return running;
  };
  const afterThisOne = (): Promise<Directory> => {
    next = null;
    return running ?? start();
  };
  return {
    current: () => directory,
    refresh: () => {
      if (running) return running;
      if (now() - refreshedAt < refreshAtMostEveryMs) return Promise.resolve(directory);
      refreshedAt = now();
      return start();
    },
    renew: () => {
      // The look under way may have been too early for what was announced meanwhile.
      if (running) next ??= running.then(afterThisOne, afterThisOne);
      return next ?? start();
    },
  };
}
