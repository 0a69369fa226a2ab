/** Carries what a lane hands out to Telegram: one call, and what it has come to. */
import type { LaneCall, LaneJob, LaneReport } from '../effect/effect.ts';
import { findMovedChat } from '../store/store.ts';
import type { BotApi } from './botApi.ts';
import { callOnce, done } from './callOnce.ts';
import { carryMessage } from './carryMessage.ts';
import { writeNotice } from './notice.ts';
import { createOutFiles, type FileSource, type OutFiles } from './outFiles.ts';
import { addressOf } from './sendMedia.ts';
import { writeButtons } from './writeButtons.ts';
import { writeEntities } from './writeEntities.ts';

export type TelegramCarrierOptions = FileSource & {
  /** Null while the bot has no token that works; `slow`: with time enough for an upload. */
  apiOf(botId: string, slow: boolean): Promise<BotApi | null>;
  /** Without a slash at its end. */
  publicUrl: string;
};

export type TelegramCarrier = { send(job: LaneJob): Promise<LaneReport> };

type Job<Call extends LaneCall['call']> = LaneJob & { call: Call };

export function createTelegramCarrier(options: TelegramCarrierOptions): TelegramCarrier {
  const files = createOutFiles(options);
  return {
    send: async (job) => {
      const slow = job.call === 'message' && job.media !== null && job.media.files.length > 0;
      const api = await options.apiOf(job.botId, slow);
      if (!api) return { result: 'unreached', reason: 'the bot has no token that works' };
      return carry(options, files, api, job);
    },
  };
}

async function carry(
  options: TelegramCarrierOptions,
  files: OutFiles,
  api: BotApi,
  job: LaneJob,
): Promise<LaneReport> {
  switch (job.call) {
    case 'message':
      return carryMessage({ database: options.database, files, api }, job);
    case 'notify':
      return carryNotice(options, api, job);
    default:
      return callOnce(api, async () => {
        await simpleCall(api, job);
        return done;
      });
  }
}

async function simpleCall(
  api: BotApi,
  job: Job<'edit' | 'pin' | 'typing' | 'answerPress' | 'approveJoin'>,
): Promise<unknown> {
  const chat = addressOf(job);
  switch (job.call) {
    case 'typing':
      return api.sendChatAction({ ...chat, action: 'typing' });
    case 'answerPress':
      return api.answerCallbackQuery({ callback_query_id: job.queryId });
    case 'approveJoin':
      return api.approveChatJoinRequest({ chat_id: job.channelId, user_id: job.userId });
    case 'pin': {
      const message = { ...chat, message_id: job.externalId };
      if (!job.pinned) return api.unpinChatMessage(message);
      return api.pinChatMessage({ ...message, disable_notification: true });
    }
    case 'edit':
      return edit(api, job);
  }
}

function edit(api: BotApi, job: Job<'edit'>): Promise<unknown> {
  const { text, buttons, connection, externalId } = job;
  const entities = writeEntities(job.entities);
  const keyboard = writeButtons(buttons, connection !== '');
  const message = {
    ...addressOf(job),
    message_id: externalId,
    ...(keyboard ? { reply_markup: keyboard } : {}),
  };
  return job.caption
    ? api.editMessageCaption({ ...message, caption: text, caption_entities: entities })
    : api.editMessageText({ ...message, text, entities });
}

async function carryNotice(
  { database, publicUrl }: TelegramCarrierOptions,
  api: BotApi,
  job: Job<'notify'>,
): Promise<LaneReport> {
  const group = await findMovedChat(database, job.botId, job.groupId);
  const link = `${publicUrl}/dialogs/${job.dialogId}`;
  const { text, entities, open } = writeNotice(job, link);
  // Telegram takes no address of a private network under a button.
  const button = link.startsWith('https://') ? [[{ text: open, url: link }]] : [];
  return callOnce(api, async () => {
    await api.sendMessage({
      chat_id: group,
      text,
      entities: writeEntities(entities),
      link_preview_options: { is_disabled: true },
      ...(button.length > 0 ? { reply_markup: { inline_keyboard: button } } : {}),
    });
    return done;
  });
}
