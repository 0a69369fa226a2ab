/** What the engine is told: signals of the inbox, of which a postback has been read meanwhile. */
import type { Instant } from '../base/instant.ts';
import type { EventReport } from '../event/event.ts';
import type { PostbackSignal, Signal, WebhookSignal } from '../signal/signal.ts';

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

export type DialogSignal = Exclude<Signal, PostbackSignal> | PostbackArrival;

/** Where the lead came from, found out before the turn because it needs the click's row. */
export type Attribution = { campaignId: string | null; clickid: string; tracker: Record<string, string> };

export type Facts = {
  now: Instant;
  /** Of a lead that starts with a click, or an organic one that shall be tracked. */
  attribution?: Attribution;
  /** The dialog begins with this signal. */
  firstContact?: boolean;
  /** Signals that waited for this dialog to begin, in the order in which they came. */
  kept?: readonly { request: string; signal: PostbackArrival | WebhookSignal }[];
  /** Whether an event identity was accepted before (events that steps and operators record). */
  isKnown?: (identity: string) => boolean;
};
