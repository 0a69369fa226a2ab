import { z } from 'zod';
import { parseDuration } from '../base/instant.ts';

/** A duration as the funnel file writes it (`10s`, `2h`), kept as written. */
export const durationText = z.string().refine((text) => parseDuration(text).ok, {
  error: 'expected a duration such as 10s, 5m, 2h or 3d',
});

/** Milliseconds of a duration that was checked when it was saved; nothing is 0. */
export function milliseconds(text: string | undefined): number {
  if (!text) return 0;
  const parsed = parseDuration(text);
  return parsed.ok ? parsed.value : 0;
}
