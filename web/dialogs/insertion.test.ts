import { describe, expect, it } from 'vitest';
import { insertAt, shortcutAt } from './insertion.ts';

describe('a template by #', () => {
  it.each([
    ['#', 1, { from: 0, query: '' }],
    ['Hello #gre', 10, { from: 6, query: 'gre' }],
    ['#привет', 7, { from: 0, query: 'привет' }],
    ['a#b', 3, null],
    ['#done and', 9, null],
    ['no sign', 7, null],
  ])('%j at %i is %j', (text, caret, expected) => {
    expect(shortcutAt(text, caret)).toEqual(expected);
  });

  it('takes the place of what was typed', () => {
    expect(insertAt('Hi #gr there', 3, 6, 'Good day')).toEqual({ text: 'Hi Good day there', caret: 11 });
  });
});
