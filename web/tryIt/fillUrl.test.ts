import { describe, expect, it } from 'vitest';
import { fillUrl, joinUrl, ownPath } from './fillUrl.ts';

const template = 'http://host:3000/api/postbacks/p1/tracker-postback?clickid={clickid}&tid=T{n}&x={x}';

describe('an address with places', () => {
  it('is filled percent-encoded, and what fills it is known', () => {
    const pieces = fillUrl(template, { clickid: 'a b&c', n: '3' });
    expect(joinUrl(pieces)).toBe(
      'http://host:3000/api/postbacks/p1/tracker-postback?clickid=a%20b%26c&tid=T3&x={x}',
    );
    expect(pieces.filter(({ kind }) => kind === 'filled').map(({ text }) => text)).toEqual([
      'a%20b%26c',
      '3',
    ]);
  });

  it('keeps a place without a value, as a network sends it', () => {
    const pieces = fillUrl('/p?clickid={clickid}', { clickid: null });
    expect(pieces).toEqual([
      { text: '/p?clickid=', kind: 'plain' },
      { text: '{clickid}', kind: 'open' },
    ]);
  });

  it('is called on the page’s own server, whatever name that has', () => {
    expect(ownPath('http://other:80/c/summer?a=1#x', 'http://localhost:3000')).toBe('/c/summer?a=1');
    expect(ownPath('/c/summer?clickid={clickid}', 'http://localhost:3000')).toBe(
      '/c/summer?clickid={clickid}',
    );
  });
});
