/** Carries what a lane hands out to Telegram: one call, and what it has come to. */
import type { LaneCall, LaneJob, LaneReport, MessageCall } from '../effect/effect.ts';
import { findMovedChat, keepFileIds } from '../store/store.ts';
import { ask, refusesToken } from './ask.ts';
import { type BotApi, readFailure } from './botApi.ts';
import { callReport } from './callReport.ts';
import { writeNotice } from './notice.ts';
import { createOutFiles, type FileSource, type GivenFile, type OutFiles } from './outFiles.ts';
import { type Part, planMessage } from './planMessage.ts';
import { type Addressed, fileIdOf, filesOf, sendAlbum, sendFile } from './sendMedia.ts';
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

const done: LaneReport = { result: 'sent', externalIds: [] };

/** After these a message's own pin is tried again; after any other failure the message has arrived all the same. */
const passing = new Set(['unreached', 'paused', 'unauthorised']);

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
      return carryMessage(options, files, api, job);
    case 'notify':
      return carryNotice(options, api, job);
    default:
      return call(api, async () => {
        await simpleCall(api, job);
        return done;
      });
  }
}

/** Runs one call; `refused` may know better what a refused file means. */
async function call(
  api: BotApi,
  run: () => Promise<LaneReport>,
  refused?: (reason: string) => Promise<LaneReport>,
): Promise<LaneReport> {
  try {
    return await run();
  } catch (error) {
    const report = callReport(readFailure(error));
    switch (report.result) {
      case 'done':
        return done;
      case 'badFile':
        return refused ? refused(report.reason) : { result: 'failed', reason: report.reason };
      case 'unknown':
        return tokenIsRefused(api, report.reason);
      default:
        return report;
    }
  }
}

/** "Not Found" is said of a token of the wrong form and of a method that a smaller server does not have. */
async function tokenIsRefused(api: BotApi, reason: string): Promise<LaneReport> {
  const me = await ask(() => api.getMe());
  if (!me.ok && refusesToken(me.reason)) return { result: 'unauthorised', reason };
  return { result: 'failed', reason };
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
      return api.approveChatJoinRequest({ chat_id: job.channelId, user_id: job.chatId });
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

const addressOf = ({ chatId, connection }: LaneJob): Addressed => ({
  chat_id: chatId,
  ...(connection ? { business_connection_id: connection } : {}),
});

/** The next part of the message; behind its parts, its pin. */
async function carryMessage(
  options: TelegramCarrierOptions,
  files: OutFiles,
  api: BotApi,
  job: Job<'message'>,
): Promise<LaneReport> {
  const parts = planMessage(job);
  const part = parts[job.sent.length];
  if (parts.length === 0) return { result: 'failed', reason: 'the message says nothing' };
  if (!part) return pinOwn(api, job);
  const last = job.sent.length === parts.length - 1;
  const report = await sendPart(options, files, api, job, part, last);
  if (report.result !== 'sent') return report;
  const externalIds = [...job.sent, ...report.externalIds.slice(0, 1)];
  return last && !job.pin ? { result: 'sent', externalIds } : { result: 'part', externalIds };
}

async function pinOwn(api: BotApi, job: Job<'message'>): Promise<LaneReport> {
  const [first] = job.sent;
  const sent: LaneReport = { result: 'sent', externalIds: job.sent };
  if (!job.pin || first === undefined) return sent;
  const report = await call(api, async () => {
    await api.pinChatMessage({ ...addressOf(job), message_id: first, disable_notification: true });
    return sent;
  });
  return passing.has(report.result) ? report : sent;
}

async function sendPart(
  options: TelegramCarrierOptions,
  outFiles: OutFiles,
  api: BotApi,
  job: Job<'message'>,
  part: Part,
  last: boolean,
): Promise<LaneReport> {
  const files = part.media ? filesOf(part.media) : [];
  if (files.length === 0) return call(api, () => sendPlain(api, job, part, last));
  const given = await outFiles.give(job.botId, files);
  if (!given.ok) return { result: 'failed', reason: given.reason };
  return call(
    api,
    () => sendFiles(options, api, job, part, last, given.value),
    async (reason): Promise<LaneReport> =>
      (await outFiles.refused(job.botId, given.value)) ? { result: 'again' } : { result: 'failed', reason },
  );
}

async function sendPlain(
  api: BotApi,
  job: Job<'message'>,
  { media, text, entities }: Part,
  last: boolean,
): Promise<LaneReport> {
  const common = { ...replyOf(job), ...keyboardOf(job, last) };
  const sent = await (() => {
    if (media?.kind === 'contact') {
      const { phone, firstName, lastName } = media.contact;
      const name = { first_name: firstName, ...(lastName ? { last_name: lastName } : {}) };
      return api.sendContact({ ...common, phone_number: phone, ...name });
    }
    if (media?.kind === 'location') return api.sendLocation({ ...common, ...media.location });
    return api.sendMessage({ ...common, text, entities: writeEntities(entities) });
  })();
  return { result: 'sent', externalIds: [sent.message_id] };
}

async function sendFiles(
  { database }: TelegramCarrierOptions,
  api: BotApi,
  job: Job<'message'>,
  { media, text, entities }: Part,
  last: boolean,
  given: readonly GivenFile[],
): Promise<LaneReport> {
  const caption = text ? { caption: text, caption_entities: writeEntities(entities) } : {};
  const [first] = given;
  const sent =
    media?.kind === 'album' || !first
      ? await sendAlbum(api, given, { ...replyOf(job), ...caption })
      : [await sendFile(api, first, { ...replyOf(job), ...keyboardOf(job, last), ...caption })];
  const named = given.flatMap(({ by, kind, source }, n) => {
    const message = sent[n];
    const fileId = message && by !== 'fileId' ? fileIdOf(message, kind) : null;
    return fileId === null ? [] : [{ source, kind, fileId }];
  });
  // It has been sent: what we could not remember is uploaded again the next time.
  await keepFileIds(database, job.botId, named).catch(() => undefined);
  return { result: 'sent', externalIds: sent.map((message) => message.message_id) };
}

/** The first part is the one that answers. */
function replyOf(job: Job<'message'>): Addressed {
  if (job.replyTo === null || job.sent.length > 0) return addressOf(job);
  const reply = { message_id: job.replyTo, allow_sending_without_reply: true };
  return { ...addressOf(job), reply_parameters: reply };
}

/** Buttons hang under the last part. */
function keyboardOf({ buttons, connection }: MessageCall & { connection: string }, last: boolean) {
  const keyboard = last ? writeButtons(buttons, connection !== '') : null;
  return keyboard ? { reply_markup: keyboard } : {};
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
  return call(api, async () => {
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
