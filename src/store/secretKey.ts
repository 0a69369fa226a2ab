/** Secrets that Signalbox makes for itself and keeps beside its data. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { hasCode } from './hasCode.ts';

/** At least as much as SIGNALBOX_SECRET needs; less means a damaged file. */
const minimumLength = 16;

/**
 * The key that encrypts tokens at rest: `<dataDir>/secret.key` (mode 0600), made at the first call.
 * Throws when the file is there but damaged: a new key would make every sealed token unreadable.
 */
export const readOrMakeSecret = (dataDir: string): string =>
  readOrMakeSecretFile(join(dataDir, 'secret.key'));

/** The same for any file. Of two processes that make it at once, both get the one that was first. */
export function readOrMakeSecretFile(path: string): string {
  const kept = readSecretFile(path);
  if (kept !== null) return kept;
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeDurably(draft, `${randomBytes(32).toString('hex')}\n`);
    // A link, unlike a rename, fails when the name is taken: nobody's key is ever overwritten.
    linkSync(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const made = readSecretFile(path);
  if (made === null) throw new Error(`${path} vanished while it was made`);
  return made;
}

/** Null when there is no such file. */
export function readSecretFile(path: string): string | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
  if (text.length < minimumLength) throw new Error(`${path} is damaged; put it back from a backup`);
  return text;
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
