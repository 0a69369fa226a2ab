/** Messages of private chats: the lead's own, and in business chats also those of the account's owner. */
import type { Chat, Message, User } from 'grammy/types';
import type { LeadAction, Told } from '../signal/signal.ts';
import { type Content, longestName, readContent } from './readContent.ts';
import { integerOf, listOf, objectOf, textOf, type Unread } from './unread.ts';

/** Who a signal is about, and in which of the bot's two kinds of chat. */
export type Lead = { chatId: number; connection?: string; name: string; username: string };

export type LeadNews = Lead & { action: LeadAction };

type AnyMessage = Unread<Message>;

/** Null for what is no private chat: groups and channels are no leads. */
function readLead(message: AnyMessage): (Lead & { fromId: number | null }) | null {
  const chat = objectOf<Chat.PrivateChat>(message.chat);
  const chatId = integerOf(chat?.id);
  if (!chat || chatId === null || chatId <= 0 || chat.type !== 'private') return null;
  const from = objectOf<User>(message.from);
  const fromId = integerOf(from?.id);
  const connection = textOf(message.business_connection_id, longestName);
  // In a business chat the sender may be the account's owner; the chat bears the lead's name.
  const who = from && fromId === chatId ? from : chat;
  return { chatId, ...(connection ? { connection } : {}), ...namesOf(who), fromId };
}

/** Names as they are shown: cut at 256 units, '' for none. */
export const namesOf = (who: {
  first_name?: unknown;
  last_name?: unknown;
  username?: unknown;
}): { name: string; username: string } => ({
  name: [who.first_name, who.last_name]
    .map((part) => textOf(part, longestName).trim())
    .filter(Boolean)
    .join(' ')
    .slice(0, longestName)
    .toWellFormed(),
  username: textOf(who.username, longestName),
});

/** A new message; null for those of the service, and for echoes of what the bot itself has sent. */
export function readMessage(value: unknown, botTelegramId: number | null): LeadNews | null {
  const message = objectOf<Message>(value);
  const lead = message && readLead(message);
  if (!message || !lead || isEcho(message, lead.fromId, botTelegramId)) return null;
  const externalId = integerOf(message.message_id);
  const content = readContent(message);
  if (externalId === null || !content) return null;
  const { fromId, ...who } = lead;
  const told = readTold(message, externalId, content);
  if (who.connection !== undefined && fromId !== who.chatId) {
    const { media, text } = content;
    return { ...who, action: { did: 'ownerWrote', media, text, told } };
  }
  return { ...who, action: actionOf(content, told) };
}

/** A message that says something else now; a picture's caption counts as its text. */
export function readEdited(value: unknown, botTelegramId: number | null): LeadNews | null {
  const message = objectOf<Message>(value);
  const lead = message && readLead(message);
  if (!message || !lead || isEcho(message, lead.fromId, botTelegramId)) return null;
  const externalId = integerOf(message.message_id);
  const content = readContent(message);
  if (externalId === null || !content) return null;
  const { fromId: _fromId, ...who } = lead;
  const { text, entities } = content;
  return {
    ...who,
    action: { did: 'edited', externalId, text, ...(entities.length > 0 ? { entities } : {}) },
  };
}

/** What the bot has said for a business account's owner comes back to it. */
function isEcho(message: AnyMessage, fromId: number | null, botTelegramId: number | null): boolean {
  return objectOf(message.sender_business_bot) !== null || (fromId !== null && fromId === botTelegramId);
}

function readTold(message: AnyMessage, externalId: number, content: Content): Told {
  const replyTo = integerOf(objectOf<Message>(message.reply_to_message)?.message_id);
  const album = textOf(message.media_group_id, 128);
  const { entities, file, contact, location } = content;
  return {
    externalId,
    ...(replyTo === null ? {} : { replyTo }),
    ...(entities.length > 0 ? { entities } : {}),
    ...(file ? { files: [file] } : {}),
    ...(album ? { album } : {}),
    ...(contact ? { contact } : {}),
    ...(location ? { location } : {}),
  };
}

/** `/start` or `/start@bot`, perhaps with a payload: a deep link's, or anything that was typed by hand. */
const startCommand = /^\/start(?:@\w{1,64})?(?:\s+(\S.{0,255})?)?$/;

function actionOf({ media, text }: Content, told: Told): LeadAction {
  if (media !== null) return { did: 'sentMedia', media, ...(text ? { text } : {}), told };
  const start = startCommand.exec(text);
  return start ? { did: 'start', payload: (start[1] ?? '').trim(), told } : { did: 'wrote', text, told };
}

const mostDeleted = 1000;

/** Messages that were taken away from a business chat. */
export function readDeleted(value: unknown): LeadNews | null {
  const deleted = objectOf<{ chat: unknown; message_ids: unknown; business_connection_id: unknown }>(value);
  const lead = deleted && readLead(deleted);
  if (!deleted || !lead || lead.connection === undefined) return null;
  const { fromId: _fromId, ...who } = lead;
  const externalIds = listOf(deleted.message_ids)
    .slice(0, mostDeleted)
    .flatMap((id) => integerOf(id) ?? []);
  return externalIds.length > 0 ? { ...who, action: { did: 'deleted', externalIds } } : null;
}

/** Telegram gives a button 64 bytes. */
const longestButton = 64;

/** An inline button that the lead pressed; null for one that is not on a message in a private chat. */
export function readPress(value: unknown): LeadNews | null {
  const press = objectOf<{ id: string; from: User; message: Message; data: string }>(value);
  const message = objectOf<Message>(press?.message);
  const queryId = textOf(press?.id, longestName);
  if (!press || !message || queryId === '' || typeof press.data !== 'string') return null;
  const lead = readLead({ ...message, from: press.from });
  // The owner of a business account may press as well: no answer of the lead's.
  if (!lead || lead.fromId !== lead.chatId) return null;
  const { fromId: _fromId, ...who } = lead;
  return {
    ...who,
    action: { did: 'pressed', button: textOf(press.data, longestButton), press: { queryId } },
  };
}
