/** A message as whoever reads the chat sees it. */
import type { InlineKeyboardButton, Message, MessageEntity } from '@grammyjs/types';
import type { Conversation, StoredMessage } from './world.ts';

export type SeenButton = { text: string; data: string | null; url: string | null };

export type SeenMessage = {
  id: number;
  fromBot: boolean;
  /** `text`, `service`, or what is in it: `photo`, `video_note`, ... as the Bot API names it. */
  kind: string;
  /** The text or the caption. */
  text: string;
  entities: MessageEntity[];
  /** Rows of inline buttons, or of a reply keyboard's. */
  buttons: SeenButton[][];
  /** The file in it, for file_id and size; null where there is none. */
  file: { id: string; uniqueId: string; size: number } | null;
  album: string | null;
  replyTo: number | null;
  /** How often it was changed. */
  edits: number;
  pinned: boolean;
  deleted: boolean;
  /** The message as the Bot API tells it. */
  raw: Message;
};

const kinds = [
  ...(['animation', 'photo', 'video', 'document', 'audio', 'voice', 'video_note', 'sticker'] as const),
  ...(['contact', 'venue', 'location', 'poll', 'dice'] as const),
];

/** All messages of a chat in order, deleted ones included. */
export const seenIn = (conversation: Conversation): SeenMessage[] =>
  [...conversation.messages.values()].map(seen);

export function seen({ message, byBot, earlier, pinned, deleted, keyboard }: StoredMessage): SeenMessage {
  const { text, caption, entities, caption_entities, reply_markup: markup } = message;
  const inline = markup?.inline_keyboard.map((row) => row.map(seenButton));
  const kind = kinds.find((one) => message[one] !== undefined);
  return {
    id: message.message_id,
    fromBot: byBot !== null,
    kind: kind ?? (text === undefined ? 'service' : 'text'),
    text: text ?? caption ?? '',
    entities: entities ?? caption_entities ?? [],
    buttons:
      inline ?? (keyboard ?? []).map((row) => row.map((one) => ({ text: one, data: null, url: null }))),
    file: seenFile(message),
    album: message.media_group_id ?? null,
    replyTo: message.reply_to_message?.message_id ?? null,
    edits: earlier.length,
    pinned,
    deleted,
    raw: message,
  };
}

function seenButton(button: InlineKeyboardButton): SeenButton {
  return {
    text: button.text,
    data: 'callback_data' in button ? button.callback_data : null,
    url: 'url' in button ? button.url : 'web_app' in button ? button.web_app.url : null,
  };
}

function seenFile(message: Message): SeenMessage['file'] {
  const { photo, video, animation, document, audio, voice, video_note, sticker } = message;
  const file = photo?.at(-1) ?? video ?? animation ?? document ?? audio ?? voice ?? video_note ?? sticker;
  return file ? { id: file.file_id, uniqueId: file.file_unique_id, size: file.file_size ?? 0 } : null;
}
