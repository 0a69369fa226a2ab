/**
 * Click ids of our own making: 14 letters and digits, so that they fit a deep link's 64 signs. The
 * first sign names the lane of the bot that will talk, so that a postback can join its queue before
 * anybody has looked the click up. Seven signs of time (62^7 ms is over 111 years) keep new rows next to
 * each other in their index; six signs of chance (56.8 thousand million) make a neighbour's id
 * unguessable enough for a name that only attributes and opens nothing.
 */
import { lettersFrom } from '../base/id.ts';
import type { Instant } from '../base/instant.ts';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const length = 14;

/** `random` are six bytes; `lane` is 0..15. */
export function makeClickId(lane: number, at: Instant, random: Uint8Array): string {
  let time = '';
  for (let rest = at, n = 0; n < 7; n += 1, rest = Math.floor(rest / 62)) time = digits[rest % 62] + time;
  return digits[lane] + time + lettersFrom(random.subarray(0, 6));
}

/**
 * The lane that a click id names. Only a hint: an outside tracker's id may look like ours, and
 * whoever resolves the click sends the signal on to the right lane.
 */
export function laneOfClickId(clickid: string): number {
  if (clickid.length !== length) return 0;
  const lane = digits.indexOf(clickid[0] ?? '');
  return lane >= 0 && lane < 16 ? lane : 0;
}

/** What may be a click id, ours or an outside tracker's: exactly what a deep link can carry. */
export const isClickId = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text);
