/**
 * What the server says in English, in another wording. A catalogue goes from the English sentence to
 * its wording; `{{name}}` in both stands for whatever the server has filled in there.
 */
export type Catalogue = Readonly<Record<string, string>>;

/** The wording, still with its places, and what fills them. */
export type FoundSentence = {
  key: string;
  wording: string;
  parts: Readonly<Record<string, string>>;
  /** The greater, the surer it is that this sentence was meant. */
  rank: number;
};

type Pattern = { key: string; wording: string; literals: string[]; names: string[]; rank: number };

/** More than any sentence of the catalogue has signs. */
const longestKey = 10_000;

const place = /\{\{(\w+)\}\}/;
const compiled = new WeakMap<Catalogue, Pattern[]>();

/**
 * Null for what is no sentence of the catalogue. Of several that fit the one with most words of its own
 * counts, so the order does not matter; before them comes what has no place at all, then what begins with a
 * whole sentence, and last what begins with a place. A place named `sentence` takes only what is one itself, `depth` levels
 * deep, and one named `key` no white space, colon or semicolon.
 * Linear in the sentence's length, whatever stands in it.
 */
export function findSentence(told: string, catalogue: Catalogue, depth = 5): FoundSentence | null {
  const fits = (name: string, part: string): boolean => {
    if (isWhole(name)) return depth > 0 && findSentence(part, catalogue, depth - 1) !== null;
    return name !== 'key' || !/[\s:;]/.test(part);
  };
  for (const { key, wording, literals, names, rank } of patternsOf(catalogue)) {
    const parts = partsOf(told, literals);
    if (!parts) continue;
    if (!names.every((name, n) => fits(name, parts[n] ?? ''))) continue;
    return { key, wording, rank, parts: Object.fromEntries(names.map((name, n) => [name, parts[n] ?? ''])) };
  }
  return null;
}

export const fillSentence = (wording: string, parts: Readonly<Record<string, string>>): string =>
  wording.replace(new RegExp(place, 'g'), (whole, name: string) =>
    Object.hasOwn(parts, name) ? (parts[name] ?? '') : whole,
  );

function patternsOf(catalogue: Catalogue): Pattern[] {
  const known = compiled.get(catalogue);
  if (known) return known;
  const patterns = Object.entries(catalogue)
    .map(([key, wording]) => patternOf(key, wording))
    .sort((left, right) => right.rank - left.rank);
  compiled.set(catalogue, patterns);
  return patterns;
}

function patternOf(key: string, wording: string): Pattern {
  const pieces = key.split(place);
  const literals = pieces.filter((_, n) => n % 2 === 0);
  const names = pieces.filter((_, n) => n % 2 === 1);
  const level = names[0] === undefined ? 3 : literals[0] !== '' ? 1 : isWhole(names[0]) ? 2 : 0;
  return { key, wording, literals, names, rank: level * longestKey + literals.join('').length };
}

const isWhole = (name: string): boolean => /^sentence\d?$/.test(name);

/** What stands between the literals, null where they do not fit; no part is empty. */
function partsOf(told: string, literals: readonly string[]): string[] | null {
  const first = literals[0] ?? '';
  const last = literals.at(-1) ?? '';
  if (literals.length === 1) return told === first ? [] : null;
  if (!told.startsWith(first) || !told.endsWith(last)) return null;
  const end = told.length - last.length;
  const parts: string[] = [];
  let at = first.length;
  for (const literal of literals.slice(1, -1)) {
    const found = told.indexOf(literal, behindQuoted(told, at) + 1);
    if (found < 0) return null;
    parts.push(told.slice(at, found));
    at = found + literal.length;
  }
  if (at >= end) return null;
  parts.push(told.slice(at, end));
  return parts;
}

/** A JSON string is one part, however many of the sentence's own words a hostile label holds. */
function behindQuoted(told: string, at: number): number {
  if (told[at] !== '"') return at;
  for (let next = at + 1; next < told.length; next++) {
    if (told[next] === '\\') next++;
    else if (told[next] === '"') return next;
  }
  return at;
}
