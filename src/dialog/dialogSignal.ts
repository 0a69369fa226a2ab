/** What the engine is told: signals of the inbox, of which a postback has been read meanwhile. */
import type { Decimal } from '../base/decimal.ts';
import type { Instant } from '../base/instant.ts';
import type { EventReport, EventStanding } from '../event/event.ts';
import type {
  ChannelSignal,
  PostbackSignal,
  Signal,
  TrackerSignal,
  WebhookSignal,
} from '../signal/signal.ts';

export type PostbackReading = {
  event: EventReport | null;
  fields: [key: string, value: string][];
  warnings: { code: string; text: string }[];
};

export type PostbackArrival = {
  kind: 'postback';
  /** When it was received, in the bot's time. */
  at: Instant;
  /** Name of the postback, for the timeline. */
  from: string;
  reading: PostbackReading;
  /** Where the event's identity is known already. */
  identity: string | null;
  known: boolean;
  fingerprint: string;
  repeatWindowMs: number;
};

/** News of the channel that concern no dialog never get here. */
export type DialogSignal = Exclude<Signal, PostbackSignal | ChannelSignal> | PostbackArrival;

/** Where the lead came from, found out before the turn because it needs the click's row. */
export type Attribution = {
  campaignId: string | null;
  clickid: string;
  tracker: Record<string, string>;
  /** The bot only lets the lead into the channel: events are counted where another bot will talk. */
  visiting?: true;
};

/** An event that moved the balance, or took back what an earlier one had moved. */
export type MoneyEvent = {
  name: string;
  ordinal: number;
  cost: Decimal;
  currency: string;
  tid: string | null;
  standing: EventStanding | null;
  reverses: string | null;
};

export type Facts = {
  now: Instant;
  /** Of a lead that starts with a click, or an organic one that shall be tracked. */
  attribution?: Attribution;
  /** The dialog begins with this signal. */
  firstContact?: boolean;
  /** Signals that waited for this dialog to begin, in the order in which they came. */
  kept?: readonly { request: string; signal: PostbackArrival | WebhookSignal | TrackerSignal }[];
  /** A random number from 0 (inclusive) to 1 for whatever this turn leaves to chance. */
  chance: number;
  /** The lead's events with an amount, oldest first; there when a signal may take one back. */
  moneyEvents?: readonly MoneyEvent[];
  /** Whether automatic messages of earlier turns still wait to be sent; absent: it is not known. */
  undelivered?: boolean;
  /** Whether an event identity was accepted before (events that steps and operators record). */
  isKnown?: (identity: string) => boolean;
};
