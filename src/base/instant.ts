/** Points in time are numbers: milliseconds since 1970 UTC. Nothing here asks what time it is. */
import { fail, ok, type Result } from './result.ts';

export type Instant = number;

/** `2024-03-10T17:49:32.806Z`: ISO 8601, UTC, milliseconds, as every API answer and macro shows it. */
export const formatInstant = (at: Instant): string => new Date(at).toISOString();

const unitMilliseconds: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Reads `10s`, `5m`, `2h`, `3d`, `500ms` and sums such as `1h30m` as milliseconds; at most 366 days. */
export function parseDuration(text: string): Result<number, string> {
  if (!/^(\d+(ms|s|m|h|d))+$/.test(text)) {
    return fail(`expected a duration such as 10s, 5m, 2h or 3d, got ${JSON.stringify(text)}`);
  }
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g)) {
    total += Number(amount) * (unitMilliseconds[unit ?? ''] ?? 0);
  }
  return total <= 366 * 86_400_000 ? ok(total) : fail('a duration is at most 366 days');
}

/** What a wall clock in `timezone` (IANA name) shows at `at`; weekday 0 = Sunday. */
export function clockAt(
  at: Instant,
  timezone: string,
): { year: number; month: number; day: number; hour: number; minute: number; weekday: number } {
  const parts = Object.fromEntries(
    formatterOf(timezone)
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  const year = Number(parts.year);
  const month = Number(parts.month);
  const day = Number(parts.day);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return { year, month, day, hour: Number(parts.hour), minute: Number(parts.minute), weekday };
}

/**
 * The instant at which the wall clock of `timezone` shows the given time. A time that a jump of
 * summer time skips is read with the offset before the jump; of one that comes twice, the first counts.
 */
export function instantOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  timezone: string,
): Instant {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute);
  const before = offsetAt(asUtc - 86_400_000, timezone);
  const after = offsetAt(asUtc + 86_400_000, timezone);
  const first = asUtc - Math.max(before, after);
  if (offsetAt(first, timezone) === Math.max(before, after)) return first;
  const second = asUtc - Math.min(before, after);
  return offsetAt(second, timezone) === Math.min(before, after) ? second : asUtc - before;
}

/** Whether the runtime knows this IANA time zone name; a bare offset such as `+03:00` is none. */
export function isTimezone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timezone: string): Intl.DateTimeFormat {
  // Zone names know no letter case: one formatter per zone however it is spelled, so at most some 600.
  const key = timezone.toLowerCase();
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(key, formatter);
  }
  return formatter;
}

function offsetAt(at: Instant, timezone: string): number {
  const clock = clockAt(at, timezone);
  const shown = Date.UTC(clock.year, clock.month - 1, clock.day, clock.hour, clock.minute);
  return shown - Math.floor(at / 60_000) * 60_000;
}
