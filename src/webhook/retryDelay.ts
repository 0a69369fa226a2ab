/** Seconds before the 1st, 2nd, ... attempt: a slip is mended at once, an outage is sat out (17.6 h in all). */
const delaysSeconds = [0, 5, 300, 1800, 7200, 18_000, 36_000];

/**
 * How long to wait, in seconds, before the next attempt of a call that has had `attempt` attempts so far
 * (0 = none yet); null = give up. `draw` (0 to 1) spreads the delay by up to 10 % either way, so that
 * calls which failed together do not come back together.
 */
export function retryDelaySeconds(attempt: number, draw: number): number | null {
  const delay = delaysSeconds[attempt];
  if (delay === undefined) return null;
  const spread = Math.min(1, Math.max(0, draw));
  return Math.round(delay * (0.9 + 0.2 * spread) * 1000) / 1000;
}
