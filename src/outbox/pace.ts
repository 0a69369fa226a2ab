/**
 * How fast one bot may speak (Telegram's FAQ, "My bot is hitting limits"): about 30 calls a second, one
 * message a second to a chat, 20 a minute to a group. Time comes as an argument, in milliseconds.
 */

/** 30 calls fill 986 ms: no second has more than 30, wherever it begins. */
const spacingMs = 34;
const chatSpacingMs = 1000;
const groupCalls = 20;
const groupWindowMs = 60_000;
/** One call a second is a mass message's even when replies would fill it: nobody waits for ever. */
const repliesInARow = 29;

export type Pace = {
  lastCallAt: number;
  /** Nothing at all is called before. */
  pausedUntil: number;
  /** Calls for replies since the last mass message. */
  replies: number;
  /** Dialog -> when it last got a message. */
  chats: Map<string, number>;
  /** Group -> when its latest 20 messages were, oldest first. */
  groups: Map<number, number[]>;
};

export const createPace = (): Pace => ({
  lastCallAt: Number.NEGATIVE_INFINITY,
  pausedUntil: Number.NEGATIVE_INFINITY,
  replies: 0,
  chats: new Map(),
  groups: new Map(),
});

/** When the next call may be made: `now`, or later. */
export const nextCallAt = (pace: Pace, now: number): number =>
  Math.max(now, pace.lastCallAt + spacingMs, pace.pausedUntil);

/** Longer pauses stay. */
export function pause(pace: Pace, until: number): void {
  pace.pausedUntil = Math.max(pace.pausedUntil, until);
}

/** A call is made now; `mass` is null for what is neither a reply nor a mass message. */
export function noteCall(pace: Pace, now: number, mass: boolean | null): void {
  pace.lastCallAt = now;
  if (mass === true) pace.replies = 0;
  if (mass === false) pace.replies += 1;
}

/** The next call is a mass message's, if one waits. */
export const owesMass = (pace: Pace): boolean => pace.replies >= repliesInARow;

/** None waited. */
export function forgiveMass(pace: Pace): void {
  pace.replies = 0;
}

export function noteMessage(pace: Pace, dialogId: string, now: number): void {
  pace.chats.delete(dialogId);
  pace.chats.set(dialogId, now);
}

/** When the dialog may get its next message: `now`, or later. */
export const chatFreeAt = (pace: Pace, dialogId: string, now: number): number =>
  Math.max(now, (pace.chats.get(dialogId) ?? Number.NEGATIVE_INFINITY) + chatSpacingMs);

/** Dialogs that may not get a message yet. */
export function busyChats(pace: Pace, now: number): string[] {
  // In order of their last message: those in front are free again first.
  for (const [dialogId, at] of pace.chats) {
    if (at + chatSpacingMs > now) break;
    pace.chats.delete(dialogId);
  }
  return [...pace.chats.keys()];
}

export function noteGroup(pace: Pace, groupId: number, now: number): void {
  const calls = pace.groups.get(groupId) ?? [];
  calls.push(now);
  if (calls.length > groupCalls) calls.shift();
  pace.groups.set(groupId, calls);
}

/** When the group may get its next message: `now`, or later. */
export function groupFreeAt(pace: Pace, groupId: number, now: number): number {
  const calls = pace.groups.get(groupId) ?? [];
  const twentieth = calls.length < groupCalls ? undefined : calls[0];
  const last = calls.at(-1) ?? Number.NEGATIVE_INFINITY;
  return Math.max(now, last + chatSpacingMs, (twentieth ?? Number.NEGATIVE_INFINITY) + groupWindowMs);
}

/** Groups that may not get a message yet. */
export function busyGroups(pace: Pace, now: number): number[] {
  for (const [groupId, calls] of pace.groups) {
    if ((calls.at(-1) ?? 0) + groupWindowMs <= now) pace.groups.delete(groupId);
  }
  return [...pace.groups.keys()].filter((groupId) => groupFreeAt(pace, groupId, now) > now);
}
