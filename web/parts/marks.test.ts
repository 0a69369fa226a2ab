import { describe, expect, it } from 'vitest';
import { withMark } from './marks.ts';

describe('marks on a text', () => {
  it('are put around what is selected, which stays selected, and taken off again', () => {
    const done = withMark('say hello now', 4, 9, 'bold');
    expect(done).toEqual({ text: 'say <b>hello</b> now', from: 7, to: 12 });
    expect(withMark(done.text, done.from, done.to, 'bold')).toEqual({
      text: 'say hello now',
      from: 4,
      to: 9,
    });
  });

  it('of a link wait for its address', () => {
    const { text, from, to } = withMark('our club', 4, 8, 'link');
    expect(text).toBe('our <a href="https://">club</a>');
    expect(from).toBe(to);
    expect(text.slice(0, from)).toBe('our <a href="https://');
  });
});
