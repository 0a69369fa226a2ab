import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isClickId, laneOfClickId, makeClickId } from './campaign.ts';

const anyMoment = fc.integer({ min: 0, max: 62 ** 7 - 1 });
const six = fc.uint8Array({ minLength: 6, maxLength: 6 });

describe('a click id of ours', () => {
  it('fits a deep link, and names its lane', () => {
    fc.assert(
      fc.property(fc.nat(15), anyMoment, six, (lane, at, random) => {
        const clickid = makeClickId(lane, at, random);
        expect(clickid).toMatch(/^[A-Za-z0-9]{14}$/);
        expect(isClickId(clickid)).toBe(true);
        expect(laneOfClickId(clickid)).toBe(lane);
      }),
    );
  });

  it('sorts by time within a lane, byte by byte', () => {
    fc.assert(
      fc.property(anyMoment, anyMoment, six, (one, other, random) => {
        fc.pre(one < other);
        expect(makeClickId(3, one, random) < makeClickId(3, other, random)).toBe(true);
      }),
    );
  });
});

describe('what may be a click id', () => {
  it.each(['a', 'test123', 'A-b_9', 'x'.repeat(64)])('%s may', (text) => {
    expect(isClickId(text)).toBe(true);
  });

  it.each(['', 'x'.repeat(65), 'a b', 'a\n', 'é', '{sub1}', 'a.b', '\0'])('%j may not', (text) => {
    expect(isClickId(text)).toBe(false);
  });

  it('of an outside tracker has some lane, whatever it looks like', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const lane = laneOfClickId(text);
        expect(Number.isInteger(lane) && lane >= 0 && lane < 16).toBe(true);
      }),
    );
    expect(laneOfClickId('test123')).toBe(0);
    expect(laneOfClickId('zzzzzzzzzzzzzz')).toBe(0);
  });
});
