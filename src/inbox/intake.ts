/** Takes signals in durably: whoever is answered after `accept` has resolved is never lost. */
import type { Signal } from '../signal/signal.ts';
import { type Connection, insertSignals } from '../store/store.ts';
import { microBatch } from './microBatch.ts';

/** Resolves with the signal's number after its commit; rejects when it could not be stored. */
export type Accept = (signal: Signal, lane: number) => Promise<number>;

export type Intake = { accept: Accept; settled(): Promise<void> };

/** `onAccepted` hears the lanes of each committed batch. */
export function createIntake(connection: Connection, onAccepted: (lanes: ReadonlySet<number>) => void): Intake {
  const batches = microBatch(async (signals: { lane: number; payload: string }[]) => {
    const ids = await insertSignals(connection, signals);
    onAccepted(new Set(signals.map((one) => one.lane)));
    return ids;
  });
  return {
    accept: (signal, lane) => batches.add({ lane, payload: JSON.stringify(signal) }),
    settled: batches.settled,
  };
}
