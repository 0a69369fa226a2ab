/** As whom the embedded PostgreSQL runs: it refuses root, and containers and small servers are often root. */
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { promisify } from 'node:util';

/**
 * `own`: as we are. `user`: root gives up its rights for this user, who owns the files. `namespace`: root
 * in a user namespace where it bears another number; outside the files stay root's.
 */
export type ServerAccount =
  | { kind: 'own' }
  | { kind: 'user'; uid: number; gid: number }
  | { kind: 'namespace'; uid: number; gid: number };

export type ServerCommand = { file: string; args: string[]; uid?: number; gid?: number };

type Ids = { uid: number; gid: number };
type Places = { dataDir: string; cluster: string; binary: string };

const run = promisify(execFile);
const systemUser = 'signalbox';

/** The command line that runs `file` as this account. */
export function commandAs(account: ServerAccount, file: string, args: string[]): ServerCommand {
  if (account.kind === 'own') return { file, args };
  const { uid, gid } = account;
  if (account.kind === 'user') return { file, args, uid, gid };
  return {
    file: 'unshare',
    args: ['--user', `--map-user=${uid}`, `--map-group=${gid}`, '--', file, ...args],
  };
}

/**
 * Chooses the account. Not root: our own. Root: whoever owns the cluster; for a new one the user
 * `postgres`, else a system user made for it, else `nobody`; where that user cannot reach the data or the
 * programs (below /root, say), a user namespace. Throws with advice when nothing works.
 */
export async function chooseAccount(places: Places): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return { kind: 'own' };
  const owner = ownerOf(places.cluster);
  if (owner !== null && owner.uid !== 0) return firstThatWorks(places, [{ kind: 'user', ...owner }]);
  const nobody = (await idsOf('nobody')) ?? { uid: 65_534, gid: 65_534 };
  const namespace: ServerAccount = { kind: 'namespace', ...nobody };
  if (owner !== null) return firstThatWorks(places, [namespace]);
  const user = (await idsOf('postgres')) ?? (await systemUserIds()) ?? nobody;
  return firstThatWorks(places, [{ kind: 'user', ...user }, namespace]);
}

async function firstThatWorks(places: Places, accounts: ServerAccount[]): Promise<ServerAccount> {
  for (const account of accounts) if (await reaches(account, places)) return account;
  throw new Error(
    `the embedded PostgreSQL cannot run as root, and no other user can reach both ${places.dataDir} and ` +
      `${places.binary}: move Signalbox and its data to a folder that everybody may enter (not below /root), ` +
      'start it as an ordinary user who owns the data, or set DATABASE_URL',
  );
}

/** Tried for real: permissions, access lists, mount options and container rules all have a say. */
async function reaches(account: ServerAccount, { dataDir, binary }: Places): Promise<boolean> {
  const script = 'cd "$0" && exec "$1" --version';
  const { file, args, ...identity } = commandAs(account, '/bin/sh', ['-c', script, dataDir, binary]);
  return run(file, args, { ...identity, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

function ownerOf(path: string): Ids | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? { uid: stat.uid, gid: stat.gid } : null;
}

async function idsOf(user: string): Promise<Ids | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

async function systemUserIds(): Promise<Ids | null> {
  const known = await idsOf(systemUser);
  if (known) return known;
  try {
    await run('groupadd', ['--system', systemUser]).catch(() => undefined);
    await run('useradd', ['--system', '--no-create-home', '--gid', systemUser, systemUser]);
  } catch {
    return null;
  }
  return idsOf(systemUser);
}
