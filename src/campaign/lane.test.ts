import { describe, expect, it } from 'vitest';
import { laneOf } from './lane.ts';

describe('laneOf', () => {
  it('is FNV-1a, so that a lane written by one version is found by the next', () => {
    // 0x811c9dc5, 0xe40c292c and 0xbf9cf968 are the published hashes of '', 'a' and 'foobar'.
    expect([laneOf(''), laneOf('a'), laneOf('foobar')]).toEqual([5, 12, 8]);
  });

  it('spreads ids over all sixteen lanes', () => {
    const lanes = Array.from({ length: 400 }, (_, n) =>
      laneOf(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`),
    );
    expect(new Set(lanes).size).toBe(16);
  });
});
