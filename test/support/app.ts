/** The whole product as a process of its own, for tests that go through HTTP. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export type App = {
  url: string;
  signInLink: string;
  adminKey: string;
  dataDir: string;
  /** What it has printed so far. */
  output(): string;
  /** Ends the process at once, as a crash would. */
  kill(): Promise<void>;
  /** Stops it in good order; answers the exit code. Removes the data unless told to keep it. */
  stop(options?: { keepData?: boolean }): Promise<number | null>;
};

const adminKey = 'test-admin-key-0123456789';
const main = resolve(import.meta.dirname, '../../src/main.ts');
const startWithinMs = 60_000;

/** Starts it with a fresh DATA_DIR on a free port, unless `env` says otherwise. */
export async function startApp(env: Record<string, string> = {}): Promise<App> {
  const dataDir = env.DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'signalbox-app-')));
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      LOG_LEVEL: 'warn',
      ADMIN_API_KEY: adminKey,
      DATA_DIR: dataDir,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  const note = (chunk: Buffer): void => {
    printed += chunk.toString('utf8');
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  await waitForGreeting(child, () => printed);
  return {
    url: /is running: (\S+)/.exec(printed)?.[1] ?? '',
    signInLink: /minutes\): (\S+)/.exec(printed)?.[1] ?? '',
    adminKey,
    dataDir,
    output: () => printed,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: async ({ keepData = false } = {}) => {
      child.kill('SIGTERM');
      const code = await ended;
      if (!keepData) await rm(dataDir, { recursive: true, force: true });
      return code;
    },
  };
}

function waitForGreeting(child: ChildProcess, printed: () => string): Promise<void> {
  return new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(`it did not start:\n${printed()}`)), startWithinMs);
    const end = (): void => {
      clearTimeout(late);
      clearInterval(look);
      fail(new Error(`it ended while starting:\n${printed()}`));
    };
    const look = setInterval(() => {
      if (!/is running: \S+[\s\S]*minutes\): \S+|Signalbox works/.test(printed())) return;
      clearTimeout(late);
      clearInterval(look);
      child.off('exit', end);
      done();
    }, 20);
    child.once('exit', end);
  });
}
