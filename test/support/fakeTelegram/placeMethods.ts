/** Groups and channels: what they are, who is in them, and links that lead into them. */
import { randomBytes } from 'node:crypto';
import type { ChatFullInfo, ChatInviteLink } from '@grammyjs/types';
import { admit } from './joinRequests.ts';
import type { Method, MethodContext } from './method.ts';
import { refusal } from './refusals.ts';
import { findTarget, hasRight } from './targets.ts';
import { botUser, changed, dateOf, type Person, type Place } from './world.ts';

export const getChat: Method<'getChat'> = (context) => {
  const { conversation } = findTarget(context, 'read');
  const { chat, messages } = conversation;
  const pinned = [...messages.values()].findLast(({ pinned: is, deleted }) => is && !deleted);
  const gifts = {
    unlimited_gifts: false,
    limited_gifts: false,
    unique_gifts: false,
    premium_subscription: false,
    gifts_from_channels: false,
  };
  const full: ChatFullInfo = {
    ...chat,
    accent_color_id: 0,
    max_reaction_count: 11,
    accepted_gift_types: gifts,
    ...(pinned ? { pinned_message: pinned.message } : {}),
  };
  return full;
};

export const getChatMember: Method<'getChatMember'> = (context) => {
  const { bot, world, parameters } = context;
  const { place } = findTarget(context, 'read');
  const userId = parameters.integer('user_id');
  if (!place || userId === null) throw refusal('userNotFound');
  const admin = place.members.get(bot.me.id)?.status === 'administrator';
  if (place.conversation.chat.type === 'channel' && !admin && userId !== bot.me.id)
    throw refusal('membersHidden');
  const member = place.members.get(userId);
  if (member) return member;
  const person = world.people.get(userId);
  if (!person) throw refusal('userNotFound');
  return { status: 'left', user: person.user };
};

export const createChatInviteLink: Method<'createChatInviteLink'> = (context) => {
  const { bot, world, parameters } = context;
  const place = placeWithRight(context, 'notEnoughRightsToInvite');
  const [name, limit] = [parameters.text('name'), parameters.integer('member_limit') ?? 0];
  const expires = parameters.integer('expire_date') ?? 0;
  const asks = parameters.boolean('creates_join_request');
  if (name.length > 32) throw refusal('linkName');
  if (asks && limit > 0) throw refusal('linkLimits');
  if (expires !== 0 && expires <= dateOf(world)) throw refusal('linkExpired');
  if (limit < 0 || limit > 99_999) throw refusal('linkLimit');
  const link: ChatInviteLink = {
    invite_link: `https://t.me/+${randomBytes(12).toString('base64url')}`,
    creator: botUser(bot),
    creates_join_request: asks,
    is_primary: false,
    is_revoked: false,
    ...(name === '' ? {} : { name }),
    ...(expires === 0 ? {} : { expire_date: expires }),
    ...(limit === 0 ? {} : { member_limit: limit }),
  };
  place.links.push(link);
  return { ...link };
};

export const revokeChatInviteLink: Method<'revokeChatInviteLink'> = (context) => {
  const place = placeWithRight(context, 'notEnoughRightsToInvite');
  const url = context.parameters.text('invite_link');
  const link = place.links.find(({ invite_link }) => invite_link === url);
  if (!link) throw refusal('linkNotFound');
  link.is_revoked = true;
  return { ...link };
};

export const approveChatJoinRequest: Method<'approveChatJoinRequest'> = (context) => {
  const { person, request, place } = findRequest(context);
  endWindow(context, person.user.id);
  admit(context.world, place, person.user, botUser(context.bot), request.link, true);
  return true;
};

export const declineChatJoinRequest: Method<'declineChatJoinRequest'> = (context) => {
  const { person, place } = findRequest(context);
  endWindow(context, person.user.id);
  place.requests.delete(person.user.id);
  changed(context.world);
  return true;
};

function findRequest(context: MethodContext): {
  place: Place;
  person: Person;
  request: { link: ChatInviteLink; at: number };
} {
  const { world, parameters } = context;
  const place = placeWithRight(context, 'notEnoughRightsToAdmit');
  const userId = parameters.integer('user_id') ?? 0;
  const person = world.people.get(userId);
  if (!person) throw refusal('userNotFound');
  const status = place.members.get(userId)?.status ?? 'left';
  if (status !== 'left' && status !== 'kicked') throw refusal('alreadyMember');
  const request = place.requests.get(userId);
  if (!request) throw refusal('noRequest');
  return { place, person, request };
}

/** Once the request is handled the bot may write no more, unless the person has started it. */
function endWindow({ bot }: MethodContext, userId: number): void {
  const chat = bot.chats.get(userId);
  if (chat) chat.requestUntil = 0;
}

function placeWithRight(
  context: MethodContext,
  otherwise: 'notEnoughRightsToInvite' | 'notEnoughRightsToAdmit',
): Place {
  const { place } = findTarget(context, 'change');
  if (!place) throw refusal(otherwise === 'notEnoughRightsToAdmit' ? 'noJoinRequests' : 'noLinksHere');
  if (!hasRight(place, context.bot, 'can_invite_users')) throw refusal(otherwise);
  return place;
}
