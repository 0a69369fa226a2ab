/** A fresh, migrated database for each test that asks: real PostgreSQL, cloned from a template in some 30 ms. */
import { createHash, randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { withStartLock } from '../../src/store/startLock.ts';
import {
  type Database,
  type EmbeddedPostgres,
  migrate,
  openDatabase,
  startEmbeddedPostgres,
} from '../../src/store/store.ts';

export type TestDatabase = {
  url: string;
  database: Database;
  /** Closes `database` and deletes it, whoever else is connected. */
  drop(): Promise<void>;
};

const root = resolve(import.meta.dirname, '../..');
const migrations = join(root, 'src/store/migrations');

/**
 * One cluster for this working copy and user, shared by every test process; the last that stops removes
 * it. A run that crashed leaves at most this one server, which the next run adopts and removes.
 */
const folder = join(tmpdir(), `signalbox-test-${process.getuid?.() ?? 'user'}-${shortHash([root])}`);

let cluster: Promise<EmbeddedPostgres> | undefined;
let template: Promise<string> | undefined;

/** A database of its own for one test or one file; call `drop` at the end. */
export async function testDatabase(): Promise<TestDatabase> {
  cluster ??= startTestCluster();
  const { url: adminUrl } = await cluster;
  template ??= ensureTemplate(adminUrl);
  const from = await template;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(adminUrl, `create database ${name} template ${from}`);
  const url = urlOf(adminUrl, name);
  const database = openDatabase(url);
  const drop = async () => {
    await database.close();
    await execute(adminUrl, `drop database if exists ${name} with (force)`);
  };
  return { url, database, drop };
}

/** Starts or adopts the shared cluster; what a crash of the machine has spoilt is made anew. */
export async function startTestCluster(): Promise<EmbeddedPostgres> {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || (process.getuid && stat.uid !== process.getuid())) {
    throw new Error(`${folder} belongs to somebody else`);
  }
  try {
    return await startEmbeddedPostgres(folder, { durable: false });
  } catch {
    rmSync(join(folder, 'postgres'), { recursive: true, force: true });
    return startEmbeddedPostgres(folder, { durable: false });
  }
}

/** The migrated template of these very migrations, so that a changed one is never missed. */
async function ensureTemplate(adminUrl: string): Promise<string> {
  const files = readdirSync(migrations).sort();
  const name = `template_${shortHash(files.flatMap((file) => [file, readFileSync(join(migrations, file), 'utf8')]))}`;
  await withStartLock(join(folder, 'template.lock'), async () => {
    const known = await execute(adminUrl, `select 1 from pg_database where datname = '${name}'`);
    if (known > 0) return;
    const draft = `draft_${randomUUID().replaceAll('-', '')}`;
    await execute(adminUrl, `create database ${draft}`);
    try {
      await migrate(urlOf(adminUrl, draft));
    } catch (error) {
      await execute(adminUrl, `drop database ${draft} with (force)`);
      throw error;
    }
    await execute(adminUrl, `alter database ${draft} rename to ${name}`);
  });
  return name;
}

async function execute(url: string, statement: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, application_name: 'signalbox test' });
  await client.connect();
  try {
    return (await client.query(statement)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

function urlOf(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

function shortHash(parts: string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 10);
}
