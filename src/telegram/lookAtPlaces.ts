/** The channels of a bot's campaigns, asked of Telegram where no update has told of them. */
import type { Instant } from '../base/instant.ts';
import { type Database, findTelegramPlaces, type TelegramPlaces, writeChats } from '../store/store.ts';
import { ask } from './ask.ts';
import type { BotApi, CallFailure } from './botApi.ts';
import { callSignal } from './callSignal.ts';
import { readOwnPlace } from './readMember.ts';

export type PlacesLook = {
  database: Database;
  api: BotApi;
  botId: string;
  telegramId: number;
  now(): Instant;
  /** Ends the calls. */
  ending: AbortSignal;
  /** Waits as a 429 says. */
  heed(failure: CallFailure): Promise<void>;
};

/**
 * A bot that was made an administrator before it was connected here hears nothing of it any more. Answers the
 * channels that Telegram shows to nobody outside, or does not have: there the bot can invite nobody.
 */
export async function lookAtPlaces(look: PlacesLook): Promise<ReadonlySet<number>> {
  const { channels } = await findTelegramPlaces(look.database, look.botId);
  const closed = new Set<number>();
  for (const { chatId, canInvite } of channels) {
    if (canInvite !== null) continue;
    const place = { chat_id: chatId };
    const chat = await ask(() => look.api.getChat(place, callSignal(look.ending)));
    const member = chat.ok
      ? await ask(() =>
          look.api.getChatMember({ ...place, user_id: look.telegramId }, callSignal(look.ending)),
        )
      : chat;
    if (look.ending.aborted) break;
    if (!member.ok) {
      if (isClosed(member.reason)) closed.add(chatId);
      await look.heed(member.reason);
      continue;
    }
    const told = readOwnPlace({ chat: chat.ok ? chat.value : null, new_chat_member: member.value });
    if (!told || !('of' in told) || told.of !== 'chat') continue;
    await writeChats(look.database, [{ ...told, bot: look.botId, at: look.now() }]);
  }
  return closed;
}

/** `chat not found`, `bot is not a member of the channel chat`; a server without the method says 404. */
const isClosed = (failure: CallFailure): boolean =>
  failure.of === 'refused' && (failure.code === 400 || failure.code === 403);

/** What the database knows, and that nothing can be done in the closed ones. */
export const withClosed = (places: TelegramPlaces, closed: ReadonlySet<number>): TelegramPlaces => ({
  ...places,
  channels: places.channels.map((one) =>
    one.canInvite === null && closed.has(one.chatId) ? { ...one, canInvite: false } : one,
  ),
});
