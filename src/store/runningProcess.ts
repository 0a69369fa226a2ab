/** Whether a process still lives, told apart from a later one that got its number. */
import { readFileSync } from 'node:fs';
import { hasCode } from './hasCode.ts';

/**
 * When a process began, in the kernel's ticks since boot; null where there is no /proc or no such
 * process, and for one that has ended but has not been reaped.
 */
export function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces and brackets; state and start are fields 3 and 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** `start` is what `processStart` said of it when it was seen; null skips that comparison. */
export function isRunning(pid: number, start: string | null = null): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, but is somebody else's.
    if (!hasCode(error, 'EPERM')) return false;
  }
  if (process.platform !== 'linux') return true;
  const now = processStart(pid);
  return now !== null && (start === null || start === now);
}
