/** One batch of turns of one lane: load, decide, save, all in one transaction. */
import {
  type Connection,
  claimWork,
  type Database,
  type DueDialog,
  loadConfiguration,
  removeSignalRows,
  stopTimer,
  tryLane,
  writeJournal,
} from '../store/store.ts';
import type { Item } from './batch.ts';
import { decideBatch } from './decideBatch.ts';
import { loadBatch } from './loadBatch.ts';
import { parseSignal, readItems } from './readItems.ts';
import { saveBatch } from './saveBatch.ts';
import { compileScripts, type Scripts } from './scripts.ts';

export type TurnContext = {
  database: Database;
  now: () => number;
  random: (length: number) => Uint8Array;
  /** The configuration as compiled last; renewed when its version has moved on. */
  scripts: Scripts | null;
};

/**
 * Rows that one transaction takes: enough to spread its cost, few enough to commit in some 30 ms and to
 * keep the texts of a batch small (from 150 to 1,000 the rate is the same, the memory is not).
 */
export const batchSize = 200;
const timersPerBatch = 200;

/** What a batch came to: signals that had their turn, and lanes to which others were sent. */
export type BatchResult = { applied: number; sentTo: ReadonlySet<number> };

/** Works off the lane's next signals and due timers; null when another worker has the lane. */
export async function runBatch(
  context: TurnContext,
  lane: number,
  size = batchSize,
): Promise<BatchResult | null> {
  return context.database.transaction(async (connection) => {
    const { locked, version } = await tryLane(connection, lane);
    if (!locked) return null;
    const scripts = await freshScripts(context, connection, version);
    const now = context.now();
    const work = await claimWork(connection, lane, { signals: size, timers: Math.min(size, timersPerBatch) });
    // Taken apart, a signal must not fail (and be parked) for a timer that was taken along.
    const due = size === 1 && work.signals.length > 0 ? [] : work.due;
    const items = [...readItems(work.signals, scripts), ...due.map((one) => timerItem(one, now))];
    if (items.length === 0) return { applied: 0, sentTo: new Set() };
    const batch = await loadBatch(connection, { lane, now, scripts, items, random: context.random });
    decideBatch(batch);
    await saveBatch(connection, batch);
    const { moved, signals } = batch.writes;
    return {
      applied: items.length - moved.length,
      sentTo: new Set([...moved, ...signals].map((one) => one.lane)),
    };
  });
}

export async function freshScripts(
  context: TurnContext,
  connection: Connection,
  version: number,
): Promise<Scripts> {
  if (context.scripts?.version === version) return context.scripts;
  context.scripts = compileScripts(await loadConfiguration(connection));
  return context.scripts;
}

const timerItem = ({ id, dialogId }: DueDialog, now: number): Item => ({
  id,
  signal: { kind: 'timer', at: now, dialogId },
  reading: null,
  postback: null,
});

/**
 * Parks the lane's oldest signal, which the database has refused even alone: out of the way, in the
 * operator's sight, nothing lost.
 */
export async function parkFirst(context: TurnContext, lane: number, reason: string): Promise<void> {
  await context.database.transaction(async (connection) => {
    const { locked } = await tryLane(connection, lane);
    const { signals, due } = locked
      ? await claimWork(connection, lane, { signals: 1, timers: 1 })
      : { signals: [], due: [] };
    const [row] = signals;
    // Without a signal it was a timer that failed alone.
    if (!row) return stopTimer(connection, due[0]?.dialogId);
    const signal = parseSignal(row.payload);
    const request = 'request' in signal ? { request: { ...signal.request, status: 200 } } : {};
    const space = 'botId' in signal ? context.scripts?.bots.get(signal.botId)?.script.spaceId : undefined;
    const postback = 'postbackId' in signal ? context.scripts?.postbacks.get(signal.postbackId) : undefined;
    await writeJournal(connection, [
      {
        id: row.id,
        at: context.now(),
        kind: signal.kind,
        space: space ?? postback?.spaceId ?? null,
        source: 'postbackId' in signal ? signal.postbackId : 'webhookId' in signal ? signal.webhookId : null,
        dialog: null,
        outcome: 'failed',
        document: JSON.stringify({
          ...request,
          replay: signal,
          reason: `could not be stored: ${reason}`,
          warnings: [],
          entries: [],
          durationMs: 0,
        }),
      },
    ]);
    await removeSignalRows(connection, lane, [row.id]);
  });
}
