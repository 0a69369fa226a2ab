/** What the browser keeps for us. Where it keeps nothing (private windows, full disks) we live without. */

export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The page works the same until it is closed.
  }
}
