/** The lanes of all bots that this process holds: hands out what is due, records what has come of it. */
import type { LaneJob, LaneReport } from '../effect/effect.ts';
import { microBatch } from '../inbox/inbox.ts';
import {
  claimLanes,
  findLostCalls,
  finishLaneRows,
  isPassing,
  type LaneRow,
  type LaneWish,
  releaseLaneRows,
} from '../store/store.ts';
import type { LaneCarrier } from './carrier.ts';
import type { DeliveryContext } from './delivery.ts';
import { createLane, type Lane } from './lane.ts';
import { type LaneItem, type MessageDocument, readLaneRows } from './laneJob.ts';
import { createPace, type Pace } from './pace.ts';
import { settleCall } from './settleCall.ts';

export type Lanes = { wake(): void; stop(): Promise<void> };

const pollMs = 250;
/** Longer than a call takes (30 s), and than the sending of a file (see `lostUploadSeconds`). */
const lostAfterSeconds = 35;
const lostUploadSeconds = 320;
const lookForLostEveryMs = 5000;
/** The database may be away; what has been sent must be written down, or it would be sent again. */
const recordAgainMs = [100, 300, 1000, 3000, 10_000];

export function startLanes(context: DeliveryContext, carrier: LaneCarrier): Lanes {
  const { database, onProblem } = context;
  const lanes = new Map<string, Lane>();
  const paces = new Map<string, Pace>();
  const closing = new Set<Promise<void>>();
  let stopping = false;
  /** Something new may be due; somewhere there is room for more. */
  let woken = true;
  let roomy = false;
  let rouse: (() => void) | null = null;
  let polledAt = 0;
  let lostLookedAt = 0;

  const sent = microBatch(async (done: { row: LaneRow; externalId: number | null }[]) => {
    await finishLaneRows(
      database,
      done.map(({ row, externalId }) => ({ ...row, externalId })),
    );
    return done.map(() => true);
  });
  const settle = (item: LaneItem, report: LaneReport): Promise<void> =>
    record(async () => {
      if (report.result === 'sent') {
        await sent.add({ row: item.row, externalId: report.externalIds[0] ?? null });
      } else {
        await database.transaction((connection) => settleCall(context, connection, item, report));
      }
      context.onDelivered();
    });
  /** Tries as long as the database is away; what it refuses, or a stop, is left to be found as lost. */
  const record = async (write: () => Promise<unknown>): Promise<void> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await write();
        return;
      } catch (error) {
        onProblem(error);
        const last = recordAgainMs.at(-1);
        const pause = recordAgainMs[attempt] ?? (isPassing(error) && !stopping ? last : undefined);
        if (pause === undefined) return;
        await new Promise((done) => setTimeout(done, pause));
      }
    }
  };
  const open = (botId: string): Lane => {
    const pace = paces.get(botId) ?? createPace();
    paces.set(botId, pace);
    return createLane(botId, pace, {
      now: context.now,
      send,
      settle,
      release: (rows) => record(() => releaseLaneRows(database, rows)),
      onRefusedToken: (reason) => carrier.onRefusedToken(botId, reason),
      onRoom: () => {
        roomy = true;
        rouse?.();
      },
    });
  };
  const send = async (job: LaneJob): Promise<LaneReport> => {
    // Whoever lost the bot a moment ago says nothing more.
    if (!carrier.bots().includes(job.botId)) return { result: 'again' };
    return carrier.send(job).catch((error: unknown): LaneReport => {
      onProblem(error);
      return { result: 'uncertain', reason: error instanceof Error ? error.message : String(error) };
    });
  };
  const close = (lane: Lane): void => {
    const work = lane.close().finally(() => closing.delete(work));
    closing.add(work);
  };
  const follow = (): void => {
    const held = new Set(carrier.bots());
    for (const botId of held) if (!lanes.has(botId)) lanes.set(botId, open(botId));
    for (const [botId, lane] of lanes) {
      if (held.has(botId)) continue;
      lanes.delete(botId);
      close(lane);
    }
  };
  const handOut = async (): Promise<number> => {
    const wishes = [...lanes.values()].flatMap((lane) => lane.wish() ?? []);
    if (wishes.length === 0) return 0;
    const rows = await claimLanes(database, wishes);
    const items = await readLaneRows(database, rows).catch((error: unknown) => {
      onProblem(error);
      return null;
    });
    if (items) give(wishes, items);
    else await record(() => releaseLaneRows(database, rows));
    return rows.length;
  };
  const give = (wishes: readonly LaneWish[], items: readonly LaneItem[]): void => {
    const byBot = Map.groupBy(items, ({ row }) => row.botId);
    for (const wish of wishes) lanes.get(wish.bot)?.take(byBot.get(wish.bot) ?? [], wish);
  };
  const recoverLost = async (): Promise<void> => {
    const held = [...lanes.keys()];
    if (held.length === 0 || closing.size > 0) return;
    await database.transaction(async (connection) => {
      for (const { ageSeconds, ...row } of await findLostCalls(connection, held, lostAfterSeconds)) {
        if (lanes.get(row.botId)?.holds(row) || ageSeconds < longestOf(row)) continue;
        const item = { row, job: null, problem: '', typingUntil: null };
        const reason = 'the process ended while it was being sent';
        await settleCall(context, connection, item, { result: 'uncertain', reason });
      }
    });
  };
  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const round = async (): Promise<void> => {
    follow();
    if (woken || context.now() - polledAt >= pollMs) {
      woken = false;
      polledAt = context.now();
      for (const lane of lanes.values()) lane.stir();
    }
    if (context.now() - lostLookedAt >= lookForLostEveryMs) {
      lostLookedAt = context.now();
      await recoverLost();
    }
    do roomy = false;
    while (!stopping && (await handOut()) > 0);
  };
  const loop = async (): Promise<void> => {
    while (!stopping) {
      await round().catch(onProblem);
      if (!stopping && !woken && !roomy) await rest();
    }
    for (const lane of lanes.values()) close(lane);
    await Promise.all(closing);
    await sent.settled();
  };
  const done = loop();
  return {
    wake: () => {
      woken = true;
      rouse?.();
    },
    stop: async () => {
      stopping = true;
      rouse?.();
      await done;
    },
  };
}

/** How long an attempt of this row may last before its process must have died. */
function longestOf(row: LaneRow): number {
  if (row.kind !== 'message') return lostAfterSeconds;
  const { media }: MessageDocument = JSON.parse(row.document);
  return media && media.files.length > 0 ? lostUploadSeconds : lostAfterSeconds;
}
