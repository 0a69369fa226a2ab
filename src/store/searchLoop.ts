/** Keeps search up to date in the background, without taking much from the turns. */
import type { Database } from './database.ts';
import { emptyVocabulary, indexBatch } from './searchIndexing.ts';

export type SearchIndexing = {
  /** Finishes the batch in hand and takes no other. */
  stop(): Promise<void>;
};

type SearchIndexingOptions = {
  /** Turns are being taken at this moment. */
  busy: () => boolean;
  onProblem: (error: unknown) => void;
};

/** Beside turns a batch is short, as both share a thread, and four times as long as it took goes by before the next. */
const busyBatch = 100;
const idleBatch = 2000;
const restsWhileBusy = 4;
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
    const size = options.busy() ? busyBatch : idleBatch;
    const begun = performance.now();
    const count = await database.transaction((connection) => indexBatch(connection, vocabulary, size));
    if (count === null || count === 0) return pollMs;
    return options.busy() ? (performance.now() - begun) * restsWhileBusy : 0;
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
