import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordKey, wordQuery, wordsIn } from './wordSet.ts';

describe('words by which dialogs are found', () => {
  it('are written one way, whoever types them', () => {
    expect(wordsIn('Сделал ДЕПОЗИТ, ещё один: deposit_20 @Ann!')).toEqual([
      ...['сделал', 'депозит', 'еще', 'один', 'deposit', '20', 'ann'],
    ]);
  });

  it('never hold a sign that could end their quotes, whatever was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const word of wordsIn(text)) {
          expect(word).toMatch(/^[\p{L}\p{M}\p{N}]{1,40}$/u);
          expect(word.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  it('are few, however long the text', () => {
    const text = Array.from({ length: 100_000 }, (_, n) => `w${n}`).join(' ');
    expect(wordsIn(text)).toHaveLength(2500);
    expect(wordsIn('x'.repeat(1_000_000))[0]).toHaveLength(40);
  });

  it('are asked for all together, in each block', () => {
    expect(wordKey('messages', 47, 'ann')).toBe('m1b:ann');
    expect(wordQuery('names', ['ann', 'lee'], [1, 0])).toBe(
      "('n1:ann':* | 'n0:ann':*) & ('n1:lee':* | 'n0:lee':*)",
    );
  });
});
