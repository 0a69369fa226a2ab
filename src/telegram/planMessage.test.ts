import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Media } from '../base/media.ts';
import { planMessage } from './planMessage.ts';

const photo: Media = { kind: 'photo', files: ['a.jpg'] };
const note: Media = { kind: 'videoNote', files: ['a.mp4'] };

describe('a message', () => {
  it('that fits is one part, as it is', () => {
    const text = ` ${'a'.repeat(4094)} `;
    expect(planMessage({ text, entities: [], media: null })).toEqual([{ text, entities: [], media: null }]);
    const caption = 'b'.repeat(1024);
    expect(planMessage({ text: caption, entities: [], media: photo })).toHaveLength(1);
    expect(planMessage({ text: '', entities: [], media: note })).toHaveLength(1);
  });

  it('with a caption that is too long sends its media first, and the words behind it', () => {
    const entities = [{ type: 'bold', offset: 0, length: 5 }];
    const text = 'c'.repeat(1025);
    expect(planMessage({ text, entities, media: photo })).toEqual([
      { media: photo, text: '', entities: [] },
      { media: null, text, entities },
    ]);
  });

  it('of a kind without captions sends its words behind it', () => {
    expect(planMessage({ text: 'hi', entities: [], media: note }).map(({ text }) => text)).toEqual([
      '',
      'hi',
    ]);
  });

  it('that says nothing has no part', () => {
    expect(planMessage({ text: ' \n', entities: [], media: null })).toEqual([]);
  });

  it('is cut the same way each time, and no part is too long for Telegram', () => {
    const text = fc.string({ maxLength: 9000, unit: 'grapheme' });
    fc.assert(
      fc.property(text, fc.boolean(), (said, withPhoto) => {
        const message = { text: said, entities: [], media: withPhoto ? photo : null };
        const parts = planMessage(message);
        expect(planMessage(message)).toEqual(parts);
        for (const part of parts) expect(part.text.length).toBeLessThanOrEqual(part.media ? 1024 : 4096);
      }),
    );
  });
});
