/** Wires the rooms of one process together, in the order in which they need each other. */
import { type Account, ensureAdminKey, openAccount } from './account/account.ts';
import { type ApiPorts, apiEdge, showDialog } from './api/api.ts';
import { type Config, listeningOn } from './config.ts';
import { seedDemo } from './demo.ts';
import {
  applyFunnel,
  createConfigurationDesk,
  exportFunnel,
  type FunnelContext,
  funnelSchema,
  planFunnel,
} from './funnel/funnel.ts';
import { buildHttp } from './http.ts';
import { createIntake, createTurnWatch, type Intake, type TurnWatch } from './inbox/inbox.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { postbackEdge } from './postback/postback.ts';
import { simulatorEdge } from './simulator/simulator.ts';
import {
  announceSignals,
  countBacklog,
  countOutbox,
  countTelegramBots,
  createSealer,
  type Database,
  type DirectoryKeeper,
  ensureDefaultSpace,
  type KnownCampaign,
  keepDirectory,
  type Listener,
  listDialogs,
  migrate,
  openDatabase,
  openListener,
  openSecret,
  readOrMakeSecret,
  type Sealer,
  startEmbeddedPostgres,
} from './store/store.ts';
import { writeStory } from './story/story.ts';
import {
  type ConnectContext,
  checkToken,
  connectBot,
  createBotApi,
  createInvites,
  disconnectBot,
  type Invites,
  lookNow,
  telegramEdge,
} from './telegram/telegram.ts';
import { trackerEdge } from './tracker/tracker.ts';
import { dryRun, type TurnContext } from './turn/turn.ts';
import { updateDialogEdge } from './webhook/webhook.ts';
import { openAi, openFilesOf, startWorking, type Working, type WorkNews } from './working.ts';
import { startWorkThread } from './workThread.ts';
import type { World } from './world.ts';

export type Running = {
  /** Null for a worker, which serves nobody. */
  url: string | null;
  makeSignInLink: (() => Promise<string>) | null;
  stop(): Promise<void>;
};

type Parts = {
  config: Config;
  world: World;
  /** For what has no hurry: a slow page must not keep a postback waiting for a connection. */
  database: Database;
  /** Intake, clicks and turns. */
  hot: Database;
  listener: Listener;
  directory: DirectoryKeeper;
  intake: Intake;
  turns: TurnWatch;
  sealer: Sealer;
  metrics: Metrics;
  spaceId: string;
  context: TurnContext;
  publicUrl: { value: string };
  /** Accepted by this process and not applied by it; corrected whenever it finds nothing to do. */
  load: { waiting: number };
};

export async function startServer(config: Config, world: World): Promise<Running> {
  const embedded = config.databaseUrl === null ? await startEmbeddedPostgres(config.dataDir) : null;
  const url = config.databaseUrl ?? embedded?.url ?? '';
  await migrate(url);
  const running =
    config.role === 'worker'
      ? await startWorkingOnly(config, world, url)
      : await startBoth(config, world, url);
  return {
    ...running,
    stop: async () => {
      await running.stop();
      await embedded?.stop();
    },
  };
}

async function startWorkingOnly(config: Config, world: World, url: string): Promise<Running> {
  await prepare(config, world, url);
  const nothing = (): void => undefined;
  const news = { applied: nothing, idle: nothing, delivered: nothing, failed: nothing };
  const working = await startWorking(config, world, url, news);
  return { url: null, makeSignInLink: null, stop: working.stop };
}

/** Serves; and works in a thread of its own unless other processes do that (`ROLE=http`). */
async function startBoth(config: Config, world: World, url: string): Promise<Running> {
  const { spaceId } = await prepare(config, world, url);
  let working: Working | null = null;
  const parts = await openParts(config, world, url, spaceId, (lanes) => working?.wake(lanes));
  if (config.role === 'all') working = await startWorkThread(config, url, newsFor(parts));
  const serves = await startServing(parts);
  return {
    url: serves.url,
    makeSignInLink: serves.account.makeSignInLink,
    stop: async () => {
      await serves.close();
      await parts.intake.settled();
      await working?.stop();
      await parts.listener.close();
      await parts.hot.close();
      await parts.database.close();
    },
  };
}

const newsFor = ({ metrics, load, listener }: Parts): WorkNews => ({
  applied: (count) => {
    metrics.turns.inc(count);
    load.waiting = Math.max(0, load.waiting - count);
  },
  idle: () => {
    load.waiting = 0;
  },
  delivered: () => listener.tell('turns', ''),
  failed: () => metrics.problems.inc(),
});

/** What must be there before anybody works or serves. */
async function prepare(config: Config, world: World, url: string): Promise<{ spaceId: string }> {
  const database = openDatabase(url, { connections: 2 });
  try {
    const { spaceId } = await ensureDefaultSpace(database, world.newId);
    if (config.adminApiKey) await ensureAdminKey(database, config.adminApiKey, spaceId);
    const sealer = createSealer(config.secret ?? readOrMakeSecret(config.dataDir));
    if (config.demo)
      await seedDemo(database, funnelContext(config, world, sealer, spaceId, config.publicUrl));
    return { spaceId };
  } finally {
    await database.close();
  }
}

async function openParts(
  config: Config,
  world: World,
  url: string,
  spaceId: string,
  wake: (lanes: Iterable<number>) => void,
): Promise<Parts> {
  const { logger } = world;
  const database = openDatabase(url);
  const hot = openDatabase(url, { connections: 6, indexOnly: true });
  const sealer = createSealer(config.secret ?? readOrMakeSecret(config.dataDir));
  const publicUrl = { value: config.publicUrl };
  const onProblem = (error: unknown): void => logger.warn({ err: error }, 'the database could not be asked');
  const listener = await openListener(url, onProblem);
  const directory = await keepDirectory(database, world.now);
  listener.on('configuration', () => void directory.renew().catch(onProblem));
  listener.on('signals', (lanes) => wake(lanes.split(',').filter(Boolean).map(Number)));
  const announce = createAnnouncer(database, onProblem);
  const load = { waiting: 0 };
  const intake = createIntake(
    hot,
    (lanes, count) => {
      if (config.role === 'http') return announce(lanes);
      load.waiting += count;
      wake(lanes);
    },
    () => load.waiting,
  );
  const metrics = createMetrics({
    backlog: () => countBacklog(database),
    pending: () => countOutbox(database),
    bots: () => countTelegramBots(database),
  });
  return {
    config,
    world,
    database,
    hot,
    listener,
    directory,
    intake,
    turns: createTurnWatch(database, listener, onProblem),
    sealer,
    metrics,
    spaceId,
    context: { database: hot, now: world.now, random: world.random, scripts: null },
    publicUrl,
    load,
  };
}

const funnelContext = (
  config: Config,
  world: World,
  sealer: Sealer,
  spaceId: string,
  publicUrl: string,
): FunnelContext => ({
  ...{ spaceId, publicUrl, env: config.funnelSecrets, sealer, newId: world.newId },
  checkToken: (token) => checkToken(config.telegramApiRoot, token),
});

async function startServing(
  parts: Parts,
): Promise<{ url: string; account: Account; close(): Promise<void> }> {
  const { config, world, database, hot, directory, intake, spaceId, publicUrl } = parts;
  const account = openAccount({
    database,
    secret: config.secret ?? readOrMakeSecret(config.dataDir),
    publicUrl: () => publicUrl.value,
    spaceId,
    demo: config.demo,
    log: (level, message) => world.logger[level](message),
  });
  const common = { directory, now: world.now, accept: intake.accept };
  const invites = openInvites(parts);
  const app = await buildHttp({
    logger: world.logger,
    metrics: parts.metrics.registry,
    metricsToken: config.metricsToken,
    ready: async () => (await countBacklog(database)) >= 0,
    edges: [
      async (edge) => edge.register(postbackEdge, common),
      async (edge) =>
        edge.register(telegramEdge, {
          directory,
          now: world.now,
          acceptUpdate: intake.acceptUpdate,
          derive: parts.sealer.derive,
        }),
      async (edge) =>
        edge.register(trackerEdge, {
          connection: hot,
          directory,
          now: world.now,
          random: world.random,
          linkTo: (campaign, payload) => deepLink(publicUrl.value, campaign, payload),
          createInvite: invites.forClick,
          sharedInvite: invites.shared,
        }),
      async (edge) =>
        edge.register(updateDialogEdge, {
          ...common,
          connection: database,
          turns: parts.turns,
          readDialog: (space, botId, chatId) => readDialog(parts, space, botId, chatId),
        }),
      account.plugin,
      apiEdge({
        database,
        ports: apiPorts(parts),
        publicUrl: () => publicUrl.value,
        beside: [
          async (edge) => edge.register(simulatorEdge, { ...common, database, listener: parts.listener }),
        ],
      }),
    ],
  });
  const address = await app.listen({ host: config.host, port: config.port });
  publicUrl.value = listeningOn(config, Number(new URL(address).port)).publicUrl;
  return { url: publicUrl.value, account, close: () => closeHttp(app) };
}

/** Where a bot is reached; null while Telegram has not told its name. A simulated one has the *Try it* page. */
function deepLink(publicUrl: string, { bot }: KnownCampaign, payload: string): string | null {
  const start = payload ? `?start=${payload}` : '';
  if (bot.channel === 'simulator') return `${publicUrl}/${start}`;
  return bot.username === '' ? null : `https://t.me/${encodeURIComponent(bot.username)}${start}`;
}

/** A visitor waits for the redirect. */
const inviteTimeoutSeconds = 3;

function openInvites({ config, world, database, sealer }: Parts): Invites {
  return createInvites({
    connection: database,
    now: world.now,
    apiOf: async (bot) => {
      const token = await openSecret(database, sealer, bot.id, 'token');
      return token === null ? null : createBotApi(config.telegramApiRoot, token, inviteTimeoutSeconds);
    },
    onProblem: (reason) => world.logger.warn({ reason }, 'a visitor got no invite link of their own'),
  });
}

/** Requests in hand get so long at a stop: the calls under way (10 s each) must fit into it as well. */
const longestCloseMs = 8000;

/**
 * Answers what is in hand and closes. A connection that was busy when the close began would stay open
 * behind its last answer, kept alive by its client (72 s), so idle ones are looked for until the end.
 */
async function closeHttp(app: Awaited<ReturnType<typeof buildHttp>>): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), 50);
  const late = setTimeout(() => app.server.closeAllConnections(), longestCloseMs);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(late);
  }
}

async function readDialog(parts: Parts, spaceId: string, botId: string, chatId: number): Promise<unknown> {
  const bot = parts.directory.current().bots.get(botId);
  if (!bot) return null;
  const [dialog] = await listDialogs(
    parts.database,
    spaceId,
    { bot: bot.key, chatId },
    { limit: 1, before: null },
  );
  return dialog ? showDialog(dialog) : null;
}

/** An operator waits in front of the screen. */
const longestTranslationMs = 30_000;

function apiPorts(parts: Parts): ApiPorts {
  const { config, world, database, intake, listener, turns, sealer, publicUrl } = parts;
  const context = (spaceId: string): FunnelContext =>
    funnelContext(config, world, sealer, spaceId, publicUrl.value);
  const files = openFilesOf(config, world);
  const ai = openAi(config, world, database, sealer, files);
  const connecting: ConnectContext = {
    ...{ database, sealer, now: world.now },
    apiRoot: config.telegramApiRoot,
    publicUrl: () => publicUrl.value,
  };
  return {
    now: world.now,
    newId: world.newId,
    accept: async (signal, lane) => String(await intake.accept(signal, lane)),
    waitForTurn: async (signalId, timeoutMs) => {
      const outcome = await turns.waitFor(Number(signalId), timeoutMs);
      return outcome && { signalId, ...outcome };
    },
    dryRun: async (signal) => ({ dryRun: true, ...(await dryRun(parts.context, signal)) }),
    writeStory,
    files: { keeper: files.keeper, own: files.own },
    translate: async (bot, text, language) => {
      const endpoint = await ai.endpointOf(bot);
      if (endpoint.ok)
        return ai.ai.translate(text, language, endpoint.value, AbortSignal.timeout(longestTranslationMs));
      return { result: endpoint, tokens: { prompt: 0, completion: 0, estimated: false, calls: 0 } };
    },
    telegram: {
      connect: (spaceId, key, wish) => connectBot(connecting, spaceId, key, wish),
      check: (spaceId, key) => lookNow(connecting, spaceId, key),
      disconnect: (spaceId, key) => disconnectBot(connecting, spaceId, key),
    },
    onTurns: (callback) => listener.on('turns', callback),
    onConfiguration: (callback) => listener.on('configuration', callback),
    configuration: createConfigurationDesk(database, context, world.now),
    funnel: {
      plan: (spaceId, file) => planFunnel(database, context(spaceId), file),
      apply: (spaceId, file, by) => applyFunnel(database, { ...context(spaceId), by }, file),
      export: (spaceId, botKey) => exportFunnel(database, spaceId, botKey ?? undefined),
      schema: funnelSchema,
    },
  };
}

/** Tells the workers of other processes, at most every 10 ms. */
function createAnnouncer(
  database: Database,
  onProblem: (error: unknown) => void,
): (lanes: Iterable<number>) => void {
  const pending = new Set<number>();
  const tell = (): void => {
    const list = [...pending].join(',');
    pending.clear();
    void announceSignals(database, list).catch(onProblem);
  };
  return (lanes) => {
    if (pending.size === 0) setTimeout(tell, 10);
    for (const lane of lanes) pending.add(lane);
  };
}
