/** Files that the owner has put into the data folder, to be named in flows. */
import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { OwnFile, OwnFiles } from '../base/fileKeeper.ts';
import { readFrom } from './diskKeeper.ts';
import { headBytes, typeOf } from './typeOf.ts';

type Seen = Pick<OwnFile, 'sha256' | 'type'>;

/** More files than any funnel names; the oldest sums are forgotten first. */
const mostSums = 1000;

/**
 * `folder` may come into being later. Neither `..` nor a link leads out of it, and what begins with a point
 * is not handed out.
 */
export function createOwnFiles(folder: string): OwnFiles {
  const sums = new Map<string, { version: string; seen: Promise<Seen> }>();
  const sumOf = (path: string, version: string): Promise<Seen> => {
    const known = sums.get(path);
    if (known?.version === version) return known.seen;
    const seen = look(path);
    sums.set(path, { version, seen });
    seen.catch(() => sums.delete(path));
    const [oldest] = sums.keys();
    if (sums.size > mostSums && oldest !== undefined) sums.delete(oldest);
    return seen;
  };
  return {
    open: async (path, part) => {
      const real = await findInside(folder, path);
      const found = real === null ? null : await stat(real, { bigint: true }).catch(() => null);
      if (real === null || !found?.isFile()) return null;
      const version = `${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`;
      const seen = await sumOf(real, version);
      return { name: basename(real), size: Number(found.size), ...seen, content: readFrom(real, part) };
    },
  };
}

/** The real path of a file inside the folder, null for anything else. */
async function findInside(folder: string, path: string): Promise<string | null> {
  const parts = path.split('/');
  const plain = parts.every((part) => part !== '' && !part.startsWith('.') && !/[\\\0]/.test(part));
  if (!plain || !path.isWellFormed()) return null;
  const root = await realpath(folder).catch(() => null);
  const real = root === null ? null : await realpath(join(root, ...parts)).catch(() => null);
  return root !== null && real?.startsWith(root + sep) ? real : null;
}

async function look(path: string): Promise<Seen> {
  const hash = createHash('sha256');
  let head = new Uint8Array();
  for await (const chunk of readFrom(path)) {
    if (head.length < headBytes) head = Buffer.concat([head, chunk.subarray(0, headBytes)]);
    hash.update(chunk);
  }
  return { sha256: hash.digest('hex'), type: typeOf(head) };
}
