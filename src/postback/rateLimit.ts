/** Requests a second by key: a bucket that holds one second's worth and fills evenly. */
export function createRateLimit(now: () => number): {
  /** Takes one; answers 0, or how many seconds to wait. */
  take(key: string, perSecond: number): number;
} {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take: (key, perSecond) => {
      const at = now();
      const bucket = buckets.get(key) ?? { left: perSecond, at };
      // A clock that is set back must not empty the bucket.
      const passedMs = Math.max(0, at - bucket.at);
      bucket.left = Math.min(perSecond, bucket.left + (passedMs / 1000) * perSecond);
      bucket.at = at;
      buckets.set(key, bucket);
      if (bucket.left < 1) return Math.max(1, Math.ceil((1 - bucket.left) / perSecond));
      bucket.left -= 1;
      return 0;
    },
  };
}
