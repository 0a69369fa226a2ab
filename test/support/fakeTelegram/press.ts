/** Pressing buttons under a bot's messages. */
import type { Message, User } from '@grammyjs/types';
import { opaqueId, waitUntil } from './correspondent.ts';
import { deliver, queueOf } from './deliver.ts';
import { type SeenMessage, seenIn } from './seenMessage.ts';
import type { Bot, Conversation, Query, World } from './world.ts';

export type Press = {
  /** The callback query's id; empty for a link, which the bot does not hear of. */
  queryId: string;
  /** Where a link leads. */
  url: string | null;
  /** Until the bot has answered; answers what the person is shown. */
  answered(timeoutMs?: number): Promise<NonNullable<Query['answer']>>;
};

export type Pressing = { world: World; bot: Bot; user: User; conversation: Conversation };

/** The newest button with that text or callback data. */
export function findButton(
  conversation: Conversation,
  wanted: string,
): { message: SeenMessage; data: string | null; url: string | null } | null {
  for (const message of seenIn(conversation).reverse()) {
    const button = message.deleted
      ? undefined
      : message.buttons.flat().find(({ text, data }) => text === wanted || data === wanted);
    if (button) return { message, data: button.data, url: button.url };
  }
  return null;
}

export function pressInline(
  { world, bot, user, conversation }: Pressing,
  data: string,
  message: Message,
): Press {
  const query: Query = { id: opaqueId(), userId: user.id, data, at: world.now(), answer: null };
  bot.queries.set(query.id, query);
  const chat_instance = String(-conversation.chat.id * 7_919);
  const callback_query = { id: query.id, from: user, message, chat_instance, data };
  deliver(bot, { callback_query }, queueOf.callback(user.id));
  const missing = () => `the press of ${data} was not answered`;
  return {
    queryId: query.id,
    url: null,
    answered: (timeoutMs = 10_000) => waitUntil(world, () => query.answer, missing, timeoutMs),
  };
}

export const pressLink = (url: string | null): Press => ({
  queryId: '',
  url,
  answered: () => Promise.reject(new Error('a link has no answer')),
});
