// Builds the web application when its sources have changed. Plain JavaScript for Node >= 20.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { node24, root, run, stop } from './node24.mjs';

const stamp = join(root, 'web/dist/.stamp');

/** What the web application is made of: its own folder and the rooms it may import. */
const sources = [
  'package-lock.json',
  'web',
  'src/base',
  'src/condition',
  'src/macro',
  'src/flow',
  'src/event',
  'src/api/contract.ts',
];

/** Builds when `web/dist` is missing or older than its sources (told by content); exits 1 on failure. */
export async function ensureBuilt() {
  if (!existsSync(join(root, 'web/vite.config.ts')) || isFresh()) return;
  const waiting = 'another process is building the web application; waiting for it';
  await withLock(join(root, '.build.lock'), waiting, async () => {
    if (isFresh()) return;
    console.error('signalbox: building the web application');
    const code = await buildWeb(['--logLevel', 'warn']);
    if (code >= 128) process.exit(code);
    if (code !== 0) stop('the web application could not be built; the reasons are above');
  });
}

/** Runs Vite's build and marks the result with the sources' hash; resolves with the exit code. */
export async function buildWeb(args) {
  const hash = sourceHash();
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const code = await run(node24(), [vite, 'build', '--config', 'web/vite.config.ts', ...args], {
    env: { NODE_ENV: 'production' },
  });
  if (code === 0 && existsSync(join(root, 'web/dist'))) writeFileSync(stamp, hash);
  return code;
}

const isFresh = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceHash();

function sourceHash() {
  const hash = createHash('sha256');
  for (const source of sources) addTo(hash, source);
  return hash.digest('hex');
}

function addTo(hash, path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (stat?.isDirectory()) {
    const names = readdirSync(join(root, path)).sort();
    for (const name of names) if (!/^(dist|node_modules|\..*)$/.test(name)) addTo(hash, `${path}/${name}`);
  } else if (stat && !/\.test\.tsx?$/.test(path)) {
    hash.update(`${path}\0${stat.size}\0`).update(readFileSync(join(root, path)));
  }
}
