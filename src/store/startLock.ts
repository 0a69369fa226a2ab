/** A lock between processes of one machine that survives none of its holders. */
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { hasCode } from './hasCode.ts';
import { isRunning, processStart } from './runningProcess.ts';

const pollMs = 25;

const holderShape = z.object({ pid: z.int(), start: z.string().nullable(), token: z.string() });

/** Runs `work` while holding the lock file `path`; waits for a living holder, takes over from a dead one. */
export async function withStartLock<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  const token = randomUUID();
  const mine = JSON.stringify({ pid: process.pid, start: processStart(process.pid), token });
  while (!take(path, mine, token)) await delay(pollMs);
  try {
    return await work();
  } finally {
    if (read(path) === mine) rmSync(path, { force: true });
  }
}

/** A link is atomic and brings its content along, so a lock without a holder cannot be seen. */
function take(path: string, mine: string, token: string): boolean {
  const draft = `${path}.${token}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    removeDead(path, `${draft}.dead`);
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Two waiters may see the same dead holder: who has moved away a newer lock by then puts it back. */
function removeDead(path: string, aside: string): void {
  const seen = read(path);
  if (seen === null || isHeld(seen)) return;
  try {
    renameSync(path, aside);
    if (read(aside) !== seen) linkSync(aside, path);
  } catch {
    // Somebody else was faster; the next round looks again.
  }
  rmSync(aside, { force: true });
}

function isHeld(text: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Half a line is what a crash of the machine leaves.
    return false;
  }
  const holder = holderShape.safeParse(value);
  return holder.success && isRunning(holder.data.pid, holder.data.start);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}
