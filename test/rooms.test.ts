/** ARCHITECTURE.md and the code agree, and each guard that says so is known to work. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { houseRules } from './support/houseRules.ts';
import { readRoomTable } from './support/roomTable.ts';

const root = resolve(import.meta.dirname, '..');
const samples = join(root, 'test/house');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const table = readRoomTable(read('ARCHITECTURE.md'));

describe('the house', () => {
  const house = readHouse();

  it.each(Object.keys(houseRules))('keeps the rule %s', (name) => {
    expect(houseRules[name]?.(house, table)).toEqual([]);
  });

  it('is drawn whole: each room of the table stands in the map above it', () => {
    const map = read('ARCHITECTURE.md').split('## Who may import whom')[0] ?? '';
    const missing = table.rooms.filter((room) => !new RegExp(`^ *${room}/? `, 'm').test(map));
    expect(missing).toEqual([]);
  });

  it('compiles every pure room without Node and DOM', () => {
    const included = read('tsconfig.pure.json').match(/(?<="src\/)\w+(?=")/g) ?? [];
    expect([...included].sort()).toEqual([...table.pure].sort());
  });
});

describe('each guard', () => {
  const tripping = sampleNames().filter((name) => Object.hasOwn(houseRules, name.split('.')[0] ?? ''));

  it('has a sample that makes it fail', () => {
    const guarded = new Set(tripping.map((name) => name.split('.')[0]));
    expect([...guarded].sort()).toEqual(Object.keys(houseRules).sort());
  });

  it.each(tripping)('is the only one that %s trips', (name) => {
    expect(trippedBy(readSample(name))).toEqual([name.split('.')[0]]);
  });

  it('lets pass what is allowed', () => {
    expect(trippedBy(readSample('allowed.txt'))).toEqual([]);
  });
});

describe('the types of the pure rooms', () => {
  it('know no fetch, process, timer or document, and know what is pure', () => {
    const refused = sampleNames().filter((name) => name.startsWith('pureTypes.'));
    const { output, failed } = compile([...refused, 'pureTypesAllowed.txt']);
    expect(output).toContain('error TS');
    expect(failed).toEqual(refused);
    expect(refused).toHaveLength(4);
  });
});

function trippedBy(sources: ReadonlyMap<string, string>): string[] {
  return Object.entries(houseRules)
    .filter(([, guard]) => guard(sources, table).length > 0)
    .map(([name]) => name);
}

function readHouse(): Map<string, string> {
  const folders = ['src', 'web', 'test', 'bench'].filter((folder) => existsSync(join(root, folder)));
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (path) => `${folder}/${path.replaceAll('\\', '/')}`,
    ),
  );
  const foreign = /\/(node_modules|dist|generated|house)\//;
  const sources = paths.filter((path) => /\.tsx?$/.test(path) && !foreign.test(path));
  return new Map(sources.map((path) => [path, read(path)]));
}

function sampleNames(): string[] {
  return readdirSync(samples)
    .filter((name) => name.endsWith('.txt'))
    .sort();
}

/** A sample is a handful of files, each under a line `// file: path`. */
function readSample(name: string): Map<string, string> {
  const parts = read(`test/house/${name}`).split(/^\/\/ file: (.+)\n/m);
  const files = new Map<string, string>();
  for (let at = 1; at < parts.length; at += 2) files.set(parts[at] ?? '', parts[at + 1] ?? '');
  return files;
}

/** Runs the compiler with the pure rooms' settings; answers the samples in which it found an error. */
function compile(names: string[]): { output: string; failed: string[] } {
  const folder = mkdtempSync(join(samples, 'compiled-'));
  try {
    const settings = { extends: '../../../tsconfig.pure.json', include: ['*.ts'], exclude: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    const fileOf = (name: string) => name.replace(/\.txt$/, '.ts');
    for (const name of names) writeFileSync(join(folder, fileOf(name)), read(`test/house/${name}`));
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder], { cwd: root, encoding: 'utf8' });
    return { output: stdout, failed: names.filter((name) => stdout.includes(`${fileOf(name)}(`)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
