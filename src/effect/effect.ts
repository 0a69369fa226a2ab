/**
 * Everything we can ask of the world: one closed union, version 1. An effect is data; it becomes
 * visible to a carrier only after the transaction that made it has committed. Each carries a
 * once-only key, unique in the outbox for ever.
 */
import type { Instant } from '../base/instant.ts';

export const effectVersion = 1;

/** A button under a message; `id` comes back when the lead presses it (links have none). */
export type Button = { text: string; id: string | null; url: string | null; webApp: string | null };

/**
 * What to do when a crash leaves it unknown whether a send arrived (the Bot API has no idempotency
 * key): a reply inside a dialog is sent again once, silence being worse than a double; a mass
 * message or one-time code never.
 */
export type ResendPolicy = 'once' | 'never';

export type MessageEffect = {
  kind: 'message';
  key: string;
  /** False for what an operator wrote: a move cancels only automatic messages. */
  automatic: boolean;
  text: string;
  buttons: Button[][];
  pin: boolean;
  resend: ResendPolicy;
  /** Not to be handed out earlier, in the bot's time. */
  notBefore: Instant;
};

/** A call to an outside URL, rendered whole. */
export type WebhookEffect = {
  kind: 'webhook';
  key: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  /** The step whose stored secret signs the call, null when the step has none. */
  secretOfStep: string | null;
  /** JSON paths of the answer to read: field key -> `$.data.balance`. */
  save: Record<string, string>;
  /** The dialog waits for the outcome: gives up after the attempts of the first minute. */
  wait: boolean;
  /** The visit of the step that asked (see Dialog.visit); a later answer moves nobody. */
  stepVisit: number;
  notBefore: Instant;
};

/** Takes back automatic messages of the dialog that no carrier has taken yet. */
export type CancelMessagesEffect = { kind: 'cancelMessages' };

export type Effect = MessageEffect | WebhookEffect | CancelMessagesEffect;

/** What a carrier of calls reports. `retry` asks for another attempt, at `retryAfterSeconds` if named. */
export type WebhookReport = {
  result: 'ok' | 'retry' | 'failed';
  status: number | null;
  reason: string | null;
  /** Answer's body, at most 64 KiB. */
  body: string;
  retryAfterSeconds: number | null;
  durationMs: number;
};
