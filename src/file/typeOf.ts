/** What a file is by its own first bytes: neither its name nor what its sender says of it counts. */

/** So many bytes are enough to tell. */
export const headBytes = 32;

type Kind = { type: string; at: number; signs: readonly string[] };

/** Latin-1 spellings of the signs; "type" boxes of MP4 and RIFF's second word stand behind a length. */
const kinds: readonly Kind[] = [
  { type: 'image/jpeg', at: 0, signs: ['\xff\xd8\xff'] },
  { type: 'image/png', at: 0, signs: ['\x89PNG\r\n\x1a\n'] },
  { type: 'image/gif', at: 0, signs: ['GIF87a', 'GIF89a'] },
  { type: 'audio/ogg', at: 0, signs: ['OggS'] },
  { type: 'audio/mpeg', at: 0, signs: ['ID3', '\xff\xfb', '\xff\xf3', '\xff\xf2', '\xff\xfa'] },
  { type: 'audio/aac', at: 0, signs: ['\xff\xf1', '\xff\xf9'] },
  { type: 'audio/flac', at: 0, signs: ['fLaC'] },
  { type: 'video/webm', at: 0, signs: ['\x1a\x45\xdf\xa3'] },
  { type: 'application/pdf', at: 0, signs: ['%PDF-'] },
  { type: 'application/gzip', at: 0, signs: ['\x1f\x8b'] },
  { type: 'application/zip', at: 0, signs: ['PK\x03\x04'] },
  { type: 'audio/mp4', at: 4, signs: ['ftypM4A ', 'ftypM4B '] },
  { type: 'image/heic', at: 4, signs: ['ftypheic', 'ftypheix', 'ftypmif1'] },
  { type: 'image/avif', at: 4, signs: ['ftypavif'] },
  { type: 'video/quicktime', at: 4, signs: ['ftypqt  '] },
  { type: 'video/mp4', at: 4, signs: ['ftyp'] },
];

/** A media type, null when the first bytes are none of the known ones. */
export function typeOf(head: Uint8Array): string | null {
  const text = Buffer.from(head).toString('latin1');
  if (text.startsWith('RIFF')) {
    const what = text.slice(8, 12);
    return what === 'WEBP' ? 'image/webp' : what === 'WAVE' ? 'audio/wav' : null;
  }
  const known = kinds.find(({ at, signs }) => signs.some((sign) => text.startsWith(sign, at)));
  return known?.type ?? null;
}
