/** Records of the database as the control API shows them. */
import { formatMoney } from '../base/decimal.ts';
import { formatInstant } from '../base/instant.ts';
import type { Attachment, DialogRecord, EventRecord, MessageRecord } from '../store/store.ts';
import type { ApiAttachment, ApiDialog, ApiLeadEvent, ApiMessage } from './contract.ts';

export function showDialog(dialog: DialogRecord): ApiDialog {
  const { bot, chatId, username, name, status, flow, step, stepId, fields, tags, manager } = dialog;
  const balance = Object.entries(dialog.balance).map(([currency, sum]) => [currency, formatMoney(sum)]);
  return {
    id: String(dialog.id),
    bot,
    chatId,
    username,
    name,
    status,
    flow,
    step: step !== null && stepId !== null ? { id: stepId, key: step } : null,
    fields,
    tracker: dialog.clickid === null ? dialog.tracker : { ...dialog.tracker, clickid: dialog.clickid },
    tags,
    events: dialog.events.map(showEvent),
    balance: Object.fromEntries(balance),
    manager,
    createdAt: formatInstant(dialog.createdAt),
    lastMessageAt: dialog.lastMessageAt === null ? null : formatInstant(dialog.lastMessageAt),
  };
}

export function showEvent(event: EventRecord): ApiLeadEvent {
  const { name, receivedName, ordinal, cost, currency, tid, standing, reverses } = event;
  return {
    ...{ name, receivedName, ordinal, cost, currency, tid, at: formatInstant(event.at) },
    ...(standing ? { standing } : {}),
    ...(reverses ? { reverses } : {}),
  };
}

const media = new Set([
  ...['photo', 'video', 'animation', 'document', 'audio', 'voice', 'videoNote', 'sticker', 'album'],
]);

export function showMessage(message: MessageRecord): ApiMessage {
  const { direction, kind, text, state, cause, reason, replyTo, editedAt, deletedAt } = message;
  const { entities, attachments, contact, location } = message;
  return {
    id: String(message.id),
    direction,
    kind,
    text,
    buttons: message.buttons.map((row) =>
      row.map((button) => ({
        id: button.id,
        text: button.text,
        url: button.url ?? null,
        webApp: button.webApp ?? null,
      })),
    ),
    media: media.has(kind) ? kind : null,
    ...(message.author ? { by: message.author } : {}),
    ...(message.files.length > 0 ? { files: message.files } : {}),
    state,
    ...(reason === null ? {} : { reason }),
    ...(entities.length > 0 ? { entities } : {}),
    ...(attachments.length > 0 ? { attachments: showAttachments(message) } : {}),
    ...(contact ? { contact } : {}),
    ...(location ? { location } : {}),
    ...(replyTo === null ? {} : { replyTo: String(replyTo) }),
    ...(editedAt === null ? {} : { editedAt: formatInstant(editedAt) }),
    ...(deletedAt === null ? {} : { deletedAt: formatInstant(deletedAt) }),
    cause,
    at: formatInstant(message.at),
  };
}

const showAttachments = ({ dialogId, id, kind, attachments }: MessageRecord): ApiAttachment[] =>
  attachments.map((attachment, n) => {
    const { name, mime, size, state, reason, source } = attachment;
    const url =
      source.in === 'elsewhere' ? source.name : `/api/v1/dialogs/${dialogId}/messages/${id}/files/${n}`;
    return {
      ...{ n, kind: kind === 'album' ? partKind(attachment) : kind, name, mime, size, state, reason },
      url: state === 'kept' ? url : null,
    };
  });

/** An album's parts are photos or videos; where nobody has looked into a file, its name tells. */
const partKind = ({ mime, name }: Attachment): string =>
  mime.startsWith('video/') || (mime === '' && /\.(mp4|m4v|mov|webm)$/i.test(name)) ? 'video' : 'photo';
