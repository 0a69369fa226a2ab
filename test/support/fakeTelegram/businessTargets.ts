/** Chats of a business account, as the bot that it has connected may use them. */
import { refusal } from './refusals.ts';
import type { Access, CallContext, Target } from './targets.ts';

/** A bot may write where the lead has written within a day (Bot API, `can_reply`). */
const replyWindowMs = 86_400_000;

export function openBusinessChat({ world, bot, parameters }: CallContext, access: Access): Target {
  const business = world.businesses.get(parameters.text('business_connection_id'));
  if (!business || business.bot !== bot) throw refusal('connectionNotFound');
  const { connection } = business;
  if (!connection.is_enabled) throw refusal('connectionInvalid');
  const chat = business.chats.get(Number(parameters.text('chat_id')));
  if (!chat) throw refusal('businessPeer');
  if (access !== 'read' && connection.rights?.can_reply !== true) throw refusal('businessRights');
  const late = chat.lastInboundAt + replyWindowMs < world.now();
  if (access === 'write' && late) throw refusal('businessWindow');
  return { conversation: chat.conversation, place: null, business };
}
