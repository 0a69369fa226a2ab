/** Who watches which space. However many watch, what turns have changed is looked up once for all of them. */
import { type ChangedDialog, type Connection, readChanged } from '../store/store.ts';
import type { ApiLiveDialog } from './contract.ts';

export type SpaceWatcher = {
  /** Whether a bot's dialogs are to be told of. */
  mayHear(botId: string): Promise<boolean>;
  onChange(dialog: ApiLiveDialog): void;
};

export type SpaceWatch = {
  /** Returns how to stop. */
  add(watcher: SpaceWatcher): () => void;
  /** Stops looking for good. */
  close(): void;
};

/** Several batches of turns are told at once; of a second in which a message shall arrive it is little. */
const coalesceMs = 20;
/** Deliveries are reported by no turn: a dialog of which one is under way is looked at again. */
const waitingMs = 400;
/** One that waits longer (a push, a paused bot) is not looked at for its sake. */
const longestWaitMs = 60_000;
const mostWaiting = 2000;
/** Asked for at once; more than a thousand dialogs change only under full load. */
const mostAtOnce = 1000;

/** Whose it was is known no more, so everybody is told to look, and nobody whose. */
const gone: ApiLiveDialog = { id: '0', version: 0 };

type Waiting = { count: number; until: number };

export function createSpaceWatch(
  database: Connection,
  onTurns: (callback: (dialogs: string) => void) => () => void,
  onError: (error: unknown) => void,
): SpaceWatch {
  const watchers = new Set<SpaceWatcher>();
  const changed = new Set<number>();
  const waiting = new Map<number, Waiting>();
  let timer: NodeJS.Timeout | undefined;
  let due = 0;
  let looking = false;

  const lookIn = (ms: number): void => {
    const at = performance.now() + ms;
    if (watchers.size === 0 || (timer && due <= at)) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(() => void look(), ms);
  };
  const look = async (): Promise<void> => {
    timer = undefined;
    if (looking) return lookIn(coalesceMs);
    looking = true;
    const told = [...changed].slice(0, mostAtOnce);
    for (const id of told) changed.delete(id);
    try {
      const ids = [...new Set([...told, ...waiting.keys()])];
      const rows = ids.length === 0 ? [] : await readChanged(database, ids);
      await tell(watchers, news(rows, new Set(told), waiting));
      const there = new Set(rows.map(({ id }) => id));
      if (told.some((id) => !there.has(id))) for (const { onChange } of watchers) onChange(gone);
    } catch (error) {
      for (const id of told) changed.add(id);
      onError(error);
    } finally {
      looking = false;
      if (changed.size > 0) lookIn(coalesceMs);
      else if (waiting.size > 0) lookIn(waitingMs);
    }
  };
  const stop = onTurns((dialogs) => {
    if (watchers.size === 0) return;
    for (const id of dialogs.split(',')) if (id !== '') changed.add(Number(id));
    if (changed.size > 0 || waiting.size > 0) lookIn(coalesceMs);
  });
  return {
    add: (watcher) => {
      watchers.add(watcher);
      return () => {
        watchers.delete(watcher);
        if (watchers.size > 0) return;
        changed.clear();
        waiting.clear();
      };
    },
    close: () => {
      stop();
      clearTimeout(timer);
      watchers.clear();
    },
  };
}

/** What is worth telling: a turn was taken, or something that was under way has arrived. Notes what still is. */
function news(
  rows: readonly ChangedDialog[],
  told: ReadonlySet<number>,
  waiting: Map<number, Waiting>,
): ChangedDialog[] {
  const now = performance.now();
  const there = new Set(rows.map(({ id }) => id));
  for (const [id, { until }] of waiting) if (!there.has(id) || until < now) waiting.delete(id);
  return rows.filter(({ id, waiting: count }) => {
    const before = waiting.get(id);
    const until = told.has(id) ? now + longestWaitMs : (before?.until ?? now);
    if (count === 0) waiting.delete(id);
    else if (before || waiting.size < mostWaiting) waiting.set(id, { count, until });
    return told.has(id) || before?.count !== count;
  });
}

async function tell(watchers: ReadonlySet<SpaceWatcher>, rows: readonly ChangedDialog[]): Promise<void> {
  const bots = [...new Set(rows.map(({ botId }) => botId))];
  for (const watcher of [...watchers]) {
    const heard = await Promise.all(bots.map(async (bot) => ((await watcher.mayHear(bot)) ? [bot] : [])));
    const mine = new Set(heard.flat());
    for (const { id, botId, version } of rows) {
      if (mine.has(botId)) watcher.onChange({ id: String(id), version });
    }
  }
}
