/**
 * Takes signals in durably: those that arrive while a commit is under way are written together by
 * the next one, and each caller goes on when its own commit is done. One statement, one round trip
 * and one flush to disk serve up to 1,000 signals.
 */
import type { Signal } from '../signal/signal.ts';
import { type Connection, insertSignals } from '../store/store.ts';

/** Resolves with the signal's number after its commit; rejects when it could not be stored. */
export type Accept = (signal: Signal, lane: number) => Promise<number>;

export type Intake = {
  accept: Accept;
  /** The same for a signal that is JSON already. */
  acceptText(payload: string, lane: number): Promise<number>;
  /** Resolves when nothing is on its way to the disk any more. */
  settled(): Promise<void>;
};

type Waiting = {
  lane: number;
  payload: string;
  resolve: (id: number) => void;
  reject: (error: unknown) => void;
};

// Two writers keep the disk busy while the other one's rows are parsed; more only compete for it.
const writers = 2;
const largestBatch = 1000;

/** `onAccepted` hears the lanes of each committed batch. */
export function createIntake(connection: Connection, onAccepted: (lanes: ReadonlySet<number>) => void): Intake {
  let waiting: Waiting[] = [];
  let writing = 0;
  let idle: (() => void)[] = [];
  let scheduled = false;

  const pump = (): void => {
    scheduled = false;
    while (writing < writers && waiting.length > 0) {
      const batch = waiting.slice(0, largestBatch);
      waiting = waiting.slice(largestBatch);
      writing += 1;
      void write(batch);
    }
  };
  const write = async (batch: Waiting[]): Promise<void> => {
    try {
      const ids = await insertSignals(connection, batch);
      onAccepted(new Set(batch.map((one) => one.lane)));
      batch.forEach((one, n) => {
        one.resolve(ids[n] ?? 0);
      });
    } catch (error) {
      for (const one of batch) one.reject(error);
    } finally {
      writing -= 1;
      pump();
      if (writing === 0 && waiting.length === 0) {
        for (const done of idle) done();
        idle = [];
      }
    }
  };
  const acceptText = (payload: string, lane: number): Promise<number> =>
    new Promise((resolve, reject) => {
      waiting.push({ lane, payload, resolve, reject });
      // All requests that one pass of the event loop has read go into one batch.
      if (!scheduled && writing < writers) {
        scheduled = true;
        setImmediate(pump);
      }
    });
  return {
    acceptText,
    accept: (signal, lane) => acceptText(JSON.stringify(signal), lane),
    settled: () =>
      new Promise((resolve) => {
        if (writing === 0 && waiting.length === 0) resolve();
        else idle.push(resolve);
      }),
  };
}
