import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOrMakeSecretFile } from '../src/store/secretKey.ts';
import { migrate, openDatabase, readOrMakeSecret, startEmbeddedPostgres } from '../src/store/store.ts';
import { testDatabase } from './support/database.ts';

const limit = { timeout: 60_000 };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-storage-'));
});
afterEach(async () => {
  // Whatever a failed test has left running; removing needs nobody else's lease.
  if (existsSync(join(folder, 'postgres', 'postmaster.pid'))) {
    await (await startEmbeddedPostgres(folder)).stop({ remove: true });
  }
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query({ text: statement, rowMode: 'array' });
  await client.end();
  return rows.flat();
}

/** Another process that starts the same embedded server, says its URL and lives until it is killed. */
async function otherProcess(): Promise<{ url: string; child: ChildProcess }> {
  const door = new URL('../src/store/store.ts', import.meta.url).href;
  const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(door)});
    console.log((await startEmbeddedPostgres(${JSON.stringify(folder)})).url);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the other process ended')));
    child.stdout?.once('data', (data) => resolve(String(data).trim()));
  });
  return { url, child };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}

const postmasterPid = (): number =>
  Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);

describe('the embedded PostgreSQL', limit, () => {
  it('keeps its data over a restart, and its password to itself', async () => {
    chmodSync(folder, 0o755);
    const first = await startEmbeddedPostgres(folder);
    await ask(first.url, 'create table kept as select 1 as one');
    expect(await ask(first.url, 'show fsync')).toEqual(['on']);
    expect(await first.stop()).toBe(true);
    const second = await startEmbeddedPostgres(folder);
    expect(await ask(second.url, 'select one from kept')).toEqual([1]);
    expect(statSync(join(folder, 'postgres.password')).mode & 0o777).toBe(0o600);
    const wrong = new URL(second.url);
    wrong.password = 'wrong';
    await expect(ask(wrong.href, 'select 1')).rejects.toThrow('password');
    expect(await second.stop({ remove: true })).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  it('is adopted after a violent end of its process', async () => {
    const other = await otherProcess();
    await end(other.child, 'SIGKILL');
    const mine = await startEmbeddedPostgres(folder);
    expect(mine.url).toBe(other.url);
    expect(await ask(mine.url, 'select 1')).toEqual([1]);
    expect(await mine.stop()).toBe(true);
  });

  it('is made once when several processes start at once, and ends with the last of them', async () => {
    const [mine, twin, other] = await Promise.all([
      startEmbeddedPostgres(folder),
      startEmbeddedPostgres(folder),
      otherProcess(),
    ]);
    expect(new Set([mine.url, twin.url, other.url]).size).toBe(1);
    expect(await mine.stop()).toBe(false);
    expect(await twin.stop()).toBe(false);
    expect(await ask(mine.url, 'select 1')).toEqual([1]);
    await end(other.child, 'SIGKILL');
    expect(await (await startEmbeddedPostgres(folder)).stop()).toBe(true);
  });

  it('starts although a pid file names a living stranger, a lock a dead process', async () => {
    const first = await startEmbeddedPostgres(folder);
    const pidFile = readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8');
    await first.stop();
    writeFileSync(join(folder, 'postgres', 'postmaster.pid'), pidFile.replace(/^\d+/, String(process.pid)));
    writeFileSync(
      join(folder, 'postgres.lock'),
      JSON.stringify({ pid: process.pid, start: '1', token: 'x' }),
    );
    const second = await startEmbeddedPostgres(folder);
    expect(await ask(second.url, 'select 1')).toEqual([1]);
    expect(postmasterPid()).not.toBe(process.pid);
    expect(await second.stop()).toBe(true);
  });

  it('comes back on the same port when the server itself is killed', async () => {
    const mine = await startEmbeddedPostgres(folder);
    await ask(mine.url, 'create table kept as select 1 as one');
    const killed = postmasterPid();
    process.kill(killed, 'SIGKILL');
    await expect
      .poll(() => ask(mine.url, 'select one from kept').catch(String), { timeout: 30_000, interval: 100 })
      .toEqual([1]);
    expect(postmasterPid()).not.toBe(killed);
    expect(await mine.stop()).toBe(true);
  });

  it('says what the server said when it cannot start', async () => {
    await (await startEmbeddedPostgres(folder)).stop();
    writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '9.6\n');
    await expect(startEmbeddedPostgres(folder)).rejects.toThrow('not compatible with this version');
  });
});

describe('migrate', limit, () => {
  it('runs once for four processes that start at once', async () => {
    const { url: fullUrl, drop } = await testDatabase();
    const url = fullUrl.replace(/\/test_/, '/empty_');
    const name = new URL(url).pathname.slice(1);
    await ask(fullUrl, `create database ${name} template template0`);
    await Promise.all([1, 2, 3, 4].map(() => migrate(url)));
    expect(await ask(url, 'select name from migration')).toContain('0001_first');
    expect(
      await ask(url, 'select count(*) from (select name from migration group by name having count(*) > 1)'),
    ).toEqual(['0'].map(Number));
    await migrate(url);
    await ask(fullUrl, `drop database ${name} with (force)`);
    await drop();
  });

  it('refuses a database of a newer version', async () => {
    const { url, database, drop } = await testDatabase();
    await database.query(`insert into migration (name, run_on) values ('9999_future', now())`);
    await expect(migrate(url)).rejects.toThrow(/newer version.*9999_future/);
    await drop();
  });
});

describe('testDatabase', limit, () => {
  it('gives each caller a database of its own', async () => {
    const [first, second] = await Promise.all([testDatabase(), testDatabase()]);
    await first.database.query('create table mine (id int)');
    expect(await second.database.query(`select to_regclass('mine') as found`)).toEqual([{ found: null }]);
    await Promise.all([first.drop(), second.drop()]);
    const gone = openDatabase(first.url);
    await expect(gone.query('select 1')).rejects.toThrow('does not exist');
    await gone.close();
  });
});

describe('readOrMakeSecret', () => {
  it('makes a key once, for its owner alone', () => {
    const made = readOrMakeSecret(folder);
    expect(made.length).toBeGreaterThanOrEqual(32);
    expect(readOrMakeSecret(folder)).toBe(made);
    expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600);
  });

  it('refuses a damaged key instead of making another', () => {
    const path = join(folder, 'secret.key');
    writeFileSync(path, 'abc');
    expect(() => readOrMakeSecretFile(path)).toThrow('damaged');
  });
});
