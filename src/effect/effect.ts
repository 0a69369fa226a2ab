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

/** Media of a message: files of the data folder, or absolute URLs; several only in an album. */
export type Media = {
  kind: 'photo' | 'video' | 'document' | 'voice' | 'videoNote' | 'album';
  files: string[];
};

export type MessageEffect = {
  kind: 'message';
  key: string;
  /** False for what an operator wrote: a move cancels only automatic messages. */
  automatic: boolean;
  /** With media: its caption, '' for none. */
  text: string;
  media: Media | null;
  /** Who wrote it: shown to operators, and never passed over. */
  by: 'flow' | 'ai' | 'operator';
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

/** A branch the model may choose now: those that are used up or not yet allowed are not listed. */
export type AiBranch = {
  title: string;
  when: string;
  /** The AI writes to the lead after choosing it; else a step or a ready answer follows. */
  replies: boolean;
};

/** What the AI is asked for; owners' texts with their macros filled in. */
export type AiTask =
  /** One turn of a conversation: decide first, then reply or move on. */
  | {
      of: 'turn';
      goal: string;
      /** Null: there is none, the conversation goes on until a branch ends it. */
      requirement: string | null;
      /** False while the facts contradict it (no deposit event): then `requirementMet` will not be believed. */
      mayBeMet: boolean;
      /** No reply when the requirement is met. */
      skipReplyWhenMet: boolean;
      branches: AiBranch[];
      /** Fields that may be written. */
      writes: { key: string; name: string; type: string; options: string[] }[];
    }
  /** A message written from the owner's prompt. */
  | { of: 'write'; prompt: string; push: boolean }
  /** What a picture shows or a voice says. */
  | { of: 'recognise'; media: string };

/** A question to the bot's AI endpoint. The carrier adds history and events as they are when it asks. */
export type AiEffect = {
  kind: 'ai';
  key: string;
  task: AiTask;
  /** The bot's legend and restrictions, the step's legend and extra instruction. */
  legend: string;
  restrictions: string;
  stepLegend: string;
  extra: string;
  /** `flow/step`. */
  place: string;
  stepVisit: number;
  /** Raised by each message of the lead: an answer to an earlier one is not sent. */
  aiTurn: number;
  /** Which message of the step or which push a `write` is for; 0 else. */
  slot: number;
  notBefore: Instant;
};

/** Takes back automatic messages of the dialog that no carrier has taken yet. */
export type CancelMessagesEffect = { kind: 'cancelMessages' };

export type Effect = MessageEffect | WebhookEffect | AiEffect | CancelMessagesEffect;

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
