/** The updates of one bot that are not confirmed yet, and who waits for them. */
import { randomInt } from 'node:crypto';
import type { Update } from '@grammyjs/types';

export type UpdateType = Exclude<keyof Update, 'update_id'>;

export type Pending = {
  id: number;
  update: Update;
  /** Updates of one queue are given to a webhook one after the other. */
  queue: string;
  expiresAt: number;
};

/** What is not sent unless it is asked for by name (Bot API, `allowed_updates`). */
const unaskedExcluded: ReadonlySet<string> = new Set([
  'chat_member',
  'message_reaction',
  'message_reaction_count',
]);

export class UpdateQueue {
  readonly now: () => number;
  /** Null: all types but the excluded ones. */
  allowed: readonly UpdateType[] | null = null;
  /** Called when an update has come. */
  readonly watchers = new Set<() => void>();
  private readonly pending = new Map<number, Pending>();
  private nextId = randomInt(1_000_000, 999_000_000);

  constructor(now: () => number) {
    this.now = now;
  }

  allows(type: UpdateType): boolean {
    return this.allowed === null ? !unaskedExcluded.has(type) : this.allowed.includes(type);
  }

  /** Kept for so many seconds; null when the bot does not want updates of this type. */
  add(content: Omit<Update, 'update_id'>, type: UpdateType, queue: string, seconds: number): Update | null {
    if (!this.allows(type)) return null;
    const id = this.nextId;
    const update: Update = { update_id: id, ...content };
    this.pending.set(id, { id, update, queue, expiresAt: this.now() + seconds * 1000 });
    this.nextId += 1;
    for (const watcher of [...this.watchers]) watcher();
    return update;
  }

  /** What is left, in order, without what is too old. */
  live(): Pending[] {
    const now = this.now();
    for (const { id, expiresAt } of this.pending.values()) {
      if (expiresAt <= now) this.pending.delete(id);
    }
    return [...this.pending.values()];
  }

  forget(id: number): void {
    this.pending.delete(id);
  }

  clear(): void {
    this.pending.clear();
  }

  /**
   * As getUpdates reads it (the server's do_get_updates): a positive offset forgets everything below it, a
   * negative one everything but the last so many. An offset more than 10 above the next id is out of range: it
   * forgets nothing and everything is given again.
   */
  from(offset: number, limit: number): Update[] {
    const live = this.live();
    const confirms = offset > 0 && offset <= this.nextId + 10;
    const kept = offset < 0 ? live.slice(offset) : confirms ? live.filter(({ id }) => id >= offset) : live;
    const keptIds = new Set(kept.map(({ id }) => id));
    for (const { id } of live) if (!keptIds.has(id)) this.pending.delete(id);
    return cut(kept.slice(0, limit).map(({ update }) => update));
  }

  /** As after a week of silence: the next update gets a random, lower number. */
  restartLower(): void {
    if (this.pending.size > 0) throw new Error('ids restart only after a week in which no update waited');
    this.nextId = randomInt(1, Math.max(2, this.nextId - 100));
  }
}

/** An answer has at most about 4 MB. */
function cut(updates: Update[]): Update[] {
  let left = 1 << 22;
  const end = updates.findIndex((update) => {
    left -= 50 + JSON.stringify(update).length;
    return left <= 0;
  });
  return end < 0 ? updates : updates.slice(0, end);
}
