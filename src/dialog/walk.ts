/** One turn under way: the dialog being changed, and what has come of it so far. */
import type { Entity } from '../base/entity.ts';
import type { Instant } from '../base/instant.ts';
import type { Effect, MessageEffect } from '../effect/effect.ts';
import type { LeadEvent } from '../event/event.ts';
import type { FieldValue } from '../flow/flow.ts';
import type { Formatted, MacroData } from '../macro/macro.ts';
import type { Told } from '../signal/signal.ts';
import type { Dialog, Status, Timer } from './dialogShape.ts';
import type { Facts } from './dialogSignal.ts';
import { dueAt, typingTime } from './dueAt.ts';
import type { Entry } from './entry.ts';
import type { Script } from './script.ts';
import { closedAt } from './writing.ts';

/** `looped`: refused, because a circle of calls had to be stopped. */
export type Outcome = 'applied' | 'duplicate' | 'rejected' | 'ignored' | 'failed' | 'looped';

/** What came in, for the history; `byOwner`: from the business account's owner, to the lead. */
export type Received = { kind: string; text: string; told?: Told; byOwner?: true };

/** What becomes of messages that are in the history already: the lead's by the channel's numbers, ours by our own. */
export type MessageChange =
  | { of: 'edited'; externalId: number; text: string; entities?: Entity[] }
  | { of: 'rewritten'; messageId: string; text: string; entities?: Entity[] }
  | { of: 'deleted'; externalIds: readonly number[] };

/** `cancelled`: a message that nobody will get; it stays in the history, perhaps with the reason. */
export type MadeEffect = Effect & { cancelled?: boolean; because?: string };

export type Walk = {
  script: Script;
  facts: Facts;
  /** A copy that this turn may change. */
  dialog: Dialog;
  effects: MadeEffect[];
  entries: Entry[];
  events: { event: LeadEvent; identity: string | null; reverses: string | null }[];
  received: Received[];
  changes: MessageChange[];
  /** What media sent earlier turned out to say, by the key of the effect that asked. */
  recognised: { effectKey: string; text: string }[];
  newFields: string[];
  /** What became of each signal that had waited for the dialog. */
  kept: { request: string; outcome: Outcome }[];
  outcome: Outcome;
  reason: string | null;
  /** Effects before this place were made for an earlier signal of the turn; a move takes them back. */
  mark: number;
  /** Steps entered for the signal at hand, however deep they nest (a tracker event's rule may move on). */
  steps: number;
  /** Their names, in order: a circle is shown by them. */
  path: string[];
  /** The lead wants everything about it to be erased. */
  erased: boolean;
  /** Random numbers drawn so far. */
  draws: number;
};

export function beginWalk(script: Script, dialog: Dialog, facts: Facts): Walk {
  return {
    script,
    facts,
    dialog: { ...dialog, state: { ...dialog.state } },
    effects: [],
    entries: [],
    events: [],
    received: [],
    changes: [],
    recognised: [],
    newFields: [],
    kept: [],
    outcome: 'applied',
    reason: null,
    mark: 0,
    steps: 0,
    path: [],
    erased: false,
    draws: 0,
  };
}

export function warn(walk: Walk, code: string, text: string): void {
  walk.entries.push({ kind: 'warning', code, text });
}

export function setStatus(walk: Walk, to: Status, by: Extract<Entry, { kind: 'status' }>['by']): void {
  const from = walk.dialog.status;
  if (from === to) return;
  walk.dialog.status = to;
  walk.entries.push({ kind: 'status', from, to, by });
}

export function setTimer(walk: Walk, name: Timer['name'], at: Instant): void {
  const { state } = walk.dialog;
  state.timers = [...state.timers.filter((timer) => timer.name !== name), { name, at }];
}

export function clearTimer(walk: Walk, name: Timer['name']): void {
  const { state } = walk.dialog;
  state.timers = state.timers.filter((timer) => timer.name !== name);
}

export function clearTimers(walk: Walk): void {
  if (walk.dialog.state.timers.length > 0) walk.dialog.state.timers = [];
}

/** What was due longer ago has reached the lead, unless the channel itself was down. */
const deliveryLagMs = 60_000;

/** Whether the opening line may be among the messages that wait. */
export const saidLately = ({ disclosed }: Dialog['state'], now: Instant): boolean =>
  disclosed !== undefined && disclosed > now - deliveryLagMs;

/**
 * Takes back the automatic messages that wait: those of earlier turns (the store looks which have
 * not been handed out yet) and those of an earlier signal of this turn.
 */
export function cancelMessages(walk: Walk): void {
  for (const effect of walk.effects.slice(0, walk.mark)) {
    if (effect.kind === 'typing' || (effect.kind === 'message' && effect.automatic)) effect.cancelled = true;
  }
  walk.effects.push({ kind: 'cancelMessages' });
  const { state } = walk.dialog;
  state.lastSendAt = 0;
  // It may be among what is taken back: better said twice than never.
  const { undelivered = true, now } = walk.facts;
  if (undelivered && saidLately(state, now)) delete state.disclosed;
}

/** Of many requests that each moved the lead the history keeps so much of what was never said. */
const mostTakenBack = 100;

/** A move after a move makes an answer of the AI useless, and its messages nothing that anybody will see. */
export function dropTakenBack(walk: Walk): void {
  const { visit } = walk.dialog.state;
  const isFull = walk.effects.length > mostTakenBack;
  const cancel = walk.effects.find(({ kind }) => kind === 'cancelMessages');
  walk.effects = walk.effects.filter((effect) => {
    if (effect.kind === 'ai') return effect.stepVisit === visit;
    if (effect.kind === 'cancelMessages') return effect === cancel;
    if (effect.kind === 'typing') return !effect.cancelled;
    return effect.kind !== 'message' || !effect.cancelled || !isFull;
  });
}

/** What is said, without what follows from when and by whom. */
export type Saying = Omit<MessageEffect, 'kind' | 'key' | 'resend' | 'notBefore' | 'by' | 'typingMs'>;

/**
 * Hands a message to the outbox, never before one that was handed over earlier. One that would come too
 * late to be allowed stays in the history as taken back.
 */
export function send(walk: Walk, message: Saying, pauseMs: number, by?: 'ai' | 'flow'): void {
  const { state } = walk.dialog;
  const typingMs = message.automatic ? typingTime(walk, message) : 0;
  const notBefore = message.automatic ? dueAt(walk, pauseMs, typingMs, by === 'ai') : walk.facts.now;
  if (message.automatic) state.lastSendAt = notBefore;
  const closed = closedAt(walk.dialog, notBefore);
  if (closed === null) {
    walk.dialog.lastMessageAt = notBefore;
    if (typingMs > 0) showTyping(walk, notBefore - typingMs, notBefore);
  }
  const isMass = message.mass === true;
  walk.effects.push({
    ...message,
    kind: 'message',
    key: effectKey(walk),
    by: by ?? (message.automatic ? 'flow' : 'operator'),
    resend: isMass ? 'never' : 'once',
    notBefore,
    ...(typingMs > 0 && closed === null ? { typingMs } : {}),
    ...(closed === null ? {} : { cancelled: true, because: closed }),
  });
  if (closed !== null) return warn(walk, 'outsideWindow', `a message was not sent: ${closed}`);
  walk.entries.push({
    kind: 'sent',
    text: message.text,
    buttons: message.buttons.flat().map((button) => button.text),
    ...(message.media ? { media: message.media.kind } : {}),
    ...(by === 'ai' ? { by } : {}),
  });
}

/** From then until the message; nothing when it is due already. */
export function showTyping(walk: Walk, from: Instant, until: Instant): void {
  const { now } = walk.facts;
  if (until <= now) return;
  walk.effects.push({ kind: 'typing', key: effectKey(walk), notBefore: Math.max(now, from), until });
}

/** Marks only where there are some: most texts have none. */
export const marked = ({ text, entities }: Formatted): { text: string; entities?: Entity[] } =>
  entities.length > 0 ? { text, entities } : { text };

/** The n-th effect of a turn; the turn's own number goes in front when it is stored. */
export const effectKey = (walk: Walk): string => String(walk.effects.length);

export function setFields(walk: Walk, set: Record<string, FieldValue | null>): void {
  const keys = Object.keys(set);
  if (keys.length === 0) return;
  const fields = { ...walk.dialog.fields };
  for (const key of keys) {
    const value = set[key];
    if (value === null || value === undefined) delete fields[key];
    else fields[key] = value;
  }
  walk.dialog.fields = fields;
  walk.entries.push({ kind: 'fields', set });
}

/** More is no sorting any more: a caller that sends a new tag each time would make the row grow for ever. */
const maximumTags = 500;

/** Adds and removes tags, keeping the order in which they came; says only what really changed. */
export function changeTags(walk: Walk, add: readonly string[], remove: readonly string[]): void {
  const before = walk.dialog.tags;
  const removed = before.filter((tag) => remove.includes(tag) && !add.includes(tag));
  const fresh = [...new Set(add)].filter((tag) => !before.includes(tag));
  const added = fresh.slice(0, Math.max(0, maximumTags - before.length + removed.length));
  if (added.length < fresh.length) {
    warn(
      walk,
      'tooManyTags',
      `a dialog has at most ${maximumTags} tags: ${fresh.length - added.length} were left out`,
    );
  }
  if (removed.length === 0 && added.length === 0) return;
  walk.dialog.tags = [...before.filter((tag) => !removed.includes(tag)), ...added];
  walk.entries.push({ kind: 'tags', added, removed });
}

/** What macros may name, as the dialog is now. */
export function macroData(walk: Walk): MacroData {
  const { dialog, script } = walk;
  const step = dialog.flow && dialog.step ? script.steps.get(`${dialog.flow}/${dialog.step}`) : undefined;
  return {
    chatId: dialog.chatId,
    username: dialog.username,
    name: dialog.name,
    createdAt: dialog.createdAt,
    stepKey: dialog.step ?? '',
    stepId: step?.id ?? '',
    flowKey: dialog.flow ?? '',
    status: dialog.status,
    timezone: script.timezone,
    fields: dialog.fields,
    tracker: dialog.tracker,
    variables: script.variables,
    event: dialog.state.lastEvent,
  };
}
