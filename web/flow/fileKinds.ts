/** Which files Telegram takes as what ("Sending files" and the methods' own notes in the Bot API). */
import type { mediaKinds } from '../../src/flow/flow.ts';

export type MediaContent = (typeof mediaKinds)[number];

const types: Record<MediaContent, readonly string[]> = {
  photo: ['image/jpeg', 'image/png', 'image/webp'],
  album: ['image/jpeg', 'image/png', 'image/webp', 'video/mp4'],
  video: ['video/mp4'],
  videoNote: ['video/mp4'],
  animation: ['image/gif', 'video/mp4'],
  audio: ['audio/mpeg', 'audio/mp4'],
  voice: ['audio/ogg', 'audio/mpeg', 'audio/mp4'],
  // Animated stickers are a type of Telegram's own, which no browser knows.
  sticker: [],
  document: [],
};

/** For the dialog in which a file is chosen; '' is every file. */
export const acceptOf = (content: MediaContent): string => types[content].join(',');

const mostPhotoBytes = 10 * 1024 * 1024;

/** Whether Telegram would take the file so; a larger picture goes as a document. */
export function fits(content: MediaContent, { mime, size }: { mime: string; size: number }): boolean {
  const wanted = types[content];
  if (wanted.length > 0 && !wanted.includes(mime)) return false;
  const asPhoto = content === 'photo' || (content === 'album' && mime.startsWith('image/'));
  return !asPhoto || size <= mostPhotoBytes;
}
