import { describe, expect, it } from 'vitest';
import { isSafeLink } from './bubble.tsx';

describe('a button’s address', () => {
  it('becomes a link only when it leads to a page or into Telegram', () => {
    expect(['https://a.example/x', 'http://a.example', 'tg://resolve?domain=x'].every(isSafeLink)).toBe(true);
    expect(['javascript:alert(1)', 'data:text/html,x', 'file:///etc', 'x', ''].some(isSafeLink)).toBe(false);
  });
});
