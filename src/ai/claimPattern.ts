/** Patterns of claims in words of any alphabet. Pure. */

const before = '(?<![\\p{L}\\p{N}])';
const after = '(?![\\p{L}\\p{N}])';

/** A regular expression in which `<` and `>` stand for a word's beginning and end (\b knows Latin letters only). */
export const claimPattern = (source: string): RegExp =>
  new RegExp(source.replaceAll('<', before).replaceAll('>', after), 'u');

/** The first of the patterns that the text holds, by where it stands. */
export function findPattern(patterns: readonly RegExp[], text: string): { at: number; text: string }[] {
  return patterns.flatMap((pattern) => {
    const found = pattern.exec(text);
    return found ? [{ at: found.index, text: found[0] }] : [];
  });
}
