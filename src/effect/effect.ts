/**
 * Everything we can ask of the world: one closed union, version 1. An effect is data; it becomes
 * visible to a carrier only after the transaction that made it has committed. Each carries a
 * once-only key, unique in the outbox for ever.
 */
import type { Entity } from '../base/entity.ts';
import type { Instant } from '../base/instant.ts';
import type { Media } from '../base/media.ts';

export type { Media } from '../base/media.ts';
export type { LaneCall, LaneJob, LaneReport, MessageCall } from './laneCall.ts';

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
  /** With media: its caption, '' for none. */
  text: string;
  /** Marks on the text; absent: none. */
  entities?: Entity[];
  media: Media | null;
  /** Our number of the message that it answers. */
  replyTo?: string;
  /** Pushes and mailings, which nobody waits for: replies go out before them. Absent: a reply. */
  mass?: true;
  /** The lead is shown that somebody is typing for so long before it is due. Absent: not at all. */
  typingMs?: number;
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
  /** Of a `recognise`, known when it is carried out: our number of the message with the media. */
  message?: number;
  notBefore: Instant;
};

/** Takes back automatic messages of the dialog that no carrier has taken yet. */
export type CancelMessagesEffect = { kind: 'cancelMessages' };

/** *Typing* is shown until then, or until the next message; lossy, and never repeated after a crash. */
export type TypingEffect = { kind: 'typing'; key: string; notBefore: Instant; until: Instant };

/** Takes the waiting sign off a button that was pressed. */
export type AnswerPressEffect = { kind: 'answerPress'; key: string; queryId: string; notBefore: Instant };

/** Changes what a message of ours says; its buttons stay. */
export type EditEffect = {
  kind: 'edit';
  key: string;
  messageId: string;
  text: string;
  entities?: Entity[];
  notBefore: Instant;
};

export type PinEffect = { kind: 'pin'; key: string; messageId: string; pinned: boolean; notBefore: Instant };

/** Lets the dialog's lead (`userId`) into the channel, behind the messages that were handed over before. */
export type ApproveJoinEffect = {
  kind: 'approveJoin';
  key: string;
  channelId: number;
  userId: number;
  notBefore: Instant;
};

/** Tells a group of operators about the dialog; the carrier adds the link to it. */
export type NotifyEffect = {
  kind: 'notify';
  key: string;
  /** The group's number in the channel. */
  groupId: number;
  language: 'en' | 'ru';
  /** Why: it became manual, or the group's own condition began to hold. */
  reason: 'manual' | 'condition';
  name: string;
  username: string;
  /** `flow/step`, '' for none. */
  place: string;
  status: string;
  notBefore: Instant;
};

/** Brings a file that a lead has sent into our own keeping. */
export type FetchFileEffect = {
  kind: 'fetchFile';
  key: string;
  /** The place of its message among those that this turn has received, from 0. */
  received: number;
  fileId: string;
  uniqueId: string;
  name: string;
  mime: string;
  size: number | null;
  notBefore: Instant;
};

/** What is asked of the lead's channel besides messages. */
export type ChannelEffect =
  | TypingEffect
  | AnswerPressEffect
  | EditEffect
  | PinEffect
  | ApproveJoinEffect
  | NotifyEffect;

export type Effect =
  | MessageEffect
  | WebhookEffect
  | AiEffect
  | CancelMessagesEffect
  | ChannelEffect
  | FetchFileEffect;

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
