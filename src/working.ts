/** The half of a process that takes turns and delivers effects; it serves nobody. */
import type { Config } from './config.ts';
import { startDelivery, type WebhookCaller } from './outbox/outbox.ts';
import {
  createSealer,
  type Database,
  insertSignals,
  keepDirectory,
  openDatabase,
  openListener,
  openSecret,
  readOrMakeSecret,
  type Sealer,
  stepSecret,
} from './store/store.ts';
import { startWorker } from './turn/turn.ts';
import { createEgress, createWebhookCarrier, readAnswer, retryDelaySeconds } from './webhook/webhook.ts';
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
    insertSignal: async (connection, signal, lane) => {
      await insertSignals(connection, [{ lane, payload: JSON.stringify(signal) }]);
    },
    messages: [{ channel: 'simulator', instant: true }],
    webhooks: webhookCaller(config, world, database, sealer),
    onDelivered: () => {
      news.delivered();
      worker.wake([]);
    },
    onProblem,
  });
  const worker = startWorker(
    { database: hot, now: world.now, random: world.random, scripts: null },
    {
      onBatch: (count) => {
        news.applied(count);
        delivery.wake();
      },
      onIdle: news.idle,
      onProblem,
    },
  );
  listener.on('signals', (lanes) => worker.wake(lanes.split(',').filter(Boolean).map(Number)));
  return {
    wake: worker.wake,
    stop: async () => {
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
