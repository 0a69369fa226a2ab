/** Words that are put into what is being written. */

/** The `#word` that ends at the caret, without its sign; null where there is none. */
export function shortcutAt(text: string, caret: number): { from: number; query: string } | null {
  const found = /(?:^|\s)#([\p{L}\p{M}\p{N}_-]{0,40})$/u.exec(text.slice(0, caret));
  if (!found) return null;
  const query = found[1] ?? '';
  return { from: caret - query.length - 1, query };
}

export function insertAt(
  text: string,
  from: number,
  to: number,
  words: string,
): { text: string; caret: number } {
  return { text: text.slice(0, from) + words + text.slice(to), caret: from + words.length };
}
