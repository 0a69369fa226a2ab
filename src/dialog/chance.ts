import type { Walk } from './walk.ts';

/**
 * The turn's next random number from 0 (inclusive) to 1, made from `facts.chance`: the same facts draw
 * the same numbers. Mixing as in mulberry32 (32 bits: enough to split a crowd by percent).
 */
export function draw(walk: Walk): number {
  walk.draws += 1;
  let mixed = (Math.floor(walk.facts.chance * 0x1_0000_0000) + Math.imul(walk.draws, 0x6d2b79f5)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
}

/** Picks one by its share; null when all shares are 0. */
export function pickByPercent<One extends { percent: number }>(walk: Walk, list: readonly One[]): One | null {
  const sum = list.reduce((total, one) => total + one.percent, 0);
  if (sum <= 0) return null;
  let left = draw(walk) * sum;
  for (const one of list) {
    left -= one.percent;
    if (left < 0) return one;
  }
  return list.findLast((one) => one.percent > 0) ?? null;
}
