/** The files of a new embedded cluster. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { commandAs, type ServerAccount } from './serverAccount.ts';
import { serverEnvironment } from './serverProcess.ts';

type Plan = {
  cluster: string;
  initdb: string;
  account: ServerAccount;
  superuser: string;
  password: string;
  durable: boolean;
};

const run = promisify(execFile);

/**
 * Makes the cluster unless it is there. It is built under another name and renamed when whole, so an end
 * in the middle leaves no half cluster. The caller holds the start lock.
 */
export async function makeCluster(plan: Plan): Promise<void> {
  if (existsSync(plan.cluster)) return;
  removeDrafts(plan.cluster);
  const draft = `${plan.cluster}.new-${randomBytes(4).toString('hex')}`;
  const passwordFile = `${draft}.password`;
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, plan.password, { mode: 0o600, flag: 'wx' });
  try {
    // In a user namespace root's own files already are the server's.
    if (plan.account.kind === 'user') {
      for (const path of [draft, passwordFile]) chownSync(path, plan.account.uid, plan.account.gid);
    }
    await initialise(plan, draft, passwordFile);
    chmodSync(draft, 0o700);
    renameSync(draft, plan.cluster);
  } finally {
    removeDrafts(plan.cluster);
  }
}

async function initialise(plan: Plan, draft: string, passwordFile: string): Promise<void> {
  const { file, args, ...identity } = commandAs(plan.account, plan.initdb, [
    ...['--pgdata', draft, '--username', plan.superuser, '--pwfile', passwordFile],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C'],
    // Byte order, so that no upgrade of the system's library can spoil an index; Unicode upper and lower case.
    ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ...(plan.durable ? [] : ['--no-sync']),
  ]);
  try {
    await run(file, args, { ...identity, cwd: '/', env: serverEnvironment() });
  } catch (error) {
    const said =
      error instanceof Error && 'stderr' in error ? String(error.stderr).slice(-2000) : String(error);
    throw new Error(`the embedded PostgreSQL could not make its files in ${dirname(draft)}:\n${said}`);
  }
}

/** Best effort: the initdb of a killed process may still be writing into its own. */
function removeDrafts(cluster: string): void {
  const folder = dirname(cluster);
  const drafts = readdirSync(folder).filter((name) => name.startsWith(`${basename(cluster)}.new-`));
  for (const name of drafts) {
    try {
      rmSync(join(folder, name), { recursive: true, force: true });
    } catch {
      // The next start tries again.
    }
  }
}
