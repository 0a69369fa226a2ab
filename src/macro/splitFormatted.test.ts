import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entity } from '../base/entity.ts';
import { splitFormatted } from './macro.ts';

const texts = (text: string, limit: number): string[] =>
  splitFormatted(text, [], limit).map((part) => part.text);

const word = (length: number): string => 'w'.repeat(length);

describe('splitFormatted', () => {
  it('leaves what fits whole, without white space at its ends, marks shifted', () => {
    expect(splitFormatted(' \n Hello \n', [{ type: 'bold', offset: 3, length: 7 }], 4096)).toEqual([
      { text: 'Hello', entities: [{ type: 'bold', offset: 0, length: 5 }] },
    ]);
    expect(splitFormatted(' \n ', [{ type: 'bold', offset: 0, length: 3 }], 4096)).toEqual([]);
    expect(splitFormatted('', [], 4096)).toEqual([]);
  });

  it.each([
    ['paragraph', `${word(20)}\n\n${word(5)}. ${word(5)}\n${word(30)}`, [word(20)]],
    ['line', `${word(10)}. ${word(12)}\n${word(5)}. ${word(30)}`, [`${word(10)}. ${word(12)}`]],
    ['sentence', `${word(10)} ${word(12)}. ${word(5)} ${word(30)}`, [`${word(10)} ${word(12)}.`]],
    ['word', `${word(10)}.a ${word(12)} ${word(30)}`, [`${word(10)}.a ${word(12)}`]],
    ['word, however early', `${word(3)} ${word(38)} ${word(30)}`, [word(3), word(38), word(30)]],
  ])('cuts at the end of a %s', (_, text, expected) => {
    expect(texts(text, 40).slice(0, expected.length)).toEqual(expected);
  });

  it('fills a part to its last sign when white space follows there', () => {
    expect(texts(`${word(15)} ${word(16)} ${word(9)}`, 32)).toEqual([`${word(15)} ${word(16)}`, word(9)]);
  });

  it('cuts a word only where it alone is too long, between signs', () => {
    expect(texts(word(100), 40)).toEqual([word(40), word(40), word(20)]);
    expect(texts(`a${'😀'.repeat(30)}`, 32)).toEqual([`a${'😀'.repeat(15)}`, '😀'.repeat(15)]);
    expect(texts(`${'a'.repeat(29)}👩‍🚀${'b'.repeat(9)}`, 32)).toEqual([
      'a'.repeat(29),
      `👩‍🚀${'b'.repeat(9)}`,
    ]);
  });

  it('makes two of a long mark and keeps a short one whole', () => {
    const text = `${word(28)} abc def ${word(30)}`;
    expect(
      splitFormatted(
        text,
        [
          { type: 'bold', offset: 0, length: text.length },
          { type: 'text_link', offset: 29, length: 7, url: 'https://a.com' },
        ],
        33,
      ),
    ).toEqual([
      { text: word(28), entities: [{ type: 'bold', offset: 0, length: 28 }] },
      {
        text: 'abc def',
        entities: [
          { type: 'bold', offset: 0, length: 7 },
          { type: 'text_link', offset: 0, length: 7, url: 'https://a.com' },
        ],
      },
      { text: word(30), entities: [{ type: 'bold', offset: 0, length: 30 }] },
    ]);
  });

  it('loses no sign and no mark, adds none and keeps the limit, whatever the text', () => {
    const piece = fc.constantFrom(
      'word',
      'longer word',
      ' ',
      '\n',
      '\n\n',
      '. ',
      '😀',
      'x'.repeat(45),
      '\t',
      '‍',
    );
    const mark = fc.record({
      type: fc.constantFrom('bold', 'italic', 'custom_emoji'),
      offset: fc.nat(200),
      length: fc.integer({ min: 1, max: 120 }),
    });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.array(mark, { maxLength: 5 }), (pieces, marks) => {
        const text = pieces.join('');
        const inside = marks.filter((one) => one.offset + one.length <= text.length);
        const parts = splitFormatted(text, inside, 40);
        for (const part of parts) {
          expect(part.text.length).toBeLessThanOrEqual(40);
          expect(part.text.isWellFormed()).toBe(true);
          expect(part.text.trim()).toBe(part.text);
          expect(part.text).not.toBe('');
          for (const one of part.entities)
            expect(one.offset + one.length).toBeLessThanOrEqual(part.text.length);
        }
        expect(parts.flatMap((part) => markedSigns(part.text, part.entities))).toEqual(
          markedSigns(text, inside),
        );
      }),
    );
  });
});

/** Every unit that is no white space, with the marks on it. */
const markedSigns = (text: string, entities: readonly Entity[]): string[] =>
  text.split('').flatMap((sign, at) => {
    const types = entities
      .filter((one) => one.offset <= at && at < one.offset + one.length)
      .map((one) => one.type);
    return sign.trim() === '' ? [] : [`${sign} ${types.sort().join()}`];
  });
