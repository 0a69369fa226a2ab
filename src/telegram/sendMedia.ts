/** One message with files, and the names that Telegram gives them. */
import type { InputMediaPhoto, InputMediaVideo, Message, MessageEntity } from 'grammy/types';
import type { Media } from '../base/media.ts';
import type { LaneJob } from '../effect/effect.ts';
import type { BotApi } from './botApi.ts';
import { type FileKind, type GivenFile, isVideo, type WantedFile } from './outFiles.ts';

/** What every send says besides its content. */
export type Addressed = {
  chat_id: number;
  business_connection_id?: string;
  reply_parameters?: { message_id: number; allow_sending_without_reply: boolean };
};

export const addressOf = ({ chatId, connection }: LaneJob): Addressed => ({
  chat_id: chatId,
  ...(connection ? { business_connection_id: connection } : {}),
});

type Captioned = { caption?: string; caption_entities?: MessageEntity[] };
type Extra = Addressed & Captioned & Pick<Parameters<BotApi['sendPhoto']>[0], 'reply_markup'>;

/** Which files a message has, each with the kind that it is sent as. */
export function filesOf(media: Media): WantedFile[] {
  switch (media.kind) {
    case 'contact':
    case 'location':
      return [];
    case 'album':
      return media.files.map((name) => ({ name, kind: isVideo(name) ? 'video' : 'photo', unsure: true }));
    default: {
      const [name] = media.files;
      return name === undefined ? [] : [{ name, kind: media.kind }];
    }
  }
}

/** Sends one file. */
export function sendFile(
  api: BotApi,
  { kind, file }: Pick<GivenFile, 'kind' | 'file'>,
  extra: Extra,
): Promise<Message> {
  switch (kind) {
    case 'photo':
      return api.sendPhoto({ ...extra, photo: file });
    case 'video':
      return api.sendVideo({ ...extra, video: file, supports_streaming: true });
    case 'animation':
      return api.sendAnimation({ ...extra, animation: file });
    case 'document':
      return api.sendDocument({ ...extra, document: file });
    case 'audio':
      return api.sendAudio({ ...extra, audio: file });
    case 'voice':
      return api.sendVoice({ ...extra, voice: file });
    case 'videoNote':
      return api.sendVideoNote({ ...withoutCaption(extra), video_note: file });
    case 'sticker':
      return api.sendSticker({ ...withoutCaption(extra), sticker: file });
  }
}

const withoutCaption = ({
  caption: _,
  caption_entities: __,
  ...extra
}: Extra): Omit<Extra, keyof Captioned> => extra;

/** Sends two to ten photos and videos as one; the caption is the first one's. */
export function sendAlbum(
  api: BotApi,
  files: readonly GivenFile[],
  { caption, caption_entities: entities, ...address }: Addressed & Captioned,
): Promise<Message[]> {
  const media = files.map(({ kind, file }, n): InputMediaPhoto | InputMediaVideo => {
    const captioned =
      n === 0 && caption ? { caption, ...(entities ? { caption_entities: entities } : {}) } : {};
    return kind === 'video'
      ? { type: 'video', media: file, supports_streaming: true, ...captioned }
      : { type: 'photo', media: file, ...captioned };
  });
  return api.sendMediaGroup({ ...address, media });
}

/** Telegram's name for the file of a message that has just been sent; of a photo the largest size's. */
export function fileIdOf(message: Message, kind: FileKind): string | null {
  if (kind === 'photo') return message.photo?.at(-1)?.file_id ?? null;
  const sent = kind === 'videoNote' ? message.video_note : message[kind];
  return sent?.file_id ?? null;
}
