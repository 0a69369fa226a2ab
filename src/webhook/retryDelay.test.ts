import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelaySeconds } from './retryDelay.ts';

describe('retryDelaySeconds', () => {
  it('follows the published schedule and then gives up', () => {
    const delays = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => retryDelaySeconds(attempt, 0.5));
    expect(delays).toEqual([0, 5, 300, 1800, 7200, 18_000, 36_000, null, null]);
  });

  it('spreads a delay by ten per cent either way, never more', () => {
    expect(retryDelaySeconds(2, 0)).toBe(270);
    expect(retryDelaySeconds(2, 1)).toBe(330);
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (draw) => {
        const delay = retryDelaySeconds(1, draw);
        expect(delay).toBeGreaterThanOrEqual(4.5);
        expect(delay).toBeLessThanOrEqual(5.5);
      }),
    );
  });

  it('gives up on a number of attempts that makes no sense', () => {
    expect([-1, 1.5, Number.NaN].map((attempt) => retryDelaySeconds(attempt, 0.5))).toEqual([
      null,
      null,
      null,
    ]);
  });
});
