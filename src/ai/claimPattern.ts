/** Patterns of claims in words of any alphabet. Pure. */

const before = '(?<![\\p{L}\\p{N}])';
const after = '(?![\\p{L}\\p{N}])';

/** A regular expression in which `<` and `>` stand for a word's beginning and end (\b knows Latin letters only). */
export const claimPattern = (source: string): RegExp =>
  new RegExp(source.replaceAll('<', before).replaceAll('>', after), 'u');

const mostFound = 8;

/** Where the patterns stand in the text: the first eight places of each. */
export function findPattern(patterns: readonly RegExp[], text: string): { at: number; text: string }[] {
  return patterns.flatMap((pattern) => {
    if (!pattern.test(text)) return [];
    const found = text.matchAll(new RegExp(pattern.source, 'gu'));
    return [...found].slice(0, mostFound).map((one) => ({ at: one.index, text: one[0] }));
  });
}
