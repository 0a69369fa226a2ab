/** Hands due effects to their carriers, until each has been answered or given up. */
import type { Signal } from '../signal/signal.ts';
import {
  type Connection,
  claimOutbox,
  type Database,
  deliverInstantlyDue,
  findLostAttempts,
  finishOutbox,
  markMessage,
  type OutboxRow,
  retryOutbox,
} from '../store/store.ts';
import type { AiCaller, InstantCarrier, MessageCarrier, WebhookCaller } from './carrier.ts';
import { carryAi, endLostTasks } from './carryAi.ts';
import { carryMessage } from './carryMessage.ts';
import { carryWebhook } from './carryWebhook.ts';

export type DeliveryContext = {
  database: Database;
  now: () => number;
  /** Puts an outcome into the inbox, inside the transaction that ends the attempt. */
  laneOf: (botId: string) => number;
  /** How far the bot's clock is ahead (simulated bots): the log shows everything in the bot's time. */
  clockOffsetOf: (botId: string) => number;
  insertSignal(connection: Connection, signal: Signal, lane: number): Promise<void>;
  messages: readonly (InstantCarrier | MessageCarrier)[];
  webhooks: WebhookCaller;
  /** Absent: AI tasks are left to other processes. */
  ai?: AiCaller;
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
/** Longer than any carrier's own time-out (10 s for calls). */
const lostAfterSeconds = 30;

export function startDelivery(context: DeliveryContext): Delivery {
  const pools = new Map<string, Set<Promise<void>>>();
  const ending = new AbortController();
  let stopping = false;
  let rouse: (() => void) | null = null;
  let lostLookedAt = 0;

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
      rouse?.();
    });
    pool.add(guarded);
  };
  const round = async (): Promise<number> => {
    let count = 0;
    for (const carrier of context.messages) {
      if (carrier.instant)
        count += await deliverInstantlyDue(context.database, carrier.channel, instantBatch);
      else {
        count += await claim(carrier.channel, parallelAttempts, (row) => carryMessage(context, carrier, row));
      }
    }
    count += await claim('webhook', parallelAttempts, (row) => carryWebhook(context, row));
    const { ai } = context;
    if (ai) count += await claim('ai', parallelTasks, (row) => carryAi(context, ai, row, ending.signal));
    if (context.now() - lostLookedAt > 5_000) {
      lostLookedAt = context.now();
      await recoverLost(context);
      if (ai) await endLostTasks(context);
    }
    return count;
  };
  const claim = async (
    channel: string,
    most: number,
    deliver: (row: OutboxRow) => Promise<void>,
  ): Promise<number> => {
    const pool = poolOf(channel);
    const room = most - pool.size;
    if (room <= 0) return 0;
    const rows = await claimOutbox(context.database, channel, room);
    for (const row of rows) carry(pool, deliver(row));
    return rows.length;
  };
  const loop = async (): Promise<void> => {
    while (!stopping) {
      const count = await round().catch((error) => {
        context.onProblem(error);
        return 0;
      });
      if (count > 0) context.onDelivered();
      else if (!stopping) await rest();
    }
    await Promise.all([...pools.values()].flatMap((pool) => [...pool]));
  };
  const done = loop();
  return {
    wake: () => rouse?.(),
    stop: async () => {
      stopping = true;
      ending.abort();
      rouse?.();
      await done;
    },
  };
}

/**
 * Attempts whose process died. A call goes out again under the same id. A reply inside a dialog is sent
 * again once, marked uncertain until then; what must never come twice is left uncertain for good.
 */
export async function recoverLost(
  context: Pick<DeliveryContext, 'database'>,
  seconds = lostAfterSeconds,
): Promise<void> {
  await context.database.transaction(async (connection) => {
    for (const row of await findLostAttempts(connection, seconds)) {
      if (row.kind === 'webhook') {
        await retryOutbox(connection, row, 0);
        continue;
      }
      const { resend }: { resend: string } = JSON.parse(row.document);
      const reason = 'the process ended while it was being sent';
      if (resend === 'once' && row.attempts < 2 && (await retryOutbox(connection, row, 0))) {
        await markMessage(connection, row, 'uncertain', reason);
      } else {
        await finishOutbox(connection, row, 'uncertain', reason);
      }
    }
  });
}
