import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEntities } from './checkEntities.ts';

const reasons = (text: string, ...entities: Parameters<typeof checkEntities>[1]): string[] =>
  checkEntities(text, entities).map(({ name, reason }) => `${name} ${reason.split(':')[0]}`);

describe('marks of an operator', () => {
  it('are taken when they fit their text', () => {
    const marks = [
      { type: 'bold', offset: 0, length: 2 },
      { type: 'text_link', offset: 3, length: 4, url: 'https://x.example/a?b' },
      { type: 'text_mention', offset: 3, length: 4, userId: 5 },
      { type: 'custom_emoji', offset: 0, length: 2, emojiId: '5368324170671202286' },
      { type: 'pre', offset: 0, length: 7, language: 'js' },
    ];
    expect(reasons('👍 link', ...marks)).toEqual([]);
  });

  it('are refused one by one, each with its reason', () => {
    expect(
      reasons(
        '👍 link',
        { type: 'bold', offset: 1, length: 1 },
        { type: 'bold', offset: 0, length: 1 },
        { type: 'bold', offset: 0, length: 8 },
        { type: '__proto__', offset: 0, length: 2 },
        { type: 'url', offset: 0, length: 2 },
        { type: 'text_link', offset: 0, length: 2 },
        { type: 'text_link', offset: 0, length: 2, url: 'javascript:alert(1)' },
        { type: 'text_mention', offset: 0, length: 2 },
      ),
    ).toEqual([
      'entities.0 cuts a character in two',
      'entities.1 cuts a character in two',
      'entities.2 reaches beyond the end of the text',
      'entities.3 is of no known type',
      'entities.4 is of no known type',
      'entities.5 needs url',
      'entities.6 expected an http, https, tg, mailto or tel address as url',
      'entities.7 needs userId',
    ]);
  });

  it('never leave half a character on either side', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    const property = fc.property(
      text,
      fc.nat(30),
      fc.integer({ min: 1, max: 30 }),
      (given, offset, length) => {
        fc.pre(checkEntities(given, [{ type: 'bold', offset, length }]).length === 0);
        return given.slice(offset, offset + length).isWellFormed();
      },
    );
    fc.assert(property);
  });
});
