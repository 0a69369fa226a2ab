/** Coming into groups and channels by invite links. */
import type { ChatInviteLink, ChatMember, ChatMemberUpdated, User } from '@grammyjs/types';
import { deliver, queueOf } from './deliver.ts';
import { type Bot, changed, dateOf, type Place, privateChat, type World } from './world.ts';

/** A bot may write to whoever asks to join for five minutes (facts, "Invite links"). */
const requestWindowMs = 300_000;

export function askToJoin(world: World, user: User, inviteLink: string): void {
  const found = findLink(world, inviteLink);
  if (!found) throw new Error(`there is no invite link ${inviteLink}`);
  const { place, link } = found;
  if (link.is_revoked || (link.expire_date !== undefined && link.expire_date <= dateOf(world))) {
    throw new Error(`the invite link ${inviteLink} has expired`);
  }
  const status = place.members.get(user.id)?.status ?? 'left';
  if (status === 'kicked') throw new Error(`${user.id} is banned there`);
  if (status !== 'left') throw new Error(`${user.id} is a member already`);
  if (!link.creates_join_request) {
    admit(world, place, user, user, link, false);
    return;
  }
  place.requests.set(user.id, { link, at: world.now() });
  link.pending_join_request_count = (link.pending_join_request_count ?? 0) + 1;
  tellRequest(world, place, user, link);
  changed(world);
}

export function findLink(world: World, url: string): { place: Place; link: ChatInviteLink } | null {
  for (const place of world.places.values()) {
    const link = place.links.find(({ invite_link }) => invite_link === url);
    if (link) return { place, link };
  }
  return null;
}

function tellRequest(world: World, place: Place, user: User, link: ChatInviteLink): void {
  const { chat } = place.conversation;
  if (chat.type === 'private' || chat.type === 'group') return;
  for (const bot of botsOf(world, place)) {
    const member = place.members.get(bot.me.id);
    if (member?.status !== 'administrator' || !member.can_invite_users) continue;
    privateChat(bot, user).requestUntil = world.now() + requestWindowMs;
    const seen = { ...link, invite_link: linkFor(bot, link) };
    const chat_join_request = {
      chat,
      from: user,
      user_chat_id: user.id,
      date: dateOf(world),
      invite_link: seen,
    };
    deliver(bot, { chat_join_request }, queueOf.member(user.id));
  }
}

/** Links of others are shown with their end hidden (Bot API, "ChatInviteLink"). */
const linkFor = (bot: Bot, { creator, invite_link: url }: ChatInviteLink): string =>
  creator.id === bot.me.id ? url : `${url.slice(0, -8)}...`;

/** Makes somebody a member and tells the administrators among the bots who was let in by which link. */
export function admit(
  world: World,
  place: Place,
  user: User,
  by: User,
  link: ChatInviteLink | null,
  viaRequest: boolean,
): void {
  place.requests.delete(user.id);
  if (link && viaRequest) link.pending_join_request_count = (link.pending_join_request_count ?? 1) - 1;
  setMember(world, place, { status: 'member', user }, by, {
    ...(link ? { invite_link: link } : {}),
    ...(viaRequest ? { via_join_request: true } : {}),
  });
}

export function setMember(
  world: World,
  place: Place,
  member: ChatMember,
  by: User,
  how: Pick<ChatMemberUpdated, 'invite_link' | 'via_join_request'> = {},
): void {
  const { user } = member;
  const before: ChatMember = place.members.get(user.id) ?? { status: 'left', user };
  place.members.set(user.id, member);
  const { chat } = place.conversation;
  const update = { chat, from: by, date: dateOf(world), old_chat_member: before, new_chat_member: member };
  for (const bot of botsOf(world, place)) {
    if (bot.me.id === user.id) {
      deliver(bot, { my_chat_member: update }, queueOf.myMember(chat.id));
      continue;
    }
    const { invite_link: link } = how;
    const seen = link ? { invite_link: { ...link, invite_link: linkFor(bot, link) } } : {};
    if (place.members.get(bot.me.id)?.status !== 'administrator') continue;
    deliver(bot, { chat_member: { ...update, ...how, ...seen } }, queueOf.member(user.id));
  }
  changed(world);
}

/** The bots that are or just were in it. */
const botsOf = (world: World, place: Place): Bot[] =>
  [...world.bots.values()].filter(({ me }) => place.members.has(me.id));
