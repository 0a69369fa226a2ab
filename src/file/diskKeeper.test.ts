import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiskKeeper } from './diskKeeper.ts';
import { sweepSpool } from './spool.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function* chunks(...parts: (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield Buffer.from(part);
  }
}

async function textOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts).toString();
}

const allFiles = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe('a keeper on disk', () => {
  it('gives back what it was given, whole or in part, and knows its sum and type', async () => {
    const keeper = createDiskKeeper(folder);
    const kept = await keeper.keep(chunks('GIF', '89a', ' and more'), 100);
    if (!kept.ok) throw new Error(kept.reason);
    const sha256 = createHash('sha256').update('GIF89a and more').digest('hex');
    expect(kept.value).toMatchObject({ sha256, size: 15, type: 'image/gif' });
    const whole = await keeper.open(kept.value.place);
    expect([whole?.size, whole && (await textOf(whole.content))]).toEqual([15, 'GIF89a and more']);
    const part = await keeper.open(kept.value.place, { from: 3, to: 5 });
    expect([part?.size, part && (await textOf(part.content))]).toEqual([15, '89a']);
  });

  it('keeps the same content twice in two places, so that removing one leaves the other', async () => {
    const keeper = createDiskKeeper(folder);
    const [one, two] = [await keeper.keep(chunks('x'), 1), await keeper.keep(chunks('x'), 1)];
    if (!one.ok || !two.ok) throw new Error('not kept');
    await keeper.remove(one.value.place);
    await keeper.remove(one.value.place);
    expect(await keeper.open(one.value.place)).toBeNull();
    expect(await keeper.open(two.value.place)).not.toBeNull();
  });

  it('refuses what is too large and leaves nothing of it, nor of what breaks off', async () => {
    const keeper = createDiskKeeper(folder);
    const large = await keeper.keep(chunks('12345', '6'), 5);
    expect(large.ok).toBe(false);
    await expect(keeper.keep(chunks('12', new Error('broken')), 5)).rejects.toThrow('broken');
    expect(await allFiles()).toEqual([]);
  });

  it('stops reading as soon as there is too much', async () => {
    let read = 0;
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          read += 1024;
          yield Buffer.alloc(1024);
        }
      } finally {
        closed = true;
      }
    }
    await createDiskKeeper(folder).keep(endless(), 10 * 1024);
    expect([read, closed]).toEqual([11 * 1024, true]);
  });

  it('never asks for the next chunk before the last one is written, however large the file is', async () => {
    const chunk = 64 * 1024;
    const count = 800; // 50 MB
    let ahead = 0;
    let most = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for (let n = 0; n < count; n++) {
        ahead++;
        most = Math.max(most, ahead);
        yield Buffer.alloc(chunk, n);
        const [name = ''] = await readdir(join(folder, 'incoming'));
        const { size } = await stat(join(folder, 'incoming', name));
        ahead = n + 1 - size / chunk;
      }
    }
    const kept = await createDiskKeeper(folder).keep(counted(), count * chunk);
    expect([kept.ok, most]).toEqual([true, 1]);
  });

  it('opens no place that it has not made', async () => {
    const keeper = createDiskKeeper(folder);
    await writeFile(join(folder, 'secret'), 'x');
    for (const place of ['secret', '../secret', 'ab/cd/../../secret', '/etc/passwd', '', 'ab/cd/x\0']) {
      await expect(keeper.open(place)).rejects.toThrow('place');
      await expect(async () => keeper.remove(place)).rejects.toThrow('place');
    }
  });

  it('sweeps what a crash has left behind, and not what is being written', async () => {
    await writeFile(join(folder, 'old'), 'x');
    await writeFile(join(folder, 'new'), 'x');
    const now = Date.now();
    await utimes(join(folder, 'old'), now / 1000 - 7 * 3600, now / 1000 - 7 * 3600);
    await sweepSpool(folder, now);
    await sweepSpool(join(folder, 'nowhere'), now);
    expect(await allFiles()).toEqual(['new']);
  });
});
