import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateLimit } from './rateLimit.ts';

function limited(perSecond: number) {
  const clock = { now: 1_700_000_000_000 };
  const limit = createRateLimit(() => clock.now);
  return { clock, take: (key = 'a') => limit.take(key, perSecond) };
}

describe('the rate limit', () => {
  it('lets one second’s worth through at once, then says how long to wait', () => {
    const { take } = limited(3);
    expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 1]);
  });

  it('fills evenly', () => {
    const { clock, take } = limited(2);
    expect([take(), take(), take()]).toEqual([0, 0, 1]);
    clock.now += 500;
    expect([take(), take()]).toEqual([0, 1]);
    clock.now += 60_000;
    expect([take(), take(), take()]).toEqual([0, 0, 1]);
  });

  it('is a matter of each postback alone', () => {
    const { take } = limited(1);
    expect([take('a'), take('a'), take('b')]).toEqual([0, 1, 0]);
  });

  it('is never overrun, and never shuts out who keeps to what it says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.nat(400), { maxLength: 300 }),
        (perSecond, pauses) => {
          const { clock, take } = limited(perSecond);
          const begun = clock.now;
          let passed = 0;
          for (const pause of pauses) {
            clock.now += pause;
            const wait = take();
            if (wait === 0) {
              passed += 1;
              continue;
            }
            clock.now += wait * 1000;
            expect(take()).toBe(0);
            passed += 1;
          }
          const seconds = (clock.now - begun) / 1000;
          expect(passed).toBeLessThanOrEqual(perSecond * (seconds + 1) + 1e-6);
        },
      ),
    );
  });

  it('survives a clock that is set back', () => {
    const { clock, take } = limited(1);
    take();
    clock.now -= 3_600_000;
    expect(take()).toBeGreaterThan(0);
    clock.now += 1000;
    expect(take()).toBe(0);
  });
});
