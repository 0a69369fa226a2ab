/** What comes from outside goes to a temporary file first: its length and its sum are known only at its end. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { headBytes, typeOf } from './typeOf.ts';

/** `type`: see `typeOf`. */
export type Spooled = { path: string; sha256: string; size: number; type: string | null };

/** A download is given up long before (see fetchFile): what is older was left behind by a crash. */
const leftBehindMs = 6 * 60 * 60 * 1000;

/**
 * Writes `content` into a new file of `folder`, flushed to the disk; the file is the caller's. Null when
 * there is more than `limitBytes`. Whatever goes wrong, no file is left.
 */
export async function spool(
  folder: string,
  content: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<Spooled | null> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  const handle = await open(path, 'wx', 0o600);
  let whole = false;
  try {
    const hash = createHash('sha256');
    let head = new Uint8Array();
    let size = 0;
    for await (const chunk of content) {
      size += chunk.byteLength;
      if (size > limitBytes) return null;
      if (head.length < headBytes) head = Buffer.concat([head, chunk.subarray(0, headBytes)]);
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
    whole = true;
    return { path, sha256: hash.digest('hex'), size, type: typeOf(head) };
  } finally {
    await handle.close();
    if (!whole) await rm(path, { force: true });
  }
}

/** Removes what crashes have left in the folder; one that is not there is empty. */
export async function sweepSpool(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found?.isFile() && now - found.mtimeMs > leftBehindMs) await rm(path, { force: true });
  }
}
