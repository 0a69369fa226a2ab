/** Deleting and pinning messages. */
import { z } from 'zod';
import { deliver, queueOf } from './deliver.ts';
import type { Method, MethodContext } from './method.ts';
import { refusal } from './refusals.ts';
import { withoutReply } from './sending.ts';
import { findTarget, hasRight, type Target } from './targets.ts';
import { botUser, changed, dateOf, findMessage, keep, type StoredMessage } from './world.ts';

/** A message can be deleted for two days (Bot API, `deleteMessage`). */
const deletableSeconds = 172_800;

export const deleteMessage: Method<'deleteMessage'> = (context) => {
  const target = findTarget(context, 'write');
  const stored = findMessage(target.conversation, context.parameters.integer('message_id'));
  if (!stored) throw refusal('deleteNotFound');
  checkDeletable(context, target, stored);
  stored.deleted = true;
  changed(context.world);
  return true;
};

export const deleteMessages: Method<'deleteMessages'> = (context) => {
  const ids = context.parameters.json('message_ids', z.array(z.int()).max(100), 'wrongJson') ?? [];
  if (ids.length === 0) throw refusal('messageIds');
  const target = findTarget(context, 'write');
  const found = ids.flatMap((id) => findMessage(target.conversation, id) ?? []);
  for (const stored of found) checkDeletable(context, target, stored);
  for (const stored of found) stored.deleted = true;
  changed(context.world);
  return true;
};

function checkDeletable({ world, bot }: MethodContext, { place }: Target, stored: StoredMessage): void {
  if (stored.message.date + deletableSeconds < dateOf(world)) throw refusal('tooOldToDelete');
  const own = stored.byBot === bot.me.id;
  if (place && !own && !hasRight(place, bot, 'can_delete_messages')) throw refusal('cannotDelete');
}

export const pinChatMessage: Method<'pinChatMessage'> = (context) => {
  const target = findTarget(context, 'write');
  const stored = findMessage(target.conversation, context.parameters.integer('message_id'));
  if (!stored) throw refusal('pinNotFound');
  checkMayPin(context, target);
  if (!stored.pinned) tellPinned(context, target, stored);
  stored.pinned = true;
  changed(context.world);
  return true;
};

/** Without a message the one that was pinned last is taken. */
export const unpinChatMessage: Method<'unpinChatMessage'> = (context) => {
  const target = findTarget(context, 'write');
  const id = context.parameters.integer('message_id');
  const all = [...target.conversation.messages.values()];
  const stored = id === null ? all.findLast(({ pinned }) => pinned) : findMessage(target.conversation, id);
  if (!stored) throw refusal('unpinNotFound');
  checkMayPin(context, target);
  stored.pinned = false;
  changed(context.world);
  return true;
};

function checkMayPin({ bot }: MethodContext, { place }: Target): void {
  if (!place) return;
  const right = place.conversation.chat.type === 'channel' ? 'can_edit_messages' : 'can_pin_messages';
  if (!hasRight(place, bot, right)) throw refusal('notEnoughRightsToPin');
}

/** Pinning leaves a service message, of which the bot hears although it is its own. */
function tellPinned(
  { world, bot }: MethodContext,
  { conversation, business }: Target,
  { message }: StoredMessage,
): void {
  const { chat } = conversation;
  if (business || chat.type === 'channel') return;
  const service = {
    message_id: conversation.nextMessageId(),
    from: botUser(bot),
    chat,
    date: dateOf(world),
    pinned_message: withoutReply(message),
  };
  keep(conversation, service, bot.me.id);
  deliver(bot, { message: service }, queueOf.message(chat.id));
}
