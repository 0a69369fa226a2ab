/** Who is where: leads that block the bot, the bot in groups and channels, people who join, accounts it speaks for. */
import type {
  BusinessConnection,
  Chat,
  ChatJoinRequest,
  ChatMember,
  ChatMemberUpdated,
  Message,
  User,
} from 'grammy/types';
import type { ChannelNews } from '../signal/signal.ts';
import { longestName } from './readContent.ts';
import { type LeadNews, namesOf } from './readMessage.ts';
import { integerOf, objectOf, textOf, type Unread } from './unread.ts';

type AnyChat = { id: number; type: string; title: string; username: string };
type Member = { status: string; user: User; is_member: boolean };

const mostRights = 50;

/** Names of what is given: `{can_post_messages: true, can_edit_messages: false}` is the first one. */
const rightsOf = (value: object): string[] =>
  Object.entries(value)
    .filter(([name, given]) => given === true && /^can_[a-z_]{1,60}$/.test(name))
    .slice(0, mostRights)
    .map(([name]) => name);

/** The bot's own place: in a private chat the lead has blocked or unblocked it. */
export function readOwnPlace(value: unknown): LeadNews | ChannelNews | null {
  const update = objectOf<ChatMemberUpdated>(value);
  const chat = objectOf<AnyChat>(update?.chat);
  const member = objectOf<Member>(update?.new_chat_member);
  const chatId = integerOf(chat?.id);
  if (!update || !chat || !member || chatId === null) return null;
  const status = textOf(member.status, 64);
  if (chat.type === 'private') {
    if (chatId <= 0 || (status !== 'kicked' && status !== 'member')) return null;
    const who = objectOf<User>(update.from) ?? objectOf<Chat.PrivateChat>(chat) ?? {};
    const action = { did: status === 'kicked' ? 'blockedBot' : 'unblockedBot' } as const;
    return { chatId, ...namesOf(who), action };
  }
  const { type } = chat;
  if (status === '' || (type !== 'group' && type !== 'supergroup' && type !== 'channel')) return null;
  return {
    of: 'chat',
    chatId,
    type,
    title: textOf(chat.title, longestName),
    username: textOf(chat.username, longestName),
    status,
    rights: status === 'administrator' ? rightsOf(member) : [],
  };
}

/** Somebody who was no member of a channel (or of a group) and is one now. */
export function readJoined(value: unknown): ChannelNews | null {
  const update = objectOf<ChatMemberUpdated>(value);
  const chat = objectOf<AnyChat>(update?.chat);
  const before = objectOf<Member>(update?.old_chat_member);
  const after = objectOf<Member>(update?.new_chat_member);
  const channelId = integerOf(chat?.id);
  const user = objectOf<User>(after?.user);
  const userId = integerOf(user?.id);
  if (!update || !after || channelId === null || userId === null || chat?.type === 'private') return null;
  if (user?.is_bot === true || (before && isMember(before)) || !isMember(after)) return null;
  return { of: 'joined', channelId, userId, link: linkName(update.invite_link) };
}

const memberships: readonly unknown[] = [
  'creator',
  'administrator',
  'member',
] satisfies ChatMember['status'][];

const isMember = ({ status, is_member: stays }: Unread<Member>): boolean =>
  memberships.includes(status) || (status === 'restricted' && stays === true);

/** The name that we gave the link when we made it: a click's id. */
const linkName = (link: unknown): string => textOf(objectOf<{ name: string }>(link)?.name, 64);

/** A request to be let in; the person may be written to by `user_chat_id` for five minutes. */
export function readJoinRequest(value: unknown): LeadNews | null {
  const request = objectOf<ChatJoinRequest>(value);
  const chat = objectOf<AnyChat>(request?.chat);
  const from = objectOf<User>(request?.from);
  const channelId = integerOf(chat?.id);
  const userId = integerOf(from?.id);
  const chatId = integerOf(request?.user_chat_id) ?? userId;
  if (!request || !chat || !from || channelId === null || userId === null) return null;
  if (chatId === null || chatId <= 0) return null;
  const channelTitle = textOf(chat.title, longestName);
  return {
    chatId,
    ...namesOf(from),
    action: { did: 'askedToJoin', channelId, channelTitle, link: linkName(request.invite_link), userId },
  };
}

/** An account through which the bot may speak, or may no longer. */
export function readBusiness(value: unknown): ChannelNews | null {
  const connection = objectOf<BusinessConnection & { can_reply: boolean }>(value);
  const user = objectOf<User>(connection?.user);
  const ownerId = integerOf(user?.id);
  const id = textOf(connection?.id, longestName);
  if (!connection || !user || id === '' || ownerId === null) return null;
  const rights = objectOf(connection.rights);
  return {
    of: 'business',
    connection: id,
    ownerId,
    ownerChatId: integerOf(connection.user_chat_id) ?? ownerId,
    ownerName: namesOf(user).name,
    enabled: connection.is_enabled === true,
    // Before Bot API 9.0 the one right stood on the connection itself.
    rights: rights ? rightsOf(rights) : rightsOf({ can_reply: connection.can_reply }),
  };
}

/** A group that became a supergroup says so twice: in the old chat and in the new one. */
export function readMoved(value: unknown): ChannelNews | null {
  const message = objectOf<Message>(value);
  const here = integerOf(objectOf<AnyChat>(message?.chat)?.id);
  const to = integerOf(message?.migrate_to_chat_id);
  const from = integerOf(message?.migrate_from_chat_id);
  if (here === null || (to === null && from === null)) return null;
  return to === null ? { of: 'moved', from: from ?? here, to: here } : { of: 'moved', from: here, to };
}
