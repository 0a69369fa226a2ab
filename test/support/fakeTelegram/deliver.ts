/** Putting updates where a bot will find them. */
import type { Update } from '@grammyjs/types';
import type { UpdateType } from './updateQueue.ts';
import type { Bot } from './world.ts';

const types: Record<UpdateType, true> = {
  message: true,
  edited_message: true,
  channel_post: true,
  edited_channel_post: true,
  business_connection: true,
  business_message: true,
  edited_business_message: true,
  deleted_business_messages: true,
  guest_message: true,
  stopped_message_generation: true,
  message_reaction: true,
  message_reaction_count: true,
  inline_query: true,
  chosen_inline_result: true,
  callback_query: true,
  shipping_query: true,
  pre_checkout_query: true,
  purchased_paid_media: true,
  poll: true,
  poll_answer: true,
  my_chat_member: true,
  chat_member: true,
  chat_join_request: true,
  chat_boost: true,
  removed_chat_boost: true,
  managed_bot: true,
  subscription: true,
};

export const isUpdateType = (name: string): name is UpdateType => Object.hasOwn(types, name);

/**
 * The queue in which updates wait for each other on their way to a webhook: as the Bot API server numbers
 * them (`webhook_queue_id` in its Client.cpp), so messages of a chat, presses of a person, changes of members,
 * joins and requests of a person, connections and business messages do not wait for each other.
 */
export const queueOf = {
  message: (chatId: number): string => `message ${chatId}`,
  callback: (userId: number): string => `callback ${userId}`,
  myMember: (chatId: number): string => `my member ${chatId}`,
  /** Join requests share it with changes of members. */
  member: (userId: number): string => `member ${userId}`,
  connection: (ownerId: number): string => `business connection ${ownerId}`,
  business: (chatId: number): string => `business ${chatId}`,
};

/** A press is worth answering for 150 s, everything else is kept for a day (the server's Client.cpp). */
const lifetimeSeconds = (type: UpdateType): number => (type === 'callback_query' ? 150 : 86_400);

/** `content` has exactly one update; it is lost when the bot does not want its type. */
export function deliver(bot: Bot, content: Omit<Update, 'update_id'>, queue: string): Update | null {
  const type = Object.keys(content).find(isUpdateType);
  if (type === undefined || bot.revoked) return null;
  return bot.updates.add(content, type, queue, lifetimeSeconds(type));
}
