import { clockAt, type Instant, instantOf } from '../../base/instant.ts';
import { type CustomDelay, milliseconds, weekdays } from '../../flow/flow.ts';
import type { Walk } from '../walk.ts';
import type { StepResult } from './result.ts';

/** Waits for a duration, or until a wall clock time of the bot (already past: tomorrow). */
export function doCustomDelay(walk: Walk, shape: CustomDelay): StepResult {
  const { now } = walk.facts;
  if (shape.for) return { then: 'pause', until: now + milliseconds(shape.for) };
  return {
    then: 'pause',
    until: nextClockTime(now, shape.until ?? '00:00', shape.days, walk.script.timezone),
  };
}

/** The next instant after `now` at which the clock shows `time` on one of `days` (none: any day). */
export function nextClockTime(
  now: Instant,
  time: string,
  days: readonly string[] | undefined,
  timezone: string,
): Instant {
  const hour = Number(time.slice(0, 2));
  const minute = Number(time.slice(3, 5));
  const today = clockAt(now, timezone);
  // Eight days reach the same weekday of next week when today's time is past.
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const at = instantOf(today.year, today.month, today.day + ahead, hour, minute, timezone);
    const day = weekdays[(today.weekday + ahead) % 7] ?? '';
    if (at > now && (!days || days.includes(day))) return at;
  }
  return now;
}
