/** Counts what went wrong, so that guessing does not pay. */

/** More names than this at once are an attack; the oldest are forgotten. */
const mostNames = 10_000;

export type Attempts = {
  /** Whole seconds to wait, 0 when another try is allowed. */
  waitSeconds(name: string): number;
  note(name: string): void;
  forget(name: string): void;
};

/** Allows `most` noted tries of a name within `windowMs`, in this process's memory. */
export function countAttempts(most: number, windowMs: number, now: () => number = Date.now): Attempts {
  const noted = new Map<string, number[]>();
  const recent = (name: string): number[] => (noted.get(name) ?? []).filter((at) => at > now() - windowMs);
  return {
    waitSeconds: (name) => {
      const times = recent(name);
      const first = times[times.length - most];
      return first === undefined ? 0 : Math.ceil((first + windowMs - now()) / 1000);
    },
    note: (name) => {
      const times = [...recent(name), now()].slice(-most);
      noted.delete(name);
      noted.set(name, times);
      const [oldest] = noted.keys();
      if (noted.size > mostNames && oldest !== undefined) noted.delete(oldest);
    },
    forget: (name) => void noted.delete(name),
  };
}
