/** Makes a signal of an update of the Bot API. */
import type { Update } from 'grammy/types';
import type { Instant } from '../base/instant.ts';
import type { ChannelNews, ChannelSignal, UpdateSignal } from '../signal/signal.ts';
import { readBusiness, readJoined, readJoinRequest, readMoved, readOwnPlace } from './readMember.ts';
import { type LeadNews, readDeleted, readEdited, readMessage, readPress } from './readMessage.ts';
import { integerOf, objectOf, type Unread } from './unread.ts';

/** Our bot; `telegramId` is Telegram's number of it, null while that is not known. */
export type ReceivingBot = { id: string; telegramId: number | null };

export type ReceivedUpdate = (UpdateSignal | ChannelSignal) & { updateId: number };

type News = LeadNews | ChannelNews | null;

type Reader = (value: unknown, botTelegramId: number | null) => News;

/** Every other type is stored and ignored, those that Telegram will think of included. */
const readers: Partial<Record<keyof Update, Reader>> = {
  message: (value, botId) => readMessage(value, botId) ?? readMoved(value),
  edited_message: readEdited,
  business_message: readMessage,
  edited_business_message: readEdited,
  deleted_business_messages: readDeleted,
  business_connection: readBusiness,
  callback_query: readPress,
  my_chat_member: readOwnPlace,
  chat_member: readJoined,
  chat_join_request: readJoinRequest,
};

const readerOf = new Map<string, Reader>(Object.entries(readers));

/** Of an update that nobody understood so much is kept. */
const longestRaw = 65_536;

/**
 * The signal of an update as JSON.parse gives it, or null if it is none (an object with a whole
 * `update_id`). Never throws: what is not understood becomes news `unread`, and so does, with its reason, an
 * update on which our own reading breaks. `at` is our own time, as a sender's clock decides nothing.
 */
export function readUpdate(raw: unknown, bot: ReceivingBot, at: Instant): ReceivedUpdate | null {
  const update = objectOf<Update>(raw);
  const updateId = integerOf(update?.update_id);
  if (!update || updateId === null) return null;
  const { type, value } = contentOf(update);
  const common = { at, botId: bot.id, updateId };
  const unread = (reason: string | null): ReceivedUpdate => ({
    kind: 'channel',
    ...common,
    news: { of: 'unread', type, reason, raw: rawOf(update) },
  });
  try {
    const news = readerOf.get(type)?.(value, bot.telegramId) ?? null;
    if (!news) return unread(null);
    return 'of' in news ? { kind: 'channel', ...common, news } : { kind: 'update', ...common, ...news };
  } catch (error) {
    return unread(error instanceof Error ? error.message : String(error));
  }
}

/** "At most one of the optional parameters can be present": one that we know goes before others. */
function contentOf(update: Unread<Update>): { type: string; value: unknown } {
  const parts = Object.entries(update).filter(([name]) => name !== 'update_id');
  const [type, value] = parts.find(([name]) => readerOf.has(name)) ?? parts[0] ?? ['', null];
  return { type: type.slice(0, 64).replaceAll('\0', ' ').toWellFormed(), value };
}

/** JSON that is nested thousands of levels deep cannot be written, though it can be read. */
function rawOf(update: Unread<Update>): string {
  try {
    return JSON.stringify(update).slice(0, longestRaw).toWellFormed();
  } catch {
    return JSON.stringify({ update_id: update.update_id, note: 'nested too deeply to be kept' });
  }
}
