/** The half of a process that takes turns and delivers effects; it serves nobody. */
import { type Ai, type AiEndpoint, chooseEndpoint, createAi, sampleMedia } from './ai/ai.ts';
import type { Result } from './base/result.ts';
import type { Config } from './config.ts';
import { type AiCaller, startDelivery, type WebhookCaller } from './outbox/outbox.ts';
import {
  type AiBot,
  createSealer,
  type Database,
  insertSignals,
  keepDirectory,
  openDatabase,
  openListener,
  openSecret,
  readOrMakeSecret,
  type Sealer,
  startSearchIndexing,
  stepSecret,
  watchTurns,
} from './store/store.ts';
import { startWorker } from './turn/turn.ts';
import {
  createEgress,
  createWebhookCarrier,
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
  const listener = await openListener(url, onProblem);
  listener.on('configuration', () => void directory.renew().catch(onProblem));
  const delivery = startDelivery({
    database,
    now: world.now,
    laneOf: (botId) => directory.current().bots.get(botId)?.lane ?? 0,
    clockOffsetOf: (botId) => directory.current().bots.get(botId)?.clockOffsetMs ?? 0,
    insertSignal: async (connection, signal, lane) => {
      await insertSignals(connection, [{ lane, payload: JSON.stringify(signal) }]);
    },
    messages: [{ channel: 'simulator', instant: true }],
    webhooks: webhookCaller(config, world, database, sealer),
    ai: aiCaller(openAi(config, world, database, sealer)),
    onDelivered: () => {
      news.delivered();
      worker.wake([]);
    },
    onProblem,
  });
  const turns = watchTurns(world.now);
  const worker = startWorker(
    { database: hot, now: world.now, random: world.random, scripts: null },
    {
      onBatch: (count) => {
        turns.note(count);
        news.applied(count);
        delivery.wake();
      },
      onIdle: news.idle,
      onProblem,
    },
  );
  const search = startSearchIndexing(database, { turns: turns.load, onProblem });
  listener.on('signals', (lanes) => worker.wake(lanes.split(',').filter(Boolean).map(Number)));
  return {
    wake: worker.wake,
    stop: async () => {
      await search.stop();
      await worker.stop();
      await delivery.stop();
      await listener.close();
      await hot.close();
      await database.close();
    },
  };
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

export type OpenAi = { ai: Ai; endpointOf(bot: AiBot): Promise<Result<AiEndpoint, string>> };

/** The AI and where each bot's is: both halves of a process ask it, one for leads and one for operators. */
export function openAi(config: Config, world: World, database: Database, sealer: Sealer): OpenAi {
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
      readMedia: async (job, lead) => (lead.bot.channel === 'simulator' ? sampleMedia(job) : null),
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
