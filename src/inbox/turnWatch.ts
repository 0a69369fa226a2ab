/** Waits for signals to have their turn, wherever that is taken: here or in another process. */
import { type Connection, findOutcomes, type Listener } from '../store/store.ts';

export type TurnOutcome = { outcome: string; reason: string | null; dialogId: string | null };

export type TurnWatch = {
  /** What became of the signal; null when its turn has not come within `timeoutMs`. */
  waitFor(signalId: number, timeoutMs?: number): Promise<TurnOutcome | null>;
};

const defaultTimeoutMs = 10_000;
/** Looks by itself as well, should an announcement be lost with its connection. */
const pollMs = 500;

export function createTurnWatch(
  connection: Connection,
  listener: Listener,
  onProblem: (error: unknown) => void,
): TurnWatch {
  const waiting = new Map<number, (outcome: TurnOutcome | null) => void>();
  let looking = false;
  let again = false;

  const look = async (): Promise<void> => {
    if (waiting.size === 0) return;
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    try {
      for (const { id, ...outcome } of await findOutcomes(connection, [...waiting.keys()]))
        waiting.get(id)?.(outcome);
    } catch (error) {
      onProblem(error);
    } finally {
      looking = false;
      if (again) {
        again = false;
        void look();
      }
    }
  };
  listener.on('turns', () => void look());
  return {
    waitFor: (signalId, timeoutMs = defaultTimeoutMs) =>
      new Promise((resolve) => {
        const finish = (outcome: TurnOutcome | null): void => {
          clearTimeout(late);
          clearInterval(poll);
          waiting.delete(signalId);
          resolve(outcome);
        };
        const late = setTimeout(() => finish(null), timeoutMs);
        const poll = setInterval(() => void look(), pollMs);
        waiting.set(signalId, finish);
        void look();
      }),
  };
}
