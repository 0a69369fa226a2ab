/** When the channel lets us write at all: business chats and people who asked to join a channel have a window. */
import type { Instant } from '../base/instant.ts';
import type { Dialog } from './dialogShape.ts';

/** Bot API, `BusinessBotRights.can_reply`: chats with a message of the lead in the last 24 hours. */
const businessMs = 86_400_000;

/** Bot API, `ChatJoinRequest.user_chat_id`: messages may be sent for five minutes. */
export const joinRequestMs = 300_000;

/** Why a message may not go out at this time, in words for the timeline; null: it may. */
export function closedAt({ connection, state }: Dialog, at: Instant): string | null {
  if (connection !== '') {
    return at <= (state.lastInboundAt ?? 0) + businessMs
      ? null
      : 'a business account may write for 24 hours after the lead has written';
  }
  if (state.writableUntil === undefined || at <= state.writableUntil) return null;
  return 'who asks to join a channel may be written to only until the request is answered';
}
