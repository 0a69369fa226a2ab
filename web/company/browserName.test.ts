import { describe, expect, it } from 'vitest';
import { browserName } from './browserName.ts';

describe('the name of a browser', () => {
  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36',
      'Chrome, Linux',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0',
      'Edge, Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604',
      'Safari, iOS',
    ],
    ['Mozilla/5.0 (Android 15; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0', 'Firefox, Android'],
    ['curl/8.5.0', 'curl/8.5.0'],
    ['', ''],
  ])('of %j is %j', (agent, name) => {
    expect(browserName(agent)).toBe(name);
  });

  it('stays short, whatever is sent', () => {
    expect(browserName('x'.repeat(100_000))).toHaveLength(60);
  });
});
