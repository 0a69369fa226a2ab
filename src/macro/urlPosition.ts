/**
 * Where in a URL a place of a template is, so that a value can be percent-encoded in path, query and
 * fragment and kept out of scheme, host and port. Only literals move the position: no value can.
 */

/** Outside any URL. */
export const outside = 0;
/** In scheme, user name, host or port, after at least one sign of it. */
export const host = 1;
/** Right behind `https://`: further slashes belong to it, as browsers read them. */
export const hostStart = 2;
/** In path, query or fragment. */
export const path = 3;
/** At the very start of an HTML link's `href` value. */
export const attribute = 4;

export type UrlPosition = typeof outside | typeof host | typeof hostStart | typeof path | typeof attribute;

const positions: readonly UrlPosition[] = [outside, host, hostStart, path, attribute];

/** What kind of text the URL literal stands in: it decides what ends the URL. */
export type Surroundings = 'text' | 'html' | 'json';

const schemeOpening = /(?:https?|tg):\/\//gi;
const grammar: Record<Surroundings, { opening: RegExp; urlEnd: RegExp; hostEnd: RegExp }> = {
  text: { opening: schemeOpening, urlEnd: /\s/g, hostEnd: /[\s/?#]/g },
  html: {
    opening: /(?:https?|tg):\/\/|<a\s+href\s*=\s*["']?/gi,
    urlEnd: /[\s"<>]/g,
    hostEnd: /[\s"<>/?#]/g,
  },
  json: { opening: schemeOpening, urlEnd: /[\s"\\<>]/g, hostEnd: /[\s"\\<>/?#]/g },
};

/** For each surroundings, the position after a literal by the position before it. */
export type Steps = Readonly<Record<Surroundings, readonly UrlPosition[]>>;

const noSteps: Steps = { text: positions, html: positions, json: positions };

/** Works a literal's moves out once, so that rendering is a look-up. */
export function stepsOf(literal: string): Steps {
  if (literal === '') return noSteps;
  const from = (surroundings: Surroundings): UrlPosition[] =>
    positions.map((position) => positionAfter(literal, position, surroundings));
  return { text: from('text'), html: from('html'), json: from('json') };
}

function positionAfter(literal: string, start: UrlPosition, surroundings: Surroundings): UrlPosition {
  let move = { position: start, at: 0 };
  while (move.at < literal.length) move = nextMove(literal, move.position, move.at, surroundings);
  return move.position;
}

function nextMove(
  literal: string,
  position: UrlPosition,
  at: number,
  surroundings: Surroundings,
): { position: UrlPosition; at: number } {
  const { opening, urlEnd, hostEnd } = grammar[surroundings];
  if (position === outside) {
    const found = search(opening, literal, at);
    if (!found) return { position, at: literal.length };
    return { position: found.text.startsWith('<') ? attribute : hostStart, at: found.end };
  }
  if (position === attribute) {
    const found = search(opening, literal, at);
    if (found && found.end - found.text.length === at) return { position: hostStart, at: found.end };
    return { position: host, at };
  }
  if (position === hostStart) {
    return /[/\\]/.test(literal[at] ?? '') ? { position, at: at + 1 } : { position: host, at };
  }
  const found = search(position === host ? hostEnd : urlEnd, literal, at);
  if (!found) return { position, at: literal.length };
  return { position: /[/?#]/.test(found.text) ? path : outside, at: found.end };
}

function search(pattern: RegExp, text: string, from: number): { text: string; end: number } | null {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match && { text: match[0], end: pattern.lastIndex };
}
