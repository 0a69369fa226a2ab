/** Which chat a call means, and whether the bot may do there what it wants to. */
import type { ChatMember } from '@grammyjs/types';
import { openBusinessChat } from './businessTargets.ts';
import type { Parameters } from './parameters.ts';
import { refusal } from './refusals.ts';
import type { Bot, Business, Conversation, Place, World } from './world.ts';

export type CallContext = { world: World; bot: Bot; parameters: Parameters };

export type Target = { conversation: Conversation; place: Place | null; business: Business | null };

/** What a bot wants: to send something, to change what it sent, or to look. */
export type Access = 'write' | 'change' | 'read';

export function findTarget(call: CallContext, access: Access): Target {
  const { parameters } = call;
  if (parameters.has('business_connection_id')) return openBusinessChat(call, access);
  if (!parameters.has('chat_id')) throw refusal('chatIdEmpty');
  const text = parameters.text('chat_id');
  const place = findPlace(call.world, text);
  if (place) return placeTarget(call.bot, place, access);
  return privateTarget(call, Number(text), access);
}

function findPlace(world: World, text: string): Place | null {
  if (!text.startsWith('@')) return world.places.get(Number(text)) ?? null;
  const wanted = text.slice(1).toLowerCase();
  const named = [...world.places.values()].find(
    ({ conversation: { chat } }) => chat.username?.toLowerCase() === wanted,
  );
  return named ?? null;
}

function privateTarget({ world, bot }: CallContext, userId: number, access: Access): Target {
  const chat = bot.chats.get(userId);
  if (!chat) throw refusal('chatNotFound');
  const target = { conversation: chat.conversation, place: null, business: null };
  if (access === 'read') return target;
  if (world.people.get(userId)?.deactivated) throw refusal('deactivated');
  if (chat.blocked) throw refusal('blocked');
  if (!chat.started && chat.requestUntil < world.now()) throw refusal('cannotInitiate');
  return target;
}

const placeNames = { group: 'group', supergroup: 'supergroup', channel: 'channel', private: 'private' };

function placeTarget(bot: Bot, place: Place, access: Access): Target {
  const { chat } = place.conversation;
  if (place.movedTo !== null) throw refusal('upgraded', {}, { migrate_to_chat_id: place.movedTo });
  const member = place.members.get(bot.me.id);
  if (!member) throw refusal('chatNotFound');
  if (member.status === 'kicked') throw refusal('kicked', { place: placeNames[chat.type] });
  const inside = member.status !== 'left';
  if (!inside && (access !== 'read' || chat.type !== 'channel')) {
    throw refusal('notMember', { place: placeNames[chat.type] });
  }
  if (access === 'write' && chat.type === 'channel' && !mayPost(member)) throw refusal('noRightToPost');
  return { conversation: place.conversation, place, business: null };
}

const mayPost = (member: ChatMember): boolean =>
  member.status === 'creator' || (member.status === 'administrator' && member.can_post_messages === true);

/** The administrator right that is needed, for groups and channels. */
export function hasRight(
  place: Place,
  bot: Bot,
  right: 'can_invite_users' | 'can_pin_messages' | 'can_delete_messages' | 'can_edit_messages',
): boolean {
  const member = place.members.get(bot.me.id);
  return member?.status === 'creator' || (member?.status === 'administrator' && member[right] === true);
}
