/** Putting a bot's message into a chat: what all sends have in common. */
import type { Message } from '@grammyjs/types';
import { z } from 'zod';
import { deliver, queueOf } from './deliver.ts';
import { refusal } from './refusals.ts';
import { type Markup, readMarkup } from './replyMarkup.ts';
import { type CallContext, findTarget, type Target } from './targets.ts';
import { type Business, botUser, type Conversation, changed, dateOf, findMessage, keep } from './world.ts';

const replyParameters = z.strictObject({
  message_id: z.int(),
  chat_id: z.union([z.int(), z.string()]).optional(),
  allow_sending_without_reply: z.boolean().optional(),
  quote: z.string().optional(),
  quote_position: z.int().optional(),
});

/** Everything about a send but its content, checked before the content is looked at. */
export type Sending = { call: CallContext; target: Target; markup: Markup; replyTo: Message | null };

export function beginSending(call: CallContext): Sending {
  const markup = readMarkup(call.parameters);
  const target = findTarget(call, 'write');
  return { call, target, markup, replyTo: readReply(call, target.conversation) };
}

function readReply({ parameters }: CallContext, conversation: Conversation): Message | null {
  const given = parameters.json('reply_parameters', replyParameters, 'wrongJson');
  const id = given?.message_id ?? parameters.integer('reply_to_message_id');
  if (id === null) return null;
  if (given?.chat_id !== undefined && String(given.chat_id) !== String(conversation.chat.id)) {
    throw refusal('notModelled', { what: 'a reply in another chat' });
  }
  const found = findMessage(conversation, id);
  if (!found && given?.allow_sending_without_reply !== true) throw refusal('replyNotFound');
  return found?.message ?? null;
}

/** Makes the message, keeps it, shows it to whoever looks, and tells a business account's bot of its own words. */
export function finishSending<Content extends Partial<Message>>(
  { call, target, markup, replyTo }: Sending,
  content: Content,
): Message.CommonMessage & Content {
  const { world, bot, parameters } = call;
  const { conversation, business } = target;
  const common: Message.CommonMessage = {
    message_id: conversation.nextMessageId(),
    ...senderOf(target, call),
    chat: conversation.chat,
    date: dateOf(world),
    ...(replyTo ? { reply_to_message: withoutReply(replyTo) } : {}),
    ...(parameters.boolean('protect_content') ? { has_protected_content: true } : {}),
    ...(markup.inline ? { reply_markup: markup.inline } : {}),
  };
  const message = { ...common, ...content };
  keep(conversation, message, bot.me.id, markup.keyboard);
  if (business) echo(business, message);
  changed(world);
  return message;
}

function senderOf(
  { conversation: { chat }, business }: Target,
  { bot }: CallContext,
): Partial<Message.CommonMessage> {
  if (business) {
    const { id: business_connection_id, user } = business.connection;
    return { from: user, sender_business_bot: botUser(bot), business_connection_id };
  }
  return chat.type === 'channel' ? { sender_chat: chat } : { from: botUser(bot) };
}

/** The bot hears its own business messages again (facts: business). */
function echo({ bot }: Business, message: Message): void {
  const { chat, from } = message;
  if (chat.type === 'private' && from) {
    deliver(bot, { business_message: { ...message, chat, from } }, queueOf.business(chat.id));
  }
}

/** A quoted message never carries what it answers to itself. */
export const withoutReply = (message: Message): Message & { reply_to_message: undefined } => ({
  ...message,
  reply_to_message: undefined,
});
