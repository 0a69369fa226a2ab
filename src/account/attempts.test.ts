import { describe, expect, it } from 'vitest';
import { countAttempts } from './attempts.ts';

describe('counted attempts', () => {
  it('make a name wait once there were too many, until the window has passed', () => {
    let now = 0;
    const attempts = countAttempts(3, 60_000, () => now);
    for (let tries = 0; tries < 3; tries++) {
      expect(attempts.waitSeconds('ann')).toBe(0);
      attempts.note('ann');
      now += 10_000;
    }
    expect([attempts.waitSeconds('ann'), attempts.waitSeconds('bob')]).toEqual([30, 0]);
    now = 60_001;
    expect(attempts.waitSeconds('ann')).toBe(0);
    attempts.note('ann');
    expect(attempts.waitSeconds('ann')).toBe(10);
    attempts.forget('ann');
    expect(attempts.waitSeconds('ann')).toBe(0);
  });

  it('of ever new names do not fill the memory', () => {
    const attempts = countAttempts(1, 60_000, () => 0);
    for (let n = 0; n < 20_000; n++) attempts.note(`name ${n}`);
    expect([attempts.waitSeconds('name 0'), attempts.waitSeconds('name 19999')]).toEqual([0, 60]);
  });
});
