/** One bot's calls: at its pace, a few under way at a time, the most urgent first. */

import type { LaneJob, LaneReport } from '../effect/effect.ts';
import type { LaneRow, LaneWish } from '../store/store.ts';
import type { LaneItem } from './laneJob.ts';
import {
  busyChats,
  busyGroups,
  chatFreeAt,
  forgiveMass,
  groupFreeAt,
  nextCallAt,
  noteCall,
  noteGroup,
  noteMessage,
  owesMass,
  type Pace,
  pause,
} from './pace.ts';

/** Calls of a bot that may be under way at once: 30 a second while an answer takes a quarter of one. */
const mostUnderWay = 8;
/** Rows are taken so many calls ahead, some 100 ms: the commit of an attempt takes a while, too. */
const mostAhead = 3;
/** Telegram shows *typing* for five seconds. */
const typingEveryMs = 4000;
const longestBackOffMs = 30_000;
/** A refused token is asked again so rarely, should nobody stop the bot. */
const refusedForMs = 60_000;

export type LanePorts = {
  now: () => number;
  /** Never rejects. */
  send(job: LaneJob): Promise<LaneReport>;
  /** Records what has come of it; never rejects. */
  settle(item: LaneItem, report: LaneReport): Promise<void>;
  /** Puts back what was taken and not sent; never rejects. */
  release(rows: readonly LaneRow[]): Promise<void>;
  onRefusedToken(reason: string): void;
  /** There is room for more. */
  onRoom(): void;
};

export type Lane = {
  /** What it may be handed now; null: nothing. */
  wish(): LaneWish | null;
  /** What it was handed for that wish, the most urgent first. */
  take(items: readonly LaneItem[], wish: LaneWish): void;
  /** More may be due than at the last look. */
  stir(): void;
  /** Whether the row is in hand here. */
  holds(row: Pick<LaneRow, 'signalId' | 'n'>): boolean;
  /** Puts back what has not been sent and waits for what is under way. */
  close(): Promise<void>;
};

type Typing = { job: LaneJob; until: number; nextAt: number };

const keyOf = ({ signalId, n }: Pick<LaneRow, 'signalId' | 'n'>): string => `${signalId}.${n}`;

export function createLane(botId: string, pace: Pace, ports: LanePorts): Lane {
  const { now } = ports;
  const queue: LaneItem[] = [];
  const hand = new Set<string>();
  const underWay = new Set<Promise<void>>();
  const typing = new Map<string, Typing>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let drained = false;
  let closed = false;
  let unreached = 0;
  /** Of this lane alone: whoever holds the bot anew, or with another token, begins at once. */
  let silentUntil = Number.NEGATIVE_INFINITY;

  const track = (work: Promise<void>): void => {
    const tracked = work.finally(() => {
      underWay.delete(tracked);
      ports.onRoom();
      step();
    });
    underWay.add(tracked);
  };
  const giveBack = (items: readonly LaneItem[]): void => {
    if (items.length === 0) return;
    const rows = items.map(({ row }) => row);
    track(
      ports.release(rows).then(() => {
        for (const row of rows) hand.delete(keyOf(row));
      }),
    );
  };
  const arm = (at: number): void => {
    clearTimeout(timer);
    if (at < Number.POSITIVE_INFINITY) timer = setTimeout(step, Math.max(1, at - now()));
  };
  const settle = async (item: LaneItem, report: LaneReport): Promise<void> => {
    await ports.settle(item, report);
    hand.delete(keyOf(item.row));
  };

  /** Makes the calls whose time has come, and comes back when the next one's has. */
  function step(): void {
    while (!closed) {
      const at = now();
      const silent = Math.max(pace.pausedUntil, silentUntil);
      if (silent > at) {
        giveBack(queue.splice(0));
        return arm(silent);
      }
      if (underWay.size >= mostUnderWay) return;
      const due = dueTyping(at);
      const [item] = queue;
      if (!item && !due) return arm(nextTyping());
      const free = nextCallAt(pace, at);
      if (free > at) return arm(free);
      if (due && (!item || item.row.priority > 0)) type(due, at);
      else if (item) begin(item, at);
    }
  }

  function begin(item: LaneItem, at: number): void {
    queue.shift();
    const { job, row } = item;
    if (!job) return track(settle(item, { result: 'failed', reason: item.problem }));
    const mayBegin =
      job.call === 'message'
        ? chatFreeAt(pace, row.dialogId, at) <= at
        : job.call !== 'notify' || groupFreeAt(pace, job.groupId, at) <= at;
    if (!mayBegin) return giveBack([item]);
    noteCall(pace, at, row.priority < 0 ? null : row.priority > 0);
    if (job.call === 'message') noteMessage(pace, row.dialogId, at);
    if (job.call === 'notify') noteGroup(pace, job.groupId, at);
    track(
      ports.send(job).then((report) => {
        heed(report);
        const arrived = report.result === 'sent' || report.result === 'part';
        if (arrived && job.call === 'message') typing.delete(row.dialogId);
        return settle(item, report);
      }),
    );
  }

  /** What a report means for the calls that follow: known here before it is written down. */
  function heed(report: LaneReport): void {
    unreached = report.result === 'unreached' ? unreached + 1 : 0;
    if (report.result === 'paused') pause(pace, now() + report.seconds * 1000);
    if (report.result === 'unreached') {
      silentUntil = now() + Math.min(longestBackOffMs, 500 * 2 ** Math.min(unreached, 10));
    }
    if (report.result === 'unauthorised') {
      silentUntil = now() + refusedForMs;
      ports.onRefusedToken(report.reason);
    }
  }

  function dueTyping(at: number): [string, Typing] | null {
    for (const entry of typing) {
      const [dialogId, { nextAt, until }] = entry;
      if (until <= at) typing.delete(dialogId);
      else if (nextAt <= at) return entry;
    }
    return null;
  }

  function nextTyping(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { nextAt } of typing.values()) earliest = Math.min(earliest, nextAt);
    return earliest;
  }

  /** Lossy: what does not get through is not tried again. */
  function type([dialogId, entry]: [string, Typing], at: number): void {
    entry.nextAt = at + typingEveryMs;
    noteCall(pace, at, null);
    track(
      ports.send(entry.job).then((report) => {
        heed(report);
        if (report.result !== 'sent' && typing.get(dialogId) === entry) typing.delete(dialogId);
        return undefined;
      }),
    );
  }

  return {
    wish: () => {
      const at = now();
      const room = Math.min(mostAhead, mostUnderWay - underWay.size) - queue.length;
      const silent = Math.max(pace.pausedUntil, silentUntil) > at;
      if (closed || drained || silent || room <= 0 || queue.length > 1) return null;
      const replies = owesMass(pace) ? room - 1 : room;
      const waiting = queue.flatMap(({ row, job }) => (job?.call === 'message' ? [row.dialogId] : []));
      const busy = [...busyChats(pace, at), ...waiting];
      return { bot: botId, room, replies, busy, groups: busyGroups(pace, at) };
    },
    take: (items, wish) => {
      const held = wish.replies < wish.room;
      if (held && !items.some(({ row }) => row.priority > 0)) forgiveMass(pace);
      drained = items.length === 0 ? !held : items.length < wish.room && !held;
      for (const item of items) {
        hand.add(keyOf(item.row));
        if (item.typingUntil === null || !item.job) queue.push(item);
        else {
          typing.set(item.row.dialogId, { job: item.job, until: item.typingUntil, nextAt: now() });
          track(settle(item, { result: 'sent', externalIds: [] }));
        }
      }
      if (closed) giveBack(queue.splice(0));
      else step();
    },
    stir: () => {
      drained = false;
    },
    holds: (row) => hand.has(keyOf(row)),
    close: async () => {
      closed = true;
      clearTimeout(timer);
      typing.clear();
      giveBack(queue.splice(0));
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
