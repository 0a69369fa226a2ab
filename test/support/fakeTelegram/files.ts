/** Files that were sent, and how they stand in messages. A file_id holds for one bot only. */
import { createHash, randomBytes } from 'node:crypto';
import type { Message, PhotoSize } from '@grammyjs/types';
import type { Bot, StoredFile, World } from './world.ts';

export const fileKinds = [
  'photo',
  'video',
  'animation',
  'document',
  'audio',
  'voice',
  'videoNote',
  'sticker',
] as const;

export type FileKind = (typeof fileKinds)[number];

/** How Telegram's file_ids of a kind begin, and what is taken for granted of a file that does not say. */
const kinds: Record<FileKind, { prefix: string; folder: string; name: string; mime: string }> = {
  photo: { prefix: 'AgACAgIAAxkB', folder: 'photos', name: 'file.jpg', mime: 'image/jpeg' },
  video: { prefix: 'BAACAgIAAxkB', folder: 'videos', name: 'file.mp4', mime: 'video/mp4' },
  animation: { prefix: 'CgACAgIAAxkB', folder: 'animations', name: 'file.mp4', mime: 'video/mp4' },
  document: {
    prefix: 'BQACAgIAAxkB',
    folder: 'documents',
    name: 'file.bin',
    mime: 'application/octet-stream',
  },
  audio: { prefix: 'CQACAgIAAxkB', folder: 'music', name: 'file.mp3', mime: 'audio/mpeg' },
  voice: { prefix: 'AwACAgIAAxkB', folder: 'voice', name: 'file.oga', mime: 'audio/ogg' },
  videoNote: { prefix: 'DQACAgIAAxkB', folder: 'video_notes', name: 'file.mp4', mime: 'video/mp4' },
  sticker: { prefix: 'CAACAgIAAxkB', folder: 'stickers', name: 'file.webp', mime: 'image/webp' },
};

export type NewFile = { content: Buffer; name?: string; mime?: string };

export function storeFile(world: World, bot: Bot, kind: FileKind, file: NewFile): StoredFile {
  const { prefix, folder, name, mime } = kinds[kind];
  const fileId = `${prefix}${randomBytes(36).toString('base64url')}`;
  const digest = createHash('sha256').update(file.content).digest('base64url');
  const extension = /\.\w{1,8}$/.exec(file.name ?? name)?.[0] ?? '';
  const kept: StoredFile = {
    fileId,
    botId: bot.me.id,
    kind,
    uniqueId: `AQAD${digest.slice(0, 12)}`,
    path: `${folder}/file_${world.next('file')}${extension}`,
    name: file.name ?? name,
    mime: file.mime ?? mime,
    content: file.content,
  };
  world.files.set(fileId, kept);
  return kept;
}

/** What a message says of the length and size of a picture or sound; seconds and pixels. */
export type Measures = { duration: number; width: number; height: number };

export const defaultMeasures: Measures = { duration: 3, width: 640, height: 480 };

/** The part of a message that holds the file. */
export function fileContent(file: StoredFile, { duration, width, height }: Measures): Partial<Message> {
  const { fileId: file_id, uniqueId: file_unique_id, mime: mime_type, name: file_name } = file;
  const own = { file_id, file_unique_id, file_size: file.content.length };
  switch (file.kind) {
    case 'photo':
      return { photo: photoSizes(file, width, height) };
    case 'video':
      return { video: { duration, width, height, file_name, mime_type, ...own } };
    case 'animation': {
      const named = { file_name, mime_type, ...own };
      return { animation: { duration, width, height, ...named }, document: named };
    }
    case 'document':
      return { document: { file_name, mime_type, ...own } };
    case 'audio':
      return { audio: { duration, file_name, mime_type, ...own } };
    case 'voice':
      return { voice: { duration, mime_type, ...own } };
    case 'videoNote':
      return { video_note: { duration, length: Math.min(width, height), ...own } };
    case 'sticker':
      return {
        sticker: { type: 'regular', width: 512, height: 512, is_animated: false, is_video: false, ...own },
      };
  }
}

/** A small one and the whole; both lead to the same file here. */
function photoSizes(file: StoredFile, width: number, height: number): PhotoSize[] {
  const { fileId: file_id, uniqueId: file_unique_id } = file;
  return [
    { file_id, file_unique_id: `${file_unique_id}s`, width: 90, height: 67 },
    { file_id, file_unique_id, width, height, file_size: file.content.length },
  ];
}
