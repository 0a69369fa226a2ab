/** Who watches which dialog. However many watch, a batch of turns costs one look into the database. */
import { type Connection, type DialogMark, readMarks } from '../store/store.ts';
import type { ApiLiveDialog } from './contract.ts';

/** A dialog by its number, or one that may not have begun. */
export type Watched = { dialogId: number } | { botId: string; chatId: number };

export type Watch = {
  /** Calls back once at first, then after each change; returns how to stop. */
  add(watched: Watched, onChange: (dialog: ApiLiveDialog) => void): () => void;
  /** Stops looking for good. */
  close(): void;
};

type Watcher = {
  /** Null: not found yet, or gone. */
  id: number | null;
  chat: { botId: string; chatId: number } | null;
  seen: string;
  onChange: (dialog: ApiLiveDialog) => void;
};

/** Turns come in batches by the dozen a second; a page that looks ten times a second is quick enough. */
const coalesceMs = 100;
/** A send is reported by no turn: as long as one is on its way we look again. */
const pendingMs = 500;

export function createWatch(
  database: Connection,
  onTurns: (callback: () => void) => () => void,
  onError: (error: unknown) => void,
): Watch {
  const watchers = new Set<Watcher>();
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
    try {
      const marks = await readMarks(database, numbersOf(watchers), chatsOf(watchers));
      if (tell(watchers, marks)) lookIn(pendingMs);
    } catch (error) {
      onError(error);
      lookIn(pendingMs);
    } finally {
      looking = false;
    }
  };
  const stop = onTurns(() => lookIn(coalesceMs));
  return {
    add: (watched, onChange) => {
      const byNumber = 'dialogId' in watched;
      const watcher: Watcher = {
        id: byNumber ? watched.dialogId : null,
        chat: byNumber ? null : { botId: watched.botId, chatId: watched.chatId },
        seen: '',
        onChange,
      };
      watchers.add(watcher);
      lookIn(0);
      return () => watchers.delete(watcher);
    },
    close: () => {
      stop();
      clearTimeout(timer);
      watchers.clear();
    },
  };
}

const numbersOf = (watchers: ReadonlySet<Watcher>): number[] => [
  ...new Set([...watchers].flatMap(({ id }) => id ?? [])),
];

const chatsOf = (watchers: ReadonlySet<Watcher>) =>
  [...watchers].flatMap(({ id, chat }) => (id === null && chat) || []);

/** Answers whether any message is still on its way. */
function tell(watchers: ReadonlySet<Watcher>, marks: readonly DialogMark[]): boolean {
  const byNumber = new Map(marks.map((mark) => [mark.id, mark]));
  const byChat = new Map(marks.map((mark) => [`${mark.botId}/${mark.chatId}`, mark]));
  for (const watcher of watchers) {
    const { id, chat } = watcher;
    const mark = id !== null ? byNumber.get(id) : chat && byChat.get(`${chat.botId}/${chat.chatId}`);
    if (!mark) {
      // Erased. Its lead may write again, and is another dialog then.
      if (id !== null) watcher.onChange({ id: String(id), version: 0 });
      Object.assign(watcher, { id: null, seen: '' });
      continue;
    }
    watcher.id = mark.id;
    const seen = `${mark.version}/${mark.states}`;
    if (seen === watcher.seen) continue;
    watcher.seen = seen;
    watcher.onChange({ id: String(mark.id), version: mark.version });
  }
  return marks.some(({ pending }) => pending);
}
