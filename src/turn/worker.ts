/** Works the lanes off: whenever signals have come in, and when timers come due. */
import { findLanesWithWork, isPassing, sweepKept, tidyUpdates } from '../store/store.ts';
import { parkFirst, runBatch, type TurnContext } from './runBatch.ts';

export type Worker = {
  /** Something was accepted into these lanes. */
  wake(lanes: Iterable<number>): void;
  /** Finishes the batch in hand and takes no other. */
  stop(): Promise<void>;
};

type WorkerOptions = {
  /** How often it looks by itself: for timers, and for what other processes have accepted. */
  pollMs?: number;
  onBatch?: (count: number, lane: number) => void;
  /** It has looked everywhere and found nothing to do. */
  onIdle?: () => void;
  onProblem: (error: unknown, lane: number | null) => void;
};

/** How often an idle worker tidies: what waits for leads that have not begun, marks of old updates. */
const sweepEveryMs = 60_000;

/** A batch that fails so often in a row is taken apart signal by signal; each then has so many tries alone. */
const triesBeforeTakingApart = 2;
const triesBeforeParking = 3;

export function startWorker(context: TurnContext, options: WorkerOptions): Worker {
  const hinted = new Set<number>();
  const failures = new Map<number, number>();
  let stopping = false;
  let sweptAt = 0;
  let rouse: (() => void) | null = null;

  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const workLane = async (lane: number): Promise<number> => {
    const failed = failures.get(lane) ?? 0;
    const size = failed >= triesBeforeTakingApart ? 1 : undefined;
    try {
      const result = await runBatch(context, lane, size);
      for (const sentTo of result?.sentTo ?? []) hinted.add(sentTo);
      const applied = result?.applied ?? 0;
      const count = applied + (result?.sentTo.size ?? 0);
      if (size === undefined || count === 0) failures.delete(lane);
      else failures.set(lane, triesBeforeTakingApart);
      if (applied > 0) options.onBatch?.(applied, lane);
      return count;
    } catch (error) {
      options.onProblem(error, lane);
      failures.set(lane, failed + 1);
      const isOurs = !isPassing(error);
      if (isOurs && failed + 1 >= triesBeforeTakingApart + triesBeforeParking) {
        await parkFirst(context, lane, error instanceof Error ? error.message : String(error)).catch(
          (problem) => options.onProblem(problem, lane),
        );
        failures.set(lane, triesBeforeTakingApart);
        return 1;
      }
      await rest(isOurs ? 20 : 500);
      return 0;
    }
  };

  const loop = async (): Promise<void> => {
    while (!stopping) {
      const lanes = [...hinted];
      hinted.clear();
      let worked = 0;
      for (const lane of lanes.length > 0 ? lanes : await look()) {
        if (stopping) return;
        const count = await workLane(lane);
        worked += count;
        if (count > 0) hinted.add(lane);
      }
      if (worked > 0 || hinted.size > 0 || stopping) continue;
      if (lanes.length === 0) options.onIdle?.();
      await rest(options.pollMs ?? 200);
    }
  };
  const look = async (): Promise<number[]> => {
    try {
      if (context.now() - sweptAt > sweepEveryMs) {
        sweptAt = context.now();
        for (const lane of await context.database.transaction(sweepKept)) hinted.add(lane);
        await tidyUpdates(context.database);
      }
      return await findLanesWithWork(context.database);
    } catch (error) {
      options.onProblem(error, null);
      return [];
    }
  };
  const done = loop();
  return {
    wake: (lanes) => {
      for (const lane of lanes) hinted.add(lane);
      rouse?.();
    },
    stop: async () => {
      stopping = true;
      rouse?.();
      await done;
    },
  };
}
