import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOrMakeSecretFile } from '../src/store/secretKey.ts';
import {
  findDialogsById,
  migrate,
  openDatabase,
  readOrMakeSecret,
  startEmbeddedPostgres,
} from '../src/store/store.ts';
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

  it('brings the memory of a version 1 dialog to this version, whatever its texts hold', async () => {
    const { url: fullUrl, drop } = await testDatabase();
    const url = fullUrl.replace(/\/test_/, '/old_');
    const name = new URL(url).pathname.slice(1);
    await ask(fullUrl, `create database ${name} template template0`);
    await migrateAsFirstVersion(url);
    const old = (tid: string) =>
      `{"v":1,"phase":"awaitingReply","visit":3,"timers":[],"counts":{"sale":1,"resale":2},"balance":{"USD":"60"},"lastEvent":{"name":"resale","cost":"20","currency":"USD","tid":"${tid}"},"recent":[],"blockedBy":null,"lastInboundAt":null,"lastSendAt":0}`;
    const ids = { company: 1, space: 2, bot: 3 };
    const id = (what: keyof typeof ids): string => `'00000000-0000-4000-8000-00000000000${ids[what]}'`;
    await ask(url, `insert into company (id, name) values (${id('company')}, 'c')`);
    await ask(
      url,
      `insert into space (id, company_id, key, name) values (${id('space')}, ${id('company')}, 's', 's')`,
    );
    await ask(
      url,
      `insert into bot (id, space_id, key, lane, document) values (${id('bot')}, ${id('space')}, 'b', 0, '{}')`,
    );
    for (const [chat, tid] of [
      [1, 'plain'],
      [2, 'with \\u0000 and \\ud800'],
    ]) {
      await ask(
        url,
        `insert into dialog (bot_id, chat_id, status, state, created_at) values (${id('bot')}, ${chat}, 'auto', '${old(String(tid))}', now())`,
      );
    }
    await ask(
      url,
      `insert into event (dialog_id, id, name, received_name, ordinal, currency, at)
       select dialog.id, e.n, e.word, e.word, e.n, 'USD', to_timestamp(e.n * 1000)
       from dialog, (values (1, 'sale'), (2, 'resale'), (3, 'resale')) as e (n, word) where chat_id = 2`,
    );
    await migrate(url);
    const database = openDatabase(url);
    const dialogs = await findDialogsById(
      database,
      (await ask(url, 'select id from dialog order by chat_id')).map(String),
    );
    await database.close();
    const states = dialogs.sort((a, b) => a.chatId - b.chatId).map((dialog) => dialog.state);
    expect(states.map(({ v, visit, counts, last }) => ({ v, visit, counts, last }))).toEqual([
      { v: 2, visit: 3, counts: { sale: 1, resale: 2 }, last: {} },
      { v: 2, visit: 3, counts: { sale: 1, resale: 2 }, last: { sale: 1_000_000, resale: 3_000_000 } },
    ]);
    expect(states[1]?.lastEvent?.tid).toBe('with \u0000 and \ud800');
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

/** The schema as the first release had it. */
async function migrateAsFirstVersion(url: string): Promise<void> {
  const folder = join(import.meta.dirname, '../src/store/migrations');
  await ask(
    url,
    `create table migration (id serial primary key, name text not null, run_on timestamp not null)`,
  );
  for (const name of ['0001_first', '0002_accounts']) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(readFileSync(join(folder, `${name}.sql`), 'utf8'));
    await client.query('insert into migration (name, run_on) values ($1, now())', [name]);
    await client.end();
  }
}

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
