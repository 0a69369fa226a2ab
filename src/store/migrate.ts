/** Brings the database to this version's schema. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

const folder = join(import.meta.dirname, 'migrations');
const table = 'migration';
/** Any number that nobody else locks; the letters `sgnlbx`. */
const lockNumber = 0x73_67_6e_6c_62_78;
const pollMs = 100;

/**
 * Runs the files of migrations/ that this database has not had, in order, each in its own transaction.
 * Processes that start at once wait for each other. Throws when the database was migrated by a newer version.
 */
export async function migrate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'signalbox migrate' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await takeLock(client);
    await refuseNewer(client);
    await runner({
      dbClient: client,
      dir: folder,
      migrationsTable: table,
      direction: 'up',
      singleTransaction: false,
      noLock: true,
      log: () => undefined,
    });
  } finally {
    // Ending the session lets go of the lock, whatever state the session is in.
    await client.end();
  }
}

/**
 * Asked again and again instead of waited for: a session that waits inside a statement holds a snapshot,
 * and `create index concurrently` of a migration would wait for that snapshot for ever.
 */
async function takeLock(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      lockNumber,
    ]);
    if (rows[0]?.taken) return;
    await delay(pollMs);
  }
}

async function refuseNewer(client: pg.Client): Promise<void> {
  const known = new Set(
    readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .map((name) => name.slice(0, -'.sql'.length)),
  );
  const { rows: tables } = await client.query(
    `select 1 from pg_tables where schemaname = 'public' and tablename = $1`,
    [table],
  );
  if (tables.length === 0) return;
  const { rows } = await client.query<{ name: string }>(`select name from public.${table} order by id`);
  const unknown = rows.map((row) => row.name).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new Error(
    `the database was migrated by a newer version of Signalbox (unknown here: ${unknown.join(', ')}): ` +
      'run that version, or put back the backup from before the upgrade',
  );
}
