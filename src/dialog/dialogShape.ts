/** A dialog: one lead in one bot, as the engine knows it. */
import type { Decimal } from '../base/decimal.ts';
import type { Instant } from '../base/instant.ts';
import type { FieldValue } from '../flow/flow.ts';

export type Status = 'start' | 'auto' | 'waiting' | 'manual' | 'finished' | 'blocked' | 'stopped' | 'error';

/** Where the dialog stands on its step. */
export type Phase =
  /** Put on the step while a person answers or nothing may be sent. */
  | 'notEntered'
  /** The step itself waits (customDelay). */
  | 'pausing'
  /** The step has done its work; its `delay` runs. */
  | 'delaying'
  /** The lead's next message goes on. */
  | 'awaitingReply'
  /** A webhook's answer goes on. */
  | 'awaitingAnswer'
  /** The AI decides, replies or writes a message of the step. */
  | 'awaitingAi';

/**
 * `step` ends what the phase waits for; `response` is the quiet time after the lead's message; `push` the
 * next push; `answer` the moment at which an AI that has not answered is given up.
 */
export type Timer = { name: 'step' | 'response' | 'push' | 'answer'; at: Instant };

/** The engine's own memory, stored as JSON; version 2 (see `readState` in the store for older ones). */
export type DialogState = {
  v: 2;
  phase: Phase;
  /** Raised whenever a step is entered or left by a move: late answers of an older visit move nobody. */
  visit: number;
  timers: Timer[];
  /** Accepted events by name. */
  counts: Record<string, number>;
  balance: Record<string, Decimal>;
  lastEvent: { name: string; cost: Decimal | null; currency: string; tid: string | null } | null;
  /** Requests without a transaction id inside the repeat window, newest last. */
  recent: { fingerprint: string; at: Instant }[];
  /** Whose block it is: a lead that writes again lifts only its own. */
  blockedBy: 'lead' | 'owner' | null;
  lastInboundAt: Instant | null;
  /** When our last message is due: a later one never overtakes it. */
  lastSendAt: Instant;
  /** When the last accepted event of each name was. */
  last: Record<string, Instant>;
  // What follows is absent until it is needed: most rows never do.
  /** A/B steps (`flow/step`) -> the branch that this lead got and keeps: `next`, or `next#title`. */
  split?: Record<string, string>;
  /** AI branches for once that were taken: `flow/step#title`. */
  usedBranches?: string[];
  /** Of which visit pushes run, which is the next; null once the lead has written. */
  push?: { visit: number; next: number | null };
  /** Messages that the lead had not asked for, on a day of the bot's time zone. */
  unasked?: { day: string; n: number };
  /** Raised by each message of the lead: answers to an earlier one come too late. */
  aiTurn?: number;
  /** The visit in which the AI's requirement was met: the lead's next message goes on, it is no more talk. */
  metVisit?: number;
  /** The lead has written `/stop`: nothing automatic until it writes `/start`. */
  optedOut?: true;
  /** When the opening line that says who is speaking was due. */
  disclosed?: Instant;
  /** Of the album whose first part was answered: its other parts are only kept in the history. */
  album?: string;
  /** Until when somebody who has asked to join a channel, and written nothing, may be written to. */
  writableUntil?: Instant;
  /** The lead of a campaign of type channel has begun to talk: its event `contact` is recorded. */
  contacted?: true;
  /** Moves by updateDialog to steps that call outside, one after the other without a person between them. */
  loop?: { calls: number; called: boolean; since: Instant; places: string[] };
};

export type Dialog = {
  id: string;
  botId: string;
  chatId: number;
  connection: string;
  username: string;
  name: string;
  status: Status;
  flow: string | null;
  step: string | null;
  fields: Record<string, FieldValue>;
  tracker: Record<string, string>;
  tags: string[];
  manager: string | null;
  campaignId: string | null;
  clickid: string | null;
  createdAt: Instant;
  lastMessageAt: Instant | null;
  state: DialogState;
};

export function newState(): DialogState {
  return {
    v: 2,
    phase: 'notEntered',
    visit: 0,
    timers: [],
    counts: {},
    balance: {},
    lastEvent: null,
    recent: [],
    blockedBy: null,
    lastInboundAt: null,
    lastSendAt: 0,
    last: {},
  };
}

/** A dialog at its first contact, before anything has happened in it. */
export function newDialog(who: {
  id: string;
  botId: string;
  chatId: number;
  connection?: string;
  name: string;
  username: string;
  at: Instant;
}): Dialog {
  return {
    id: who.id,
    botId: who.botId,
    chatId: who.chatId,
    connection: who.connection ?? '',
    username: who.username,
    name: who.name,
    status: 'start',
    flow: null,
    step: null,
    fields: {},
    tracker: {},
    tags: [],
    manager: null,
    campaignId: null,
    clickid: null,
    createdAt: who.at,
    lastMessageAt: null,
    state: newState(),
  };
}

/** Whether the flow may act: everything else is a person's turn, an end or a wall. */
export const isAutomatic = (status: Status): boolean => status === 'auto' || status === 'waiting';
