/** Files in a folder of this machine. */
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileKeeper } from '../base/fileKeeper.ts';
import { fail, ok } from '../base/result.ts';
import { newPlace, readPlace } from './place.ts';
import { spool } from './spool.ts';

/** `folder` is made when the first file comes. A file is there whole or not at all, also after a power cut. */
export function createDiskKeeper(folder: string): FileKeeper {
  const pathOf = (place: string): string => join(folder, readPlace(place));
  return {
    keep: async (content, limitBytes) => {
      const spooled = await spool(join(folder, 'incoming'), content, limitBytes);
      if (!spooled) return fail(tooLarge(limitBytes));
      const { path, sha256, size, type } = spooled;
      const place = newPlace(sha256);
      try {
        const home = dirname(pathOf(place));
        await mkdir(home, { recursive: true, mode: 0o700 });
        await rename(path, pathOf(place));
        await flush(home);
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
      return ok({ place, sha256, size, type });
    },
    open: async (place, part) => {
      const path = pathOf(place);
      const found = await stat(path).catch(() => null);
      if (!found?.isFile()) return null;
      return { size: found.size, content: readFrom(path, part) };
    },
    remove: (place) => rm(pathOf(place), { force: true }),
  };
}

export const tooLarge = (limitBytes: number): string =>
  `it is larger than ${Math.floor(limitBytes / 1024 / 1024)} MB`;

/** The file is opened at the first step and closed when the reader stops, at its end or before. */
export async function* readFrom(
  path: string,
  part?: { from: number; to: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* createReadStream(path, part ? { start: part.from, end: part.to } : {});
}

/** A new name in a folder lasts when the folder itself has been written. */
async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
