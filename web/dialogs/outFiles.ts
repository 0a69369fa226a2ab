/** Files that an operator sends: uploaded first, then named in a message. */
import { ApiFailure, parseJson, readRefusal } from '../parts/api.ts';

export type Uploaded = { id: string; name: string; mime: string; size: number };

/** What a message may carry, as the API takes it. */
export type OutMedia = {
  kind: 'photo' | 'video' | 'animation' | 'audio' | 'document' | 'album';
  files: string[];
};

/** Larger pictures go as documents: Telegram takes 10 MB as a photo. */
const mostPhotoBytes = 10 * 1024 * 1024;
const mostInAlbum = 10;

export async function uploadFile(file: File): Promise<Uploaded> {
  const form = new FormData();
  form.append('file', file, file.name || 'file');
  const response = await fetch('/api/v1/files', { method: 'POST', body: form }).catch((error: unknown) => {
    throw new ApiFailure(0, 'unreachable', String(error));
  });
  const said = await response.text();
  if (!response.ok) {
    const { code, message } = readRefusal(said);
    throw new ApiFailure(response.status, code, message || response.statusText);
  }
  const read = readUploaded(parseJson(said));
  if (!read) throw new ApiFailure(response.status, 'invalid_body', 'POST /api/v1/files: no upload');
  return read;
}

function readUploaded(value: unknown): Uploaded | null {
  if (typeof value !== 'object' || value === null) return null;
  const members = new Map<string, unknown>(Object.entries(value));
  const [id, name, mime, size] = ['id', 'name', 'mime', 'size'].map((key) => members.get(key));
  if (typeof id !== 'string' || typeof name !== 'string' || typeof mime !== 'string') return null;
  return typeof size === 'number' ? { id, name, mime, size } : null;
}

/** The messages that carry these files: pictures and videos together as albums, everything else alone. */
export function mediaOf(files: readonly Uploaded[]): OutMedia[] {
  const seen = files.filter((file) => kindOf(file) === 'photo' || kindOf(file) === 'video');
  const albums: Uploaded[][] = [];
  for (let at = 0; at < seen.length; at += mostInAlbum) albums.push(seen.slice(at, at + mostInAlbum));
  const others = files.filter((file) => !seen.includes(file));
  return [
    ...albums.map((album): OutMedia => {
      const [first] = album;
      const kind = album.length > 1 || !first ? 'album' : kindOf(first);
      return { kind, files: album.map(reference) };
    }),
    ...others.map((file): OutMedia => ({ kind: kindOf(file), files: [reference(file)] })),
  ];
}

const reference = ({ id }: Uploaded): string => `file:${id}`;

function kindOf({ mime, size }: Uploaded): OutMedia['kind'] {
  if (/^image\/(jpeg|png|webp)$/.test(mime) && size <= mostPhotoBytes) return 'photo';
  if (mime === 'image/gif') return 'animation';
  if (mime === 'video/mp4') return 'video';
  return /^audio\/(mpeg|mp4)$/.test(mime) ? 'audio' : 'document';
}
