/** Takes signals in durably: whoever is answered after `accept` has resolved is never lost. */
import type { ChannelSignal, Signal, UpdateSignal } from '../signal/signal.ts';
import { type Connection, insertSignals, insertUpdates, type NewUpdate } from '../store/store.ts';
import { microBatch } from './microBatch.ts';

/** Resolves with the signal's number after its commit; rejects when it could not be stored. */
export type Accept = (signal: Signal, lane: number) => Promise<number>;

/** The same for what a channel may tell more than once: null when this update of the bot was seen before. */
export type AcceptUpdate = (
  signal: UpdateSignal | ChannelSignal,
  lane: number,
  updateId: number,
) => Promise<number | null>;

export type Intake = { accept: Accept; acceptUpdate: AcceptUpdate; settled(): Promise<void> };

/**
 * Signals that may wait for their turn before senders are slowed down: what a process that also takes
 * the turns works off in about six seconds (measured: 7,000 to 9,000 a second on two cores). Without a
 * bound a steady overload would make every lead wait longer and longer, and nobody would be told.
 */
const comfortableBacklog = 40_000;
const largestBacklog = 55_000;
/** The longest pause before a commit; with 64 senders about 7,000 signals a second still get in. */
const longestPauseMs = 8;

/** How long the next commit waits while so many signals wait for their turn. */
export function pauseFor(backlog: number): number {
  const over = (backlog - comfortableBacklog) / (largestBacklog - comfortableBacklog);
  return over <= 0 ? 0 : Math.round(Math.min(1, over) * longestPauseMs);
}

/**
 * `onAccepted` hears the lanes of each committed batch; `backlog` says how many signals wait for a turn
 * of this process (0 when others take them).
 */
export function createIntake(
  connection: Connection,
  onAccepted: (lanes: ReadonlySet<number>, count: number) => void,
  backlog: () => number = () => 0,
): Intake {
  const batches = microBatch(
    async (signals: { lane: number; payload: string }[]) => {
      const ids = await insertSignals(connection, signals);
      onAccepted(new Set(signals.map((one) => one.lane)), signals.length);
      return ids;
    },
    () => pauseFor(backlog()),
  );
  const updates = microBatch(
    async (arrived: NewUpdate[]) => {
      const ids = await insertUpdates(connection, arrived);
      const fresh = arrived.filter((_, n) => ids[n] !== null);
      if (fresh.length > 0) onAccepted(new Set(fresh.map((one) => one.lane)), fresh.length);
      return ids;
    },
    () => pauseFor(backlog()),
  );
  return {
    accept: (signal, lane) => batches.add({ lane, payload: JSON.stringify(signal) }),
    acceptUpdate: (signal, lane, updateId) =>
      updates.add({ botId: signal.botId, updateId, lane, payload: JSON.stringify(signal) }),
    settled: async () => {
      await batches.settled();
      await updates.settled();
    },
  };
}
