/** Quiet hours at the edges of days, zones and summer time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scriptOf } from '../../test/support/play.ts';
import { clockAt } from '../base/instant.ts';
import { quietUntil } from './push.ts';

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const zone = fc.constantFrom(
  ...[
    'UTC',
    'Europe/Berlin',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'America/Santiago',
  ],
);

const shown = (at: number, timezone: string): string => {
  const { hour, minute } = clockAt(at, timezone);
  return [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
};

const isBetween = (time: string, from: string, to: string): boolean =>
  from < to ? time >= from && time < to : from > to && (time >= from || time < to);

describe('quiet hours', () => {
  it('are quiet exactly while the clock shows them, and end later than now, within a day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2025, 0, 1) }),
        clock,
        clock,
        zone,
        (at, from, to, timezone) => {
          const script = scriptOf({ bot: { quietHours: `${from}-${to}`, timezone }, flows: {} });
          const until = quietUntil({ script }, at);
          expect(until !== null).toBe(isBetween(shown(at, timezone), from, to));
          if (until === null) return;
          expect(until).toBeGreaterThan(at);
          expect(until - at).toBeLessThanOrEqual(25 * 3_600_000);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('are over after at most one more look, also in the nights of a change', () => {
    const nights: [string, number][] = [
      ['Europe/Berlin', Date.UTC(2024, 2, 30, 20)],
      ['Europe/Berlin', Date.UTC(2024, 9, 26, 20)],
      ['Australia/Lord_Howe', Date.UTC(2024, 3, 6, 6)],
      ['Australia/Lord_Howe', Date.UTC(2024, 9, 5, 6)],
    ];
    for (const [timezone, start] of nights) {
      for (const hours of [
        '22:00-02:00',
        '22:00-02:30',
        '22:00-03:00',
        '02:15-02:45',
        '01:30-02:30',
        '00:00-23:59',
      ]) {
        const script = scriptOf({ bot: { quietHours: hours, timezone }, flows: {} });
        for (let at = start; at < start + 14 * 3_600_000; at += 60_000) {
          const first = quietUntil({ script }, at);
          if (first === null) continue;
          const second = quietUntil({ script }, first);
          expect(
            second === null || quietUntil({ script }, second) === null,
            `${timezone} ${hours} ${at}`,
          ).toBe(true);
        }
      }
    }
  });
});
