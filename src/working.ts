/** The half of a process that takes turns and delivers effects; it serves nobody. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Ai, type AiEndpoint, chooseEndpoint, createAi, type MediaFile, sampleMedia } from './ai/ai.ts';
import type { Result } from './base/result.ts';
import type { Config } from './config.ts';
import { type Files, openFiles } from './file/file.ts';
import {
  type AiCaller,
  type FileCarrier,
  type LaneCarrier,
  startDelivery,
  type WebhookCaller,
} from './outbox/outbox.ts';
import {
  type AiBot,
  createSealer,
  type Database,
  type DirectoryKeeper,
  findFile,
  findReceivedFile,
  insertSignals,
  keepDirectory,
  openDatabase,
  openListener,
  openSecret,
  readOrMakeSecret,
  type Sealer,
  startScheduling,
  startSearchIndexing,
  stepSecret,
  watchTurns,
} from './store/store.ts';
import {
  type BotApi,
  type BotsContext,
  createBotApi,
  createTelegramCarrier,
  fetchFile,
  type OutFile,
  type RunningBots,
  runBots,
} from './telegram/telegram.ts';
import { startWorker } from './turn/turn.ts';
import {
  createEgress,
  createWebhookCarrier,
  fetchContent,
  parseEgressAllow,
  readAnswer,
  retryDelaySeconds,
} from './webhook/webhook.ts';
import type { World } from './world.ts';

export type Working = {
  /** Something was accepted into these lanes. */
  wake(lanes: Iterable<number>): void;
  stop(): Promise<void>;
};

/** What the other half wants to hear of the work. */
export type WorkNews = {
  applied(count: number): void;
  idle(): void;
  /** Messages have gone out: their state has changed without a turn. */
  delivered(): void;
  failed(): void;
};

/** Opens connections of its own, so that it may run beside the serving half or in another thread. */
export async function startWorking(
  config: Config,
  world: World,
  url: string,
  news: WorkNews,
): Promise<Working> {
  const database = openDatabase(url);
  const hot = openDatabase(url, { connections: 3, indexOnly: true });
  const sealer = createSealer(config.secret ?? readOrMakeSecret(config.dataDir));
  const directory = await keepDirectory(database, world.now);
  const onProblem = (error: unknown): void => {
    news.failed();
    world.logger.error({ err: error }, 'work failed and will be taken up again');
  };
  const files = openFilesOf(config, world);
  const listener = await openListener(url, onProblem);
  listener.on('configuration', () => void directory.renew().catch(onProblem));
  const bots = holdBots(config, world, url, {
    ...{ database, sealer, onProblem },
    onReceived: (lanes) => worker.wake(lanes),
  });
  listener.on('configuration', bots.renew);
  const delivery = startDelivery({
    database,
    now: world.now,
    laneOf: (botId) => directory.current().bots.get(botId)?.lane ?? 0,
    clockOffsetOf: (botId) => directory.current().bots.get(botId)?.clockOffsetMs ?? 0,
    insertSignal: async (connection, signal, lane) => {
      await insertSignals(connection, [{ lane, payload: JSON.stringify(signal) }]);
    },
    spaceOf: (botId) => directory.current().bots.get(botId)?.spaceId ?? null,
    messages: [
      { channel: 'simulator', instant: true },
      laneCarrier(config, world, { database, sealer, directory, bots, files }),
    ],
    webhooks: webhookCaller(config, world, database, sealer),
    ai: aiCaller(openAi(config, world, database, sealer, files)),
    files: fileCarrier(config, database, sealer, files),
    onDelivered: () => {
      news.delivered();
      worker.wake([]);
    },
    onProblem,
  });
  const turns = watchTurns(world.now);
  let tookTurnsAt = 0;
  const worker = startWorker(
    { database: hot, now: world.now, random: world.random, scripts: null },
    {
      onBatch: (count) => {
        tookTurnsAt = world.now();
        turns.note(count);
        news.applied(count);
        delivery.wake();
      },
      onIdle: news.idle,
      onProblem,
    },
  );
  // Another process may have taken the turns of a bot that is held here.
  listener.on('turns', () => {
    if (world.now() - tookTurnsAt > 20) delivery.wake();
  });
  const search = startSearchIndexing(database, { turns: turns.load, onProblem });
  listener.on('signals', (lanes) => worker.wake(lanes.split(',').filter(Boolean).map(Number)));
  const scheduling = startScheduling(database, { now: world.now, onDue: worker.wake, onProblem });
  return {
    wake: worker.wake,
    stop: async () => {
      await scheduling.stop();
      await search.stop();
      await worker.stop();
      await Promise.all([delivery.stop(), bots.stop()]);
      await listener.close();
      await hot.close();
      await database.close();
    },
  };
}

/** The bots at Telegram that this process is the holder of. */
const holdBots = (
  { telegramApiRoot: apiRoot, publicUrl }: Config,
  { now, logger }: World,
  url: string,
  parts: Pick<BotsContext, 'database' | 'sealer' | 'onProblem' | 'onReceived'>,
): RunningBots =>
  runBots(
    { ...parts, apiRoot, publicUrl, now, log: (level, facts, text) => logger[level](facts, text) },
    url,
  );

type SendingParts = {
  database: Database;
  sealer: Sealer;
  directory: DirectoryKeeper;
  bots: RunningBots;
  files: Files;
};

/** Longer than 50 MB take; a bot that sends nothing but texts never waits so long. */
const uploadSeconds = 300;

/** What the held bots send. */
function laneCarrier(config: Config, world: World, parts: SendingParts): LaneCarrier {
  const { database, sealer, directory, bots, files } = parts;
  const egress = createEgress({ allow: config.egressAllow });
  const slow = new Map<string, { token: string; api: BotApi }>();
  const slowApiOf = async (botId: string): Promise<BotApi | null> => {
    const token = await openSecret(database, sealer, botId, 'token');
    if (token === null) return null;
    const known = slow.get(botId);
    if (known?.token === token) return known.api;
    const api = createBotApi(config.telegramApiRoot, token, uploadSeconds);
    slow.set(botId, { token, api });
    return api;
  };
  const carrier = createTelegramCarrier({
    database,
    publicUrl: config.publicUrl,
    apiOf: async (botId, isSlow) => {
      const api = await bots.apiOf(botId);
      return api && isSlow ? slowApiOf(botId) : api;
    },
    findFile: (name, botId) =>
      findOutFile(name, directory.current().bots.get(botId)?.spaceId ?? null, database, files),
    fetchUrl: (url, limitBytes) => fetchContent({ egress, version: world.version }, url, limitBytes),
  });
  return {
    channel: 'telegram',
    instant: false,
    bots: bots.heldBots,
    send: carrier.send,
    onRefusedToken: bots.onRefusedToken,
  };
}

/** A file of the owner's folder, or `file:<id>` of an upload of this space. */
async function findOutFile(
  name: string,
  spaceId: string | null,
  database: Database,
  files: Files,
): Promise<OutFile | null> {
  if (!name.startsWith('file:')) {
    const own = await files.own.open(name);
    return own && { ...own, mime: '' };
  }
  const id = name.slice('file:'.length);
  if (spaceId === null || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return null;
  const stored = await findFile(database, spaceId, id);
  const opened = stored && (await files.keeper.open(stored.place));
  return stored && opened && { ...stored, content: opened.content };
}

function webhookCaller(config: Config, world: World, database: Database, sealer: Sealer): WebhookCaller {
  const carrier = createWebhookCarrier({
    egress: createEgress({ allow: config.egressAllow }),
    version: world.version,
  });
  return {
    call: async (job, id, botId) => {
      const secret = job.secretOfStep
        ? await openSecret(database, sealer, botId, stepSecret(job.secretOfStep))
        : null;
      const { method, url, headers, body } = job;
      return carrier.call({ id, method, url, headers, body, secret, at: world.now() });
    },
    retryDelay: (attempts) => retryDelaySeconds(attempts, (world.random(1)[0] ?? 0) / 255),
    readAnswer,
  };
}

/** Where this installation keeps its files. */
export const openFilesOf = ({ dataDir, filesBucket }: Config, { now }: World): Files =>
  openFiles({ dataDir, bucket: filesBucket }, now());

function fileCarrier(config: Config, database: Database, sealer: Sealer, { keeper }: Files): FileCarrier {
  return {
    fetch: async (job, botId, stop) => {
      const token = await openSecret(database, sealer, botId, 'token');
      if (token === null) return { result: 'failed', reason: 'the bot has no token any more' };
      return fetchFile({ root: config.telegramApiRoot, token, keeper }, job, stop);
    },
    remove: keeper.remove,
  };
}

/** Together with its call an AI task has 45 s. */
const longestFileWaitMs = 15_000;
const fileLookMs = 250;

/** What the lead has sent, once it is in our keeping; null when it will not come, or not in time. */
async function readMedia(
  database: Database,
  { keeper }: Files,
  dialogId: string,
  message: number,
): Promise<MediaFile | null> {
  const until = performance.now() + longestFileWaitMs;
  for (;;) {
    const found = await findReceivedFile(database, dialogId, message);
    if (found?.file) {
      const open = await keeper.open(found.file.place);
      if (!open) return null;
      const parts: Uint8Array[] = [];
      for await (const part of open.content) parts.push(part);
      return { bytes: Buffer.concat(parts), type: found.file.mime };
    }
    if (found?.state !== 'coming' || performance.now() > until) return null;
    await delay(fileLookMs);
  }
}

export type OpenAi = { ai: Ai; endpointOf(bot: AiBot): Promise<Result<AiEndpoint, string>> };

/** The AI and where each bot's is: both halves of a process ask it, one for leads and one for operators. */
export function openAi(
  config: Config,
  world: World,
  database: Database,
  sealer: Sealer,
  files: Files,
): OpenAi {
  const administrator = config.aiBaseUrl === null ? [] : hostOf(config.aiBaseUrl);
  const ways = {
    byOwner: createEgress({ allow: config.egressAllow }),
    byAdministrator: createEgress({ allow: [...config.egressAllow, ...administrator] }),
  };
  const standard = { baseUrl: config.aiBaseUrl, apiKey: config.aiApiKey, model: config.aiModel };
  return {
    ai: createAi({
      wayTo: (named) => ways[named],
      now: world.now,
      version: world.version,
      readMedia: async (job, lead) =>
        lead.bot.channel === 'simulator'
          ? sampleMedia(job)
          : readMedia(database, files, lead.dialogId, job.message ?? 0),
    }),
    endpointOf: async (bot) =>
      chooseEndpoint(bot.ai, await openSecret(database, sealer, bot.id, 'ai'), standard),
  };
}

/** Host and port of the administrator's own endpoint, as an entry of EGRESS_ALLOW. */
function hostOf(baseUrl: string): string[] {
  const { hostname, port, protocol } = new URL(baseUrl);
  const entry = parseEgressAllow(`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`);
  return entry.ok ? entry.value : [];
}

function aiCaller({ ai, endpointOf }: OpenAi): AiCaller {
  return {
    run: async (job, lead, signal) => {
      const endpoint = await endpointOf(lead.bot);
      if (endpoint.ok) return ai.run(job, lead, endpoint.value, signal);
      return {
        result: { ok: false, of: job.task.of, why: 'failed', reason: endpoint.reason },
        tokens: { prompt: 0, completion: 0, estimated: false, calls: 0 },
        model: '',
        durationMs: 0,
      };
    },
  };
}
