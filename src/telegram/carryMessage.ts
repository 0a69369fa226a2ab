/** The next part of a message to Telegram. */
import type { Message } from 'grammy/types';
import type { LaneJob, LaneReport, MessageCall } from '../effect/effect.ts';
import { type Connection, keepFileIds } from '../store/store.ts';
import type { BotApi } from './botApi.ts';
import { callOnce } from './callOnce.ts';
import type { GivenFile, OutFiles } from './outFiles.ts';
import { type Part, planMessage } from './planMessage.ts';
import { type Addressed, addressOf, fileIdOf, filesOf, sendAlbum, sendFile } from './sendMedia.ts';
import { integerOf } from './unread.ts';
import { writeButtons } from './writeButtons.ts';
import { writeEntities } from './writeEntities.ts';

type MessageJob = LaneJob & { call: 'message' };

type Sending = { database: Connection; files: OutFiles; api: BotApi };

/** After these a message's own pin is tried again; after any other failure the message has arrived all the same. */
const passing = new Set(['unreached', 'paused', 'unauthorised']);

/** The next part of the message; behind its parts, its pin. */
export async function carryMessage(sending: Sending, job: MessageJob): Promise<LaneReport> {
  const parts = planMessage(job);
  const part = parts[job.sent.length];
  if (parts.length === 0) return { result: 'failed', reason: 'the message says nothing' };
  if (!part) return pinOwn(sending.api, job);
  const last = job.sent.length === parts.length - 1;
  const report = await sendPart(sending, job, part, last);
  if (report.result !== 'sent') return report;
  const externalIds = [...job.sent, ...report.externalIds.slice(0, 1)];
  return last && !job.pin ? { result: 'sent', externalIds } : { result: 'part', externalIds };
}

async function pinOwn(api: BotApi, job: MessageJob): Promise<LaneReport> {
  const [first] = job.sent;
  const sent: LaneReport = { result: 'sent', externalIds: job.sent };
  if (!job.pin || first === undefined) return sent;
  const report = await callOnce(api, async () => {
    await api.pinChatMessage({ ...addressOf(job), message_id: first, disable_notification: true });
    return sent;
  });
  return passing.has(report.result) ? report : sent;
}

async function sendPart(sending: Sending, job: MessageJob, part: Part, last: boolean): Promise<LaneReport> {
  const { api, files: outFiles } = sending;
  const files = part.media ? filesOf(part.media) : [];
  if (files.length === 0) return callOnce(api, () => sendPlain(api, job, part, last));
  const given = await outFiles.give(job.botId, files);
  if (!given.ok) return { result: 'failed', reason: given.reason };
  return callOnce(
    api,
    () => sendFiles(sending, job, part, last, given.value),
    async (reason): Promise<LaneReport> =>
      (await outFiles.refused(job.botId, given.value)) ? { result: 'again' } : { result: 'failed', reason },
  );
}

async function sendPlain(
  api: BotApi,
  job: MessageJob,
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
  return { result: 'sent', externalIds: numbersOf([sent]) };
}

async function sendFiles(
  { database, api }: Sending,
  job: MessageJob,
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
  return { result: 'sent', externalIds: numbersOf(sent) };
}

/** An answer without the numbers of what was sent does not tell whether it was. */
function numbersOf(sent: readonly Message[]): number[] {
  const numbers = sent.flatMap((message) => integerOf(message.message_id) ?? []);
  if (numbers.length === 0 || numbers.length < sent.length) throw new Error('the answer is no message');
  return numbers;
}

/** The first part is the one that answers. */
function replyOf(job: MessageJob): Addressed {
  if (job.replyTo === null || job.sent.length > 0) return addressOf(job);
  const reply = { message_id: job.replyTo, allow_sending_without_reply: true };
  return { ...addressOf(job), reply_parameters: reply };
}

/** Buttons hang under the last part. */
function keyboardOf({ buttons, connection }: MessageCall & { connection: string }, last: boolean) {
  const keyboard = last ? writeButtons(buttons, connection !== '') : null;
  return keyboard ? { reply_markup: keyboard } : {};
}
