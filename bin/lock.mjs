// A lock between processes: a folder, because making one is atomic everywhere.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

const heartbeatMs = 5_000;
/** A holder on another machine (a shared disk) is taken for dead after twelve missed heartbeats. */
const silentMs = 60_000;

/**
 * Runs `work` while holding the lock folder `path`; waits while another living process holds it.
 * A lock whose holder has died is taken over. Resolves with what `work` resolves with.
 */
export async function withLock(path, waiting, work) {
  for (let rounds = 0; !take(path); rounds++) {
    if (rounds === 1) console.error(`signalbox: ${waiting}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const heartbeat = setInterval(() => touch(path), heartbeatMs);
  heartbeat.unref();
  const release = () => rmSync(path, { recursive: true, force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off('exit', release);
    release();
  }
}

function take(path) {
  try {
    mkdirSync(path);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const holder = readHolder(path);
    if (isDead(path, holder)) remove(path, holder);
    return false;
  }
  const holder = { pid: process.pid, host: hostname(), since: Date.now() };
  writeFileSync(join(path, 'holder.json'), JSON.stringify(holder));
  return true;
}

function readHolder(path) {
  try {
    return readFileSync(join(path, 'holder.json'), 'utf8');
  } catch {
    return '';
  }
}

function isDead(path, text) {
  let age;
  try {
    age = Date.now() - statSync(path).mtimeMs;
  } catch {
    return false;
  }
  // Between making the folder and naming its holder pass microseconds; half a line counts as none.
  const holder = parse(text);
  if (!holder) return age > 10_000;
  return holder.host === hostname() ? !isAlive(holder.pid) : age > silentMs;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isAlive(pid) {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

/** Two waiters may see the same dead holder: who has moved away a newer lock by then puts it back. */
function remove(path, seen) {
  const aside = `${path}-${process.pid}`;
  try {
    renameSync(path, aside);
    if (readHolder(aside) !== seen) renameSync(aside, path);
  } catch {
    // Somebody else was faster; the next round looks again.
  }
  rmSync(aside, { recursive: true, force: true });
}

function touch(path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Only other machines look at the time; a missed beat is made up by the next.
  }
}
