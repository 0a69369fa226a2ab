/** Keeps search up to date in the background, without taking much from the turns. */
import type { Database } from './database.ts';
import { emptyVocabulary, indexBatch } from './searchIndexing.ts';

export type SearchIndexing = {
  /** Finishes the batch in hand and takes no other. */
  stop(): Promise<void>;
};

type SearchIndexingOptions = {
  /** What the turns, which share the thread, have to do at this moment. */
  turns: () => TurnLoad;
  onProblem: (error: unknown) => void;
};

/** `all`: they take whatever they get. `some`: they come and go. */
export type TurnLoad = 'none' | 'some' | 'all';

/**
 * Batch and rest, as a multiple of the time that the batch took. Beside turns a batch is short, so that none
 * waits long for it; under full load search gets some 3 % and falls behind, which only makes filters slower.
 */
const pace: Record<TurnLoad, { batch: number; rests: number }> = {
  none: { batch: 1000, rests: 0 },
  some: { batch: 100, rests: 3 },
  all: { batch: 100, rests: 30 },
};
const pollMs = 500;
const afterProblemMs = 5000;

/** Several processes may do this: whoever holds the lock works, the others look again later. */
export function startSearchIndexing(database: Database, options: SearchIndexingOptions): SearchIndexing {
  const vocabulary = emptyVocabulary();
  let stopping = false;
  let rouse: (() => void) | null = null;

  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** How long to rest before the next batch. */
  const work = async (): Promise<number> => {
    const { batch, rests } = pace[options.turns()];
    const begun = performance.now();
    const count = await database.transaction((connection) => indexBatch(connection, vocabulary, batch));
    return count ? (performance.now() - begun) * rests : pollMs;
  };

  const loop = async (): Promise<void> => {
    while (!stopping) {
      const ms = await work().catch((error: unknown) => {
        options.onProblem(error);
        return afterProblemMs;
      });
      if (!stopping) await rest(ms);
    }
  };
  const done = loop();
  return {
    stop: async () => {
      stopping = true;
      rouse?.();
      await done;
    },
  };
}

/** A large batch means that more were waiting than one turn could take. */
const largeBatch = 100;

/** Tells the load by the batches of turns that are noted. */
export function watchTurns(now: () => number): { note(count: number): void; load(): TurnLoad } {
  let turnAt = 0;
  let largeAt = 0;
  return {
    note: (count) => {
      turnAt = now();
      if (count >= largeBatch) largeAt = turnAt;
    },
    load: () => {
      if (now() - largeAt < 500) return 'all';
      return now() - turnAt < 200 ? 'some' : 'none';
    },
  };
}
