/**
 * Everything that can happen to a dialog: one closed union, version 1. What waits in the inbox is
 * JSON of exactly these shapes, so a changed shape is a new version with an upgrade, never an edit.
 * (A click becomes known to a dialog when the lead starts the bot with it: see `update.start`.)
 */
import type { Entity } from '../base/entity.ts';
import type { Instant } from '../base/instant.ts';
import type { Media } from '../base/media.ts';
import type { EventReport, ReceivedRequest } from '../event/event.ts';

export const signalVersion = 1;

/** A file that came with a message; the channel hands its content out by `fileId`. */
export type ReceivedFile = {
  fileId: string;
  /** The same file has the same one in every bot; it opens nothing. */
  uniqueId: string;
  /** As the sender named it, '' when unnamed. Hostile. */
  name: string;
  /** As the sender's program said, '' when it did not. Hostile. */
  mime: string;
  /** Bytes, null when not told. */
  size: number | null;
};

/** What a message of a channel is beside its text. */
export type Told = {
  /** The channel's number of the message. */
  externalId: number;
  /** The channel's number of the message that it answers. */
  replyTo?: number;
  entities?: Entity[];
  /** One, or none. */
  files?: ReceivedFile[];
  /** Messages of one album come one by one and share this. */
  album?: string;
  contact?: { phone: string; firstName: string; lastName: string; userId?: number };
  location?: { latitude: number; longitude: number };
};

/** What a lead did in the chat. */
export type LeadAction =
  | { did: 'wrote'; text: string; told?: Told }
  /** `/start`, with the deep link's payload ('' when there was none). */
  | { did: 'start'; payload: string; told?: Told }
  /** Pressed an inline button; `button` is the id we gave it. `press` is what the channel wants answered. */
  | { did: 'pressed'; button: string; press?: { queryId: string } }
  /**
   * `media`: photo, video, animation, document, audio, voice, videoNote, sticker, contact, location, or
   * another kind of the channel's (`poll`, `dice`, ...). `text` is its caption.
   */
  | { did: 'sentMedia'; media: string; text?: string; told?: Told }
  /** Changed what a message of its own says; nothing is answered. */
  | { did: 'edited'; externalId: number; text: string; entities?: Entity[] }
  /** Took messages away (known of in business chats only). */
  | { did: 'deleted'; externalIds: number[] }
  /** In a business chat: the account's owner wrote to the lead by hand. `media` as above, null for a text. */
  | { did: 'ownerWrote'; media: string | null; text: string; told: Told }
  /**
   * Asks to be let into a channel; may be written to for five minutes. The click is known by `link`; `userId`
   * is whom to let in, which need not be the number of the chat.
   */
  | { did: 'askedToJoin'; channelId: number; channelTitle: string; link: string; userId: number }
  | { did: 'blockedBot' }
  | { did: 'unblockedBot' };

/** From the channel: the lead wrote, pressed, blocked. */
export type UpdateSignal = {
  kind: 'update';
  at: Instant;
  botId: string;
  chatId: number;
  /** The business connection through which the bot speaks for its owner; absent: the bot's own chat. */
  connection?: string;
  name: string;
  username: string;
  action: LeadAction;
  /** The channel's own number of it, for the log. */
  updateId?: number;
};

/** What the channel tells that is no lead's doing, or what we could make nothing of. */
export type ChannelNews =
  /** An account connected the bot, changed its rights or took it away. */
  | {
      of: 'business';
      connection: string;
      ownerId: number;
      ownerChatId: number;
      ownerName: string;
      enabled: boolean;
      /** Names of the rights given, such as `can_reply`. */
      rights: string[];
    }
  /** The bot's own place in a group or channel changed. */
  | {
      of: 'chat';
      chatId: number;
      type: 'group' | 'supergroup' | 'channel';
      title: string;
      username: string;
      /** creator, administrator, member, restricted, left, kicked */
      status: string;
      /** Of an administrator: names of the rights given, such as `can_invite_users`. */
      rights: string[];
    }
  /** A group got another number when it became a supergroup. */
  | { of: 'moved'; from: number; to: number }
  /** Somebody has become a member of a channel; `link` is the name of the invite link, '' for none. */
  | { of: 'joined'; channelId: number; userId: number; link: string }
  /** Stored for whoever wants to know, and ignored; with a `reason` reading it failed, and it is parked. */
  | { of: 'unread'; type: string; reason: string | null; raw: string };

export type ChannelSignal = {
  kind: 'channel';
  at: Instant;
  botId: string;
  news: ChannelNews;
  updateId?: number;
};

/** What our own tracker saw of a click's lead: it joined the campaign's channel. */
export type TrackerSignal = {
  kind: 'tracker';
  at: Instant;
  /** Of the bot that talks. */
  botId: string;
  campaignId: string;
  clickid: string;
  event: EventReport;
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
    | {
        did: 'change';
        change: DialogChange;
        newFields: string[];
        /** Only while the dialog stands there: what has moved on since it was asked for stays where it is. */
        ifAt?: { flow: string; step: string };
      }
    | {
        did: 'wrote';
        text: string;
        key?: string;
        entities?: Entity[];
        media?: Media;
        /** Our number of the message that it answers. */
        replyTo?: string;
      }
    /** Changes what a message of ours says. */
    | { did: 'edited'; messageId: string; text: string; entities?: Entity[] }
    | { did: 'pinned'; messageId: string; pinned: boolean }
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
  | { ok: false; of: 'turn' | 'write' | 'recognise'; why: 'failed' | 'budget' | 'consent'; reason: string };

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
  | OutcomeSignal
  | ChannelSignal
  | TrackerSignal;

export type SignalKind = Signal['kind'];
