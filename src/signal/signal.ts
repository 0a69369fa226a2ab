/**
 * Everything that can happen to a dialog: one closed union, version 1. What waits in the inbox is
 * JSON of exactly these shapes, so a changed shape is a new version with an upgrade, never an edit.
 * (A click becomes known to a dialog when the lead starts the bot with it: see `update.start`.)
 */
import type { Instant } from '../base/instant.ts';
import type { EventReport, ReceivedRequest } from '../event/event.ts';

export const signalVersion = 1;

/** What a lead did in the chat. */
export type LeadAction =
  | { did: 'wrote'; text: string }
  /** `/start`, with the deep link's payload ('' when there was none). */
  | { did: 'start'; payload: string }
  /** Pressed an inline button; `button` is the id we gave it. */
  | { did: 'pressed'; button: string }
  | { did: 'sentMedia'; media: string }
  | { did: 'blockedBot' }
  | { did: 'unblockedBot' };

/** From the channel: the lead wrote, pressed, blocked. */
export type UpdateSignal = {
  kind: 'update';
  at: Instant;
  botId: string;
  chatId: number;
  name: string;
  username: string;
  action: LeadAction;
};

/** A network's call, raw: what it means is read when its turn comes (`network`). */
export type PostbackSignal = {
  kind: 'postback';
  at: Instant;
  postbackId: string;
  request: ReceivedRequest;
  /** Set when an operator assigned a parked request by hand. */
  dialogId?: string;
  /** Set when a kept or logged request is processed again: the request it came from. */
  replayOf?: string;
};

/** A change of a dialog that somebody outside the flow asks for. All parts are optional. */
export type DialogChange = {
  /** `flow/step` to move to. */
  move?: { flow: string; step: string };
  status?: ChangeableStatus;
  /** Already checked against the bot's declarations; null empties the field. */
  fields?: Record<string, FieldValue | null>;
  setTags?: string[];
  addTags?: string[];
  removeTags?: string[];
  /** Manager's user name, '' removes. */
  manager?: string;
};

export type ChangeableStatus = 'auto' | 'manual' | 'blocked' | 'waiting' | 'finished' | 'stopped';

export type FieldValue = string | number | string[];

/** `updateDialog`: validated whole by the edge before it is accepted. */
export type WebhookSignal = {
  kind: 'webhook';
  at: Instant;
  webhookId: string;
  botId: string;
  chatId: number;
  request: ReceivedRequest;
  change: DialogChange;
  /** Keys that the bot does not declare yet; they become text fields. */
  newFields: string[];
  guards: { step?: { flow: string; step: string }; status?: string };
  /** The caller's idempotency key. */
  requestId?: string;
  replayOf?: string;
};

/** A timer of the dialog has come due. */
export type TimerSignal = { kind: 'timer'; at: Instant; dialogId: string };

/** An operator acts on a dialog. */
export type OperatorSignal = {
  kind: 'operator';
  at: Instant;
  dialogId: string;
  /** Who: the user's or the key's name, for the timeline. */
  by: string;
  action:
    | { did: 'change'; change: DialogChange; newFields: string[] }
    | { did: 'wrote'; text: string; key?: string }
    | { did: 'sentEvent'; event: EventReport }
    | { did: 'erased' };
};

/** What a model proposes when it is asked to decide; nothing of it is believed before code has checked it. */
export type AiDecision = {
  requirementMet: boolean;
  /** Title of a branch, null for none. */
  branch: string | null;
  /** Custom field -> value as text. */
  fields: Record<string, string>;
};

/** What an AI task came to. A failure is for good: retries are over, or the budget of the day is used up. */
export type AiResult =
  | { ok: true; of: 'turn'; decision: AiDecision; reply: string | null }
  | { ok: true; of: 'write'; text: string }
  | { ok: true; of: 'recognise'; text: string }
  | { ok: false; of: 'turn' | 'write' | 'recognise'; why: 'failed' | 'budget'; reason: string };

/** What became of an effect. */
export type OutcomeSignal = {
  kind: 'outcome';
  at: Instant;
  dialogId: string;
  effectKey: string;
  outcome:
    | {
        of: 'webhook';
        ok: boolean;
        status: number | null;
        reason: string | null;
        saved: Record<string, string>;
        stepVisit: number;
      }
    | {
        of: 'ai';
        result: AiResult;
        /** Copied from the effect: an answer that comes too late is known by them. */
        stepVisit: number;
        aiTurn: number;
        slot: number;
        tokens: number;
      }
    | { of: 'message'; result: 'blockedByLead' | 'cannotWrite' | 'failed'; reason: string };
};

export type Signal =
  | UpdateSignal
  | PostbackSignal
  | WebhookSignal
  | TimerSignal
  | OperatorSignal
  | OutcomeSignal;

export type SignalKind = Signal['kind'];
