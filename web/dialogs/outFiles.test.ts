import { describe, expect, it } from 'vitest';
import { mediaOf, type Uploaded } from './outFiles.ts';

const file = (id: string, mime: string, size = 1000): Uploaded => ({ id, name: id, mime, size });

describe('files that are sent', () => {
  it('go as what Telegram shows them as', () => {
    expect(mediaOf([file('a', 'image/png')])).toEqual([{ kind: 'photo', files: ['file:a'] }]);
    expect(mediaOf([file('a', 'image/svg+xml')])).toEqual([{ kind: 'document', files: ['file:a'] }]);
    expect(mediaOf([file('a', 'image/jpeg', 11e6)])).toEqual([{ kind: 'document', files: ['file:a'] }]);
    expect(mediaOf([file('a', 'audio/mpeg')])).toEqual([{ kind: 'audio', files: ['file:a'] }]);
  });

  it('go together where they can: pictures and videos as an album, others alone', () => {
    const given = [file('a', 'image/png'), file('b', 'application/pdf'), file('c', 'video/mp4')];
    expect(mediaOf(given)).toEqual([
      { kind: 'album', files: ['file:a', 'file:c'] },
      { kind: 'document', files: ['file:b'] },
    ]);
  });

  it('never make an album of more than ten', () => {
    const many = Array.from({ length: 21 }, (_, n) => file(`f${n}`, 'image/png'));
    expect(mediaOf(many).map(({ kind, files }) => [kind, files.length])).toEqual([
      ...[['album', 10] as const, ['album', 10] as const, ['photo', 1] as const],
    ]);
  });
});
