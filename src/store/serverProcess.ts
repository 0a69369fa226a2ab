/** The postmaster of an embedded cluster: find it, launch it, end it. */
import { spawn } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from './hasCode.ts';
import { isRunning } from './runningProcess.ts';
import { commandAs, type ServerAccount } from './serverAccount.ts';

/** What postmaster.pid says; status is `starting`, `ready`, `stopping` or empty. */
export type Postmaster = { pid: number; port: number; status: string };

export type Launch = {
  cluster: string;
  log: string;
  binary: string;
  account: ServerAccount;
  settings: Record<string, string | number>;
  /** Null = any free one. */
  port: number | null;
};

const pollMs = 20;
/** After a crash up to max_wal_size of log is replayed: minutes on a slow disk. */
const startLimitMs = 600_000;
/** How long the backends of a killed postmaster may take to notice. */
const leftoversLimitMs = 20_000;
/** We promise to be gone 20 s after SIGTERM; the rest of the time is for the turns in hand. */
const fastStopLimitMs = 12_000;
const logLimitBytes = 10_000_000;

const pidFile = (cluster: string): string => join(cluster, 'postmaster.pid');

/** The living postmaster of this cluster, or null; a pid file left by a crash counts for nothing. */
export function findServer(cluster: string): Postmaster | null {
  const postmaster = readPidFile(cluster);
  return postmaster && isRunning(postmaster.pid) && serves(postmaster.pid, cluster) ? postmaster : null;
}

/** Launches a detached postmaster (no living one may be there) and waits until it is ready. */
export async function launchServer(launch: Launch): Promise<Postmaster> {
  const deadline = Date.now() + leftoversLimitMs;
  for (;;) {
    removeForeignPidFile(launch.cluster);
    const outcome = await tryLaunch(launch, launch.port ?? (await freePort()));
    if (typeof outcome !== 'string') return outcome;
    const portTaken = launch.port === null && /could not bind|could not create any TCP/.test(outcome);
    // Backends of a killed postmaster hold its shared memory until they notice; soon they will.
    const leftovers = /pre-existing shared memory block|postmaster\.pid" already exists/.test(outcome);
    if (!(portTaken || leftovers) || Date.now() > deadline) {
      throw new Error(`the embedded PostgreSQL did not start (${launch.log}):\n${outcome}`);
    }
    await delay(leftovers ? 200 : 0);
  }
}

/** Waits until a postmaster that somebody launched takes connections. */
export async function awaitReady(cluster: string, log: string, hasEnded = () => false): Promise<Postmaster> {
  const deadline = Date.now() + startLimitMs;
  for (;;) {
    const ended = hasEnded();
    const postmaster = findServer(cluster);
    if (postmaster?.status === 'ready') return postmaster;
    if (ended || Date.now() > deadline)
      throw new Error(`the embedded PostgreSQL did not become ready; see ${log}`);
    await delay(pollMs);
  }
}

/** A fast shutdown (connections are cut, everything is on disk); an immediate one when that takes too long. */
export async function endServer(cluster: string): Promise<void> {
  const postmaster = findServer(cluster);
  if (!postmaster) return;
  signal(postmaster.pid, 'SIGINT');
  if (await isGone(cluster, postmaster.pid, fastStopLimitMs)) return;
  signal(postmaster.pid, 'SIGQUIT');
  await isGone(cluster, postmaster.pid, 5_000);
}

/** Waits for the end of a postmaster; answers whether it has come. */
export async function isGone(cluster: string, pid: number, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (findServer(cluster)?.pid === pid) {
    if (Date.now() > deadline) return false;
    await delay(pollMs);
  }
  return true;
}

/** A postmaster, or what the server wrote before it gave up. */
async function tryLaunch(launch: Launch, port: number): Promise<Postmaster | string> {
  rotate(launch.log);
  const log = openSync(launch.log, 'a', 0o600);
  const from = fstatSync(log).size;
  const settings = Object.entries({ ...launch.settings, port });
  const flags = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { file, args, ...identity } = commandAs(launch.account, launch.binary, [
    '-D',
    launch.cluster,
    ...flags,
  ]);
  // Detached: neither Ctrl-C in our terminal nor our own violent end takes the database along.
  const options = { ...identity, cwd: '/', detached: true, env: serverEnvironment() };
  const child = spawn(file, args, { ...options, stdio: ['ignore', log, log] });
  closeSync(log);
  let ending: string | null = null;
  child.once('error', (error) => {
    ending = error.message;
  });
  child.once('exit', (code, by) => {
    ending = `it ended with ${by ?? `code ${code}`}`;
  });
  try {
    return await awaitReady(launch.cluster, launch.log, () => ending !== null);
  } catch (error) {
    if (ending === null) throw error;
    return `${ending}\n${readFileSync(launch.log).subarray(from).toString().slice(-2000)}`;
  } finally {
    child.unref();
  }
}

/** Nothing of our own environment: PGDATA and its like would override what we say. */
export const serverEnvironment = (): Record<string, string> => ({ LC_ALL: 'C', PATH: '/usr/bin:/bin' });

function readPidFile(cluster: string): Postmaster | null {
  let text: string;
  try {
    text = readFileSync(pidFile(cluster), 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 1
    ? { pid, port: Number(lines[3]), status: (lines[7] ?? '').trim() }
    : null;
}

/**
 * Whether the process is a server of this folder and not a stranger that got the number of a dead one. A
 * postmaster works in its data folder. Where there is no /proc we believe the pid file, as PostgreSQL does.
 */
function serves(pid: number, cluster: string): boolean {
  if (process.platform !== 'linux') return true;
  try {
    if (readlinkSync(`/proc/${pid}/cwd`) === cluster) return true;
  } catch {
    // Another user's process does not show it; the command line is open to all.
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(cluster);
  } catch {
    return false;
  }
}

/** PostgreSQL believes a pid file whose number lives on as somebody else, and would refuse to start. */
function removeForeignPidFile(cluster: string): void {
  const postmaster = readPidFile(cluster);
  if (postmaster && isRunning(postmaster.pid) && !serves(postmaster.pid, cluster)) rmSync(pidFile(cluster));
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

function rotate(log: string): void {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size > logLimitBytes) renameSync(log, `${log}.1`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
