/** What is asked of a channel, one call at a time, and what it reports. */
import type { Entity } from '../base/entity.ts';
import type { Media } from '../base/media.ts';
import type { Button, NotifyEffect, ResendPolicy } from './effect.ts';

/** A message, and what of it has been sent before. */
export type MessageCall = {
  call: 'message';
  text: string;
  entities: Entity[];
  media: Media | null;
  buttons: Button[][];
  /** The channel's number of the message that it answers; null also when that one never arrived. */
  replyTo: number | null;
  pin: boolean;
  resend: ResendPolicy;
  /** The channel's numbers of the parts that have arrived, in order. */
  sent: number[];
};

/** One thing that is asked of the channel; each is at most one call that counts, so that it can be paced. */
export type LaneCall =
  | MessageCall
  | {
      call: 'edit';
      externalId: number;
      text: string;
      entities: Entity[];
      /** What hangs under the message stays there only if it is said again. */
      buttons: Button[][];
      /** The text is the caption of media. */
      caption: boolean;
    }
  | { call: 'pin'; externalId: number; pinned: boolean }
  | { call: 'typing' }
  | { call: 'answerPress'; queryId: string }
  | { call: 'approveJoin'; channelId: number; userId: number }
  | ({ call: 'notify'; dialogId: string } & Pick<
      NotifyEffect,
      'groupId' | 'language' | 'reason' | 'name' | 'username' | 'place' | 'status'
    >);

export type LaneJob = { botId: string; chatId: number; connection: string } & LaneCall;

export type LaneReport =
  /** Done; of a message the channel's numbers of all its parts. */
  | { result: 'sent'; externalIds: number[] }
  /** One part more has arrived, others are to follow. */
  | { result: 'part'; externalIds: number[] }
  /** Not done, and another attempt at once will go another way. */
  | { result: 'again' }
  | { result: 'retry'; reason: string; retryAfterSeconds: number | null }
  /** The channel cannot be reached at all; nothing was sent. */
  | { result: 'unreached'; reason: string }
  /** The whole bot must be silent for so long; nothing was sent. */
  | { result: 'paused'; seconds: number; reason: string }
  /** The token is refused; nothing was sent, nor will be. */
  | { result: 'unauthorised'; reason: string }
  /** The chat has this number now; nothing was sent. */
  | { result: 'migrated'; to: number }
  | { result: 'failed' | 'blockedByLead' | 'cannotWrite'; reason: string }
  /** It may have arrived: the connection broke after the request was written. */
  | { result: 'uncertain'; reason: string };
