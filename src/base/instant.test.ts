import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockAt, formatInstant, instantOf, isTimezone, parseDuration } from './instant.ts';

const day = 86_400_000;
const at = (text: string): number => Date.parse(text);

/** Zones with summer time in both hemispheres, half-hour jumps, odd offsets, both ends of the date line. */
const zones = [
  'UTC',
  'Europe/Moscow',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'America/Sao_Paulo',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Antarctica/Troll',
];
const zone = fc.constantFrom(...zones);
const minute = fc
  .integer({ min: at('2005-01-01T00:00Z') / 60_000, max: at('2037-12-31T00:00Z') / 60_000 })
  .map((minutes) => minutes * 60_000);

describe('formatInstant', () => {
  it('is ISO 8601 in UTC with milliseconds, as the seed shows it', () => {
    expect(formatInstant(at('2024-03-10T17:49:32.806Z'))).toBe('2024-03-10T17:49:32.806Z');
    expect(formatInstant(0)).toBe('1970-01-01T00:00:00.000Z');
  });
});

describe('parseDuration', () => {
  it.each([
    ['10s', 10_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['3d', 3 * day],
    ['500ms', 500],
    ['1h30m', 5_400_000],
    ['1m1ms', 60_001],
    ['0s', 0],
    ['007s', 7000],
    ['366d', 366 * day],
  ])('reads %s', (text, value) => expect(parseDuration(text)).toEqual({ ok: true, value }));

  it.each([
    '',
    '5',
    's',
    '-5m',
    '1.5h',
    '5 m',
    ' 5m',
    '5m\n',
    '5M',
    '5w',
    '367d',
    '366d1ms',
    '٣d',
    '1e3s',
    `${'9'.repeat(400)}d`,
    '1'.repeat(1_000_000),
    `${'1s'.repeat(500_000)}x`,
  ])('refuses %j', (text) => expect(parseDuration(text).ok).toBe(false));

  it('adds up its parts', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(1000), fc.nat(1000), fc.nat(1000), (days, hours, minutes, seconds) => {
        const value = days * day + hours * 3_600_000 + minutes * 60_000 + seconds * 1000;
        expect(parseDuration(`${days}d${hours}h${minutes}m${seconds}s`)).toEqual({ ok: true, value });
      }),
    );
  });
});

describe('clockAt', () => {
  it('shows the wall clock and the weekday of the zone, not of UTC', () => {
    expect(clockAt(at('2024-03-10T22:30:59.999Z'), 'Europe/Moscow')).toEqual({
      year: 2024,
      month: 3,
      day: 11,
      hour: 1,
      minute: 30,
      weekday: 1,
    });
    expect(clockAt(at('2024-12-31T23:59:00Z'), 'America/New_York')).toMatchObject({
      day: 31,
      hour: 18,
      weekday: 2,
    });
    expect(clockAt(at('2024-06-01T00:00:00Z'), 'UTC')).toMatchObject({ hour: 0, minute: 0, weekday: 6 });
    expect(clockAt(at('2024-06-01T18:15:00Z'), 'Asia/Kathmandu')).toMatchObject({
      day: 2,
      hour: 0,
      minute: 0,
    });
  });

  it('throws for a zone that nobody knows', () => {
    expect(() => clockAt(0, 'Mars/Olympus')).toThrow(RangeError);
  });
});

type ClockCase = [what: string, clock: Parameters<typeof instantOf>, expected: string];

describe('instantOf', () => {
  it.each<ClockCase>([
    ['winter', [2024, 1, 15, 15, 30, 'Europe/Berlin'], '2024-01-15T14:30:00Z'],
    ['summer', [2024, 7, 15, 15, 30, 'Europe/Berlin'], '2024-07-15T13:30:00Z'],
    ['the last minute before the jump', [2024, 3, 31, 1, 59, 'Europe/Berlin'], '2024-03-31T00:59:00Z'],
    ['the first minute after the jump', [2024, 3, 31, 3, 0, 'Europe/Berlin'], '2024-03-31T01:00:00Z'],
    ['the last minute before it comes twice', [2024, 10, 27, 1, 59, 'Europe/Berlin'], '2024-10-26T23:59:00Z'],
    ['the first minute after it came twice', [2024, 10, 27, 3, 0, 'Europe/Berlin'], '2024-10-27T02:00:00Z'],
    ['west of Greenwich, jump', [2024, 3, 10, 3, 0, 'America/New_York'], '2024-03-10T07:00:00Z'],
    ['the southern hemisphere', [2024, 1, 15, 12, 0, 'Pacific/Chatham'], '2024-01-14T22:15:00Z'],
    ['the day after a skipped day', [2011, 12, 31, 0, 30, 'Pacific/Apia'], '2011-12-30T10:30:00Z'],
    ['the day before a skipped day', [2011, 12, 29, 23, 30, 'Pacific/Apia'], '2011-12-30T09:30:00Z'],
    ['a zone that gave up summer time', [2014, 10, 26, 12, 0, 'Europe/Moscow'], '2014-10-26T09:00:00Z'],
  ])('%s', (_what, clock, expected) =>
    expect(formatInstant(instantOf(...clock))).toBe(formatInstant(at(expected))),
  );

  it.each<ClockCase>([
    ['Berlin', [2024, 3, 31, 2, 30, 'Europe/Berlin'], '2024-03-31T01:30:00Z'],
    ['New York', [2024, 3, 10, 2, 30, 'America/New_York'], '2024-03-10T07:30:00Z'],
    ['Lord Howe, by half an hour', [2024, 10, 6, 2, 15, 'Australia/Lord_Howe'], '2024-10-05T15:45:00Z'],
    ['Apia, by a whole day', [2011, 12, 30, 12, 0, 'Pacific/Apia'], '2011-12-30T22:00:00Z'],
  ])('reads a skipped time with the offset before the jump: %s', (_what, clock, expected) =>
    expect(formatInstant(instantOf(...clock))).toBe(formatInstant(at(expected))),
  );

  it.each<ClockCase>([
    ['Berlin', [2024, 10, 27, 2, 30, 'Europe/Berlin'], '2024-10-27T00:30:00Z'],
    ['New York', [2024, 11, 3, 1, 30, 'America/New_York'], '2024-11-03T05:30:00Z'],
    ['Lord Howe, by half an hour', [2024, 4, 7, 1, 45, 'Australia/Lord_Howe'], '2024-04-06T14:45:00Z'],
  ])('takes the first of a time that comes twice: %s', (_what, clock, expected) =>
    expect(formatInstant(instantOf(...clock))).toBe(formatInstant(at(expected))),
  );

  it('counts days and hours beyond the end over, so that tomorrow is day + 1', () => {
    expect(instantOf(2024, 12, 32, 9, 0, 'Europe/Moscow')).toBe(at('2025-01-01T06:00:00Z'));
    expect(instantOf(2024, 2, 30, 9, 0, 'UTC')).toBe(at('2024-03-01T09:00:00Z'));
  });

  it('is the way back from clockAt: the same clock, and never later than the instant it came from', () => {
    fc.assert(
      fc.property(minute, zone, (instant, timezone) => {
        const clock = clockAt(instant, timezone);
        const back = instantOf(clock.year, clock.month, clock.day, clock.hour, clock.minute, timezone);
        expect(clockAt(back, timezone)).toEqual(clock);
        expect(back).toBeLessThanOrEqual(instant);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the way back in every minute around every jump of two years', () => {
    for (const timezone of zones) {
      for (const jump of jumpsOf(timezone, at('2023-01-01T00:00Z'), at('2025-01-01T00:00Z'))) {
        for (let instant = jump - 3 * 3_600_000; instant < jump + 3 * 3_600_000; instant += 5 * 60_000) {
          const clock = clockAt(instant, timezone);
          const back = instantOf(clock.year, clock.month, clock.day, clock.hour, clock.minute, timezone);
          expect(clockAt(back, timezone)).toEqual(clock);
          expect(back).toBeLessThanOrEqual(instant);
        }
      }
    }
  });
});

/** The hours at whose end the zone's offset has changed. */
function jumpsOf(timezone: string, from: number, to: number): number[] {
  const offsetAt = (instant: number): number => {
    const { year, month, day: date, hour, minute: minutes } = clockAt(instant, timezone);
    return Date.UTC(year, month - 1, date, hour, minutes) - instant;
  };
  const jumps: number[] = [];
  for (let instant = from; instant < to; instant += day) {
    if (offsetAt(instant) === offsetAt(instant + day)) continue;
    let hour = instant;
    while (offsetAt(hour) === offsetAt(instant)) hour += 3_600_000;
    jumps.push(hour);
  }
  return jumps;
}

describe('isTimezone', () => {
  it('knows IANA names and nothing else', () => {
    for (const name of [...zones, 'Asia/Calcutta', 'Etc/GMT+3']) expect(isTimezone(name)).toBe(true);
    for (const name of [
      '',
      'Mars/Olympus',
      'Moscow',
      '__proto__',
      'UTC ',
      '+03:00',
      '-0300',
      '\0',
      'x'.repeat(100_000),
    ]) {
      expect(isTimezone(name)).toBe(false);
    }
  });
});
