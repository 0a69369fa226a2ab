/** What can be said of a message's Telegram HTML before it is sent. */
import type { Finding } from './check.ts';
import { type Cut, readMarkup } from './markup.ts';
import { scan } from './scan.ts';
import { cleanSource } from './template.ts';

/**
 * The tags and references of a text that mean nothing to Telegram and would be sent as they stand: unknown,
 * without a partner, misplaced, a link to nowhere. `name` is the beginning of what is written there.
 */
export function checkMarkup(source: string): Finding[] {
  if (!/[<&]/.test(source)) return [];
  const cut = scan(cleanSource(source), 'message');
  const placeOf = placesIn(source, cut);
  return readMarkup(cut).problems.map(({ from, to, reason }) => {
    const at = placeOf(from);
    return { name: source.slice(at, Math.min(placeOf(to), at + 60)), reason, at };
  });
}

/** How many UTF-16 units of a text a lead sees at least: without tags, macros and white space at its ends. */
export function visibleLength(source: string): number {
  const { spans, tail } = readMarkup(scan(cleanSource(source), 'message')).body;
  return (spans.map(({ literal }) => literal).join('') + tail).trim().length;
}

/** From a place in the text in which each macro is one sign to the place in the source. */
function placesIn(source: string, { spans, tail }: Cut): (at: number) => number {
  const added: { from: number; by: number }[] = [];
  let short = 0;
  spans.forEach(({ literal }, index) => {
    short += literal.length + 1;
    const next = spans[index + 1];
    const end = next ? next.macro.at - next.literal.length : source.length - tail.length;
    added.push({ from: short, by: end - short });
  });
  return (at) => at + (added.findLast(({ from }) => from <= at)?.by ?? 0);
}
