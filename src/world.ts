/** Time, chance and the log: what only the outermost layer may have. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';

export type World = {
  logger: Logger;
  version: string;
  now: () => number;
  random: (length: number) => Uint8Array;
  newId: () => string;
};

/** The real one of this process or thread. */
export function openWorld(logger: Logger): World {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return { logger, version, now: Date.now, random: drawFromPool, newId: randomUUID };
}

/** Asking the system for six bytes a click was a tenth of a click's cost: it is asked for 4 KiB at once. */
let pool = new Uint8Array(0);
let drawn = 0;

function drawFromPool(length: number): Uint8Array {
  if (drawn + length > pool.length) {
    pool = randomBytes(Math.max(4096, length));
    drawn = 0;
  }
  drawn += length;
  return pool.subarray(drawn - length, drawn);
}
