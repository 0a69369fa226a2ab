/** Hands due effects to their carriers, until each has been answered or given up. */
import type { Signal } from '../signal/signal.ts';
import {
  type Connection,
  claimOutbox,
  type Database,
  deliverInstantlyDue,
  findLostAttempts,
  type OutboxRow,
  retryOutbox,
} from '../store/store.ts';
import type { AiCaller, InstantCarrier, LaneCarrier, WebhookCaller } from './carrier.ts';
import { carryAi, endLostTasks } from './carryAi.ts';
import { carryFile, type FileCarrier, parallelFiles, startFiles, tidyFiles } from './carryFile.ts';
import { carryWebhook } from './carryWebhook.ts';
import { startLanes } from './lanes.ts';

export type DeliveryContext = {
  database: Database;
  now: () => number;
  /** Puts an outcome into the inbox, inside the transaction that ends the attempt. */
  laneOf: (botId: string) => number;
  spaceOf: (botId: string) => string | null;
  /** How far the bot's clock is ahead (simulated bots): the log shows everything in the bot's time. */
  clockOffsetOf: (botId: string) => number;
  insertSignal(connection: Connection, signal: Signal, lane: number): Promise<void>;
  messages: readonly (InstantCarrier | LaneCarrier)[];
  webhooks: WebhookCaller;
  /** Absent: AI tasks are left to other processes. */
  ai?: AiCaller;
  /** Absent: files that leads have sent are left to other processes. */
  files?: FileCarrier;
  onDelivered: () => void;
  onProblem: (error: unknown) => void;
};

export type Delivery = { wake(): void; stop(): Promise<void> };

const instantBatch = 500;
/**
 * Attempts under way at once, a pool a channel, so that an AI that hangs holds up neither webhooks nor
 * messages. Each may take its time-out of waiting (10 s for a call, 45 s for an AI) and costs next to
 * nothing meanwhile.
 */
const parallelAttempts = 50;
const parallelTasks = 64;
const pollMs = 250;
/** Longer than the time-out of a call (10 s). */
const lostAfterSeconds = 30;
const tidyEveryMs = 5000;

export function startDelivery(context: DeliveryContext): Delivery {
  const { database, ai, files } = context;
  const pools = new Map<string, Set<Promise<void>>>();
  const ending = new AbortController();
  const lanes = context.messages.flatMap((carrier) =>
    carrier.instant ? [] : [startLanes(context, carrier)],
  );
  let stopping = false;
  let woken = false;
  let rouse: (() => void) | null = null;
  let tidiedAt = 0;

  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const poolOf = (channel: string): Set<Promise<void>> => {
    const pool = pools.get(channel) ?? new Set();
    pools.set(channel, pool);
    return pool;
  };
  const carry = (pool: Set<Promise<void>>, work: Promise<void>): void => {
    const guarded = work.catch(context.onProblem).finally(() => {
      pool.delete(guarded);
      woken = true;
      rouse?.();
    });
    pool.add(guarded);
  };
  const claim = async (
    channel: string,
    most: number,
    deliver: (row: OutboxRow) => Promise<void>,
  ): Promise<number> => {
    const pool = poolOf(channel);
    const room = most - pool.size;
    if (room <= 0) return 0;
    const rows = await claimOutbox(database, channel, room);
    for (const row of rows) carry(pool, deliver(row));
    return rows.length;
  };
  const claimFiles = (carrier: FileCarrier): Promise<number> => {
    const pool = poolOf('file');
    const deliver = (row: OutboxRow): void => carry(pool, carryFile(context, carrier, row, ending.signal));
    return startFiles(context, parallelFiles - pool.size, deliver);
  };
  const tidy = async (): Promise<void> => {
    if (context.now() - tidiedAt <= tidyEveryMs) return;
    tidiedAt = context.now();
    await recoverLost(context);
    if (ai) await endLostTasks(context);
    if (files) await tidyFiles(context, files);
  };
  const round = async (): Promise<number> => {
    let count = 0;
    for (const carrier of context.messages) {
      if (carrier.instant) count += await deliverInstantlyDue(database, carrier.channel, instantBatch);
    }
    count += await claim('webhook', parallelAttempts, (row) => carryWebhook(context, row));
    if (ai) count += await claim('ai', parallelTasks, (row) => carryAi(context, ai, row, ending.signal));
    if (files) count += await claimFiles(files);
    await tidy();
    return count;
  };
  const loop = async (): Promise<void> => {
    while (!stopping) {
      woken = false;
      const count = await round().catch((error) => {
        context.onProblem(error);
        return 0;
      });
      if (count > 0) context.onDelivered();
      else if (!stopping && !woken) await rest();
    }
    await Promise.all([...pools.values()].flatMap((pool) => [...pool]));
  };
  const done = loop();
  return {
    wake: () => {
      woken = true;
      rouse?.();
      for (const lane of lanes) lane.wake();
    },
    stop: async () => {
      stopping = true;
      ending.abort();
      rouse?.();
      await Promise.all([done, ...lanes.map((lane) => lane.stop())]);
    },
  };
}

/** Calls whose process died go out again, under the same id. */
export async function recoverLost(
  context: Pick<DeliveryContext, 'database'>,
  seconds = lostAfterSeconds,
): Promise<void> {
  await context.database.transaction(async (connection) => {
    for (const row of await findLostAttempts(connection, seconds)) await retryOutbox(connection, row, 0);
  });
}
