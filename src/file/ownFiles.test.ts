import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnFiles } from './ownFiles.ts';

let data = '';
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'signalbox-own-'));
  await mkdir(join(data, 'files/pictures'), { recursive: true });
  await mkdir(join(data, 'files-of-others'));
  await writeFile(join(data, 'secret'), 'the key');
  await writeFile(join(data, 'files-of-others/x'), 'theirs');
  await writeFile(join(data, 'files/.hidden'), 'hidden');
  await writeFile(join(data, 'files/pictures/привет 1.gif'), 'GIF89a');
  await symlink('../../secret', join(data, 'files/pictures/out'));
  await symlink('..', join(data, 'files/up'));
  await symlink('pictures', join(data, 'files/inside'));
});
afterAll(() => rm(data, { recursive: true, force: true }));

const sum = (text: string): string => createHash('sha256').update(text).digest('hex');

describe("the owner's own files", () => {
  it('are found by their path, also through a link that stays inside', async () => {
    const own = createOwnFiles(join(data, 'files'));
    const found = { name: 'привет 1.gif', size: 6, sha256: sum('GIF89a'), type: 'image/gif' };
    expect(await own.open('pictures/привет 1.gif')).toMatchObject(found);
    expect(await own.open('inside/привет 1.gif')).toMatchObject(found);
  });

  it('are the only ones: nothing leads out of the folder', async () => {
    const own = createOwnFiles(join(data, 'files'));
    const paths = [
      ...['', '.', '..', '../secret', 'pictures/../../secret', '/etc/passwd', 'pictures', '.hidden'],
      ...['pictures/out', 'up/secret', 'up/files-of-others/x', '../files-of-others/x', 'pictures//x'],
      ...['pictures\\x', 'pictures/\0', 'pictures/\ud800', '__proto__', 'nowhere/x', join(data, 'secret')],
      'x'.repeat(100_000),
    ];
    for (const path of paths) expect([path, await own.open(path)]).toEqual([path, null]);
  });

  it('are looked at again when they have changed', async () => {
    const own = createOwnFiles(join(data, 'files'));
    await writeFile(join(data, 'files/changing'), 'one');
    expect((await own.open('changing'))?.sha256).toBe(sum('one'));
    await writeFile(join(data, 'files/changing'), 'two');
    expect((await own.open('changing'))?.sha256).toBe(sum('two'));
  });

  it('may be put into a folder that is not there yet', async () => {
    expect(await createOwnFiles(join(data, 'later')).open('x')).toBeNull();
  });
});
