import { describe, expect, it } from 'vitest';
import { typeOf } from './typeOf.ts';

const latin = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('the type of a file', () => {
  it.each([
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['\x89PNG\r\n\x1a\n', 'image/png'],
    ['RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
    ['RIFF\0\0\0\0WAVEfmt ', 'audio/wav'],
    ['OggS\0', 'audio/ogg'],
    ['ID3\x04', 'audio/mpeg'],
    ['\0\0\0\x20ftypM4A \0', 'audio/mp4'],
    ['\0\0\0\x20ftypisom\0', 'video/mp4'],
    ['\x1a\x45\xdf\xa3', 'video/webm'],
    ['%PDF-1.7', 'application/pdf'],
  ])('is told by its first bytes: %j is %s', (head, type) => {
    expect(typeOf(latin(head))).toBe(type);
  });

  it.each(['', 'G', '<svg xmlns=', '<html>', 'RIFF', 'RIFF\0\0\0\0AVI ', 'ftypisom', 'MZ\x90'])(
    'is unknown for %j',
    (head) => {
      expect(typeOf(latin(head))).toBeNull();
    },
  );
});
