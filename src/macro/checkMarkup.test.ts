import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMarkup, visibleLength } from './macro.ts';

describe('checkMarkup', () => {
  it('points into the source, behind macros of any length', () => {
    const source = '{{name | default: "a < b"}}<b>{{chatId}}<foo>{{ name }}</i>{{x';
    const found = checkMarkup(source);
    expect(found.map(({ name }) => name)).toEqual(['<b>', '<foo>', '</i>']);
    for (const { name, at } of found) expect(source.slice(at, at + name.length)).toBe(name);
  });

  it.each([
    ['<a>x</a>', 'a link needs href'],
    ['<a href="https://a.com/" class="{{name}}">x</a>', 'a macro may stand in href only'],
    ['<code><b>x</b></code>', 'code holds no other mark'],
    ['<a href="https://a.com">x<a href="https://b.com">y</a></a>', 'a link holds no other link'],
    ['<blockquote>x<blockquote>y</blockquote></blockquote>', 'a quote holds no other quote'],
    ['&copy;', 'numbers of signs only'],
  ])('says once what is wrong with %s', (source, reason) => {
    expect(checkMarkup(source).map((found) => found.reason)).toEqual([expect.stringContaining(reason)]);
  });

  it('has nothing to say of signs that only look like markup', () => {
    for (const source of ['2 < 3', 'I <3 you', 'R&D; x', 'a <- b', '<', '&', 'https://a.com/?a=1&b=2']) {
      expect(checkMarkup(source)).toEqual([]);
    }
  });

  it('never throws and stays inside the text', () => {
    const pieces = fc.constantFrom(
      '<b>',
      '</b>',
      '<x>',
      '{{name}}',
      '{{',
      '&nbsp;',
      '<a href="',
      '">',
      '\ud800',
      'x',
    );
    fc.assert(
      fc.property(fc.array(pieces), (source) => {
        const text = source.join('');
        for (const { at, name } of checkMarkup(text)) expect(text.slice(at).startsWith(name)).toBe(true);
        expect(visibleLength(text)).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('visibleLength', () => {
  it('counts neither tags nor macros nor white space at the ends', () => {
    expect(visibleLength(' <b>Hi {{name}}</b>, 😀&amp;\n')).toBe('Hi , 😀&'.length);
    expect(visibleLength('<foo>')).toBe(5);
    expect(visibleLength('{{name}}')).toBe(0);
  });
});
