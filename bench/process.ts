/** Starts what is measured as processes of their own, and asks them for their figures. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const benchKey = 'bench-admin-key-0123456789';
const root = resolve(import.meta.dirname, '..');

export type Started = { port: number; pid: number; stop(): Promise<void>; startedInMs: number };

async function start(script: string, env: Record<string, string>, ready: RegExp): Promise<Started> {
  const begun = performance.now();
  // The same as `npm start` gives it.
  const child = spawn(process.execPath, ['--max-semi-space-size=8', join(root, script)], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await untilPrinted(child, ready);
  const startedInMs = performance.now() - begun;
  return {
    port: Number(port),
    pid: child.pid ?? 0,
    startedInMs,
    stop: () =>
      new Promise((done) => {
        child.once('exit', () => done());
        child.kill('SIGTERM');
      }),
  };
}

function untilPrinted(child: ChildProcess, ready: RegExp): Promise<string> {
  return new Promise((done, fail) => {
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      const found = ready.exec(printed);
      if (found) done(found[1] ?? '');
    });
    child.once('exit', (code) => fail(new Error(`it ended with ${code} before it was ready:\n${printed}`)));
  });
}

export const startBareServer = (): Promise<Started> => start('bench/bareServer.ts', {}, /^(\d+)\n/);

/** `url` is of a PostgreSQL for its sessions; without an `apiRoot` it answers in the webhook's own answer. */
export const startBareGrammy = (url: string, apiRoot: string | null): Promise<Started> =>
  start(
    'bench/bareGrammy.ts',
    { DATABASE_URL: url, ...(apiRoot === null ? {} : { API_ROOT: apiRoot }) },
    /^(\d+)\n/,
  );

export const startBareTelegram = (): Promise<Started> => start('bench/bareTelegram.ts', {}, /^(\d+)\n/);

export const startSignalbox = (dataDir: string, env: Record<string, string> = {}): Promise<Started> =>
  start(
    'src/main.ts',
    { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', ADMIN_API_KEY: benchKey, ...env },
    /is running: http:\/\/[^:]+:(\d+)/,
  );

/** A folder that is gone afterwards. */
export async function withFolder<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Resident memory of a process in MB, as the kernel counts it. */
export async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

export async function ask<Answer>(port: number, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${benchKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  const answer: Answer = JSON.parse(await response.text());
  return answer;
}

/** A gauge or counter of /metrics. */
export async function metric(port: number, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
}

/** Waits until everything that was accepted has been applied, at most a minute. */
export async function untilEmpty(port: number): Promise<void> {
  for (let n = 0; n < 1200; n += 1) {
    if ((await metric(port, 'signalbox_inbox_backlog')) === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the inbox did not become empty within a minute');
}
