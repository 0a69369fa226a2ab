/** Words by which dialogs are found, and the blocks that they stand in. */

/** So many of a text are kept; a message of Telegram has at most some 2000. */
const mostWords = 2500;
const longestWord = 40;

/** Numbers of signals that share a block of messages; dialogs that share one of names. */
const signalsInBlock = 16_384;
const dialogsInBlock = 16_384;

/** The words of a text in small letters, each once; `ё` counts as `е`. */
export function wordsIn(text: string, most = mostWords): string[] {
  const words = new Set<string>();
  // Lone surrogates are no letters, so none gets into a word.
  for (const [word] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    words.add([...word.replaceAll('ё', 'е')].slice(0, longestWord).join(''));
    if (words.size >= most) break;
  }
  return [...words];
}

/** `messages`: by the number of a message (signal x 1000 + n). `names`: by the number of a dialog. */
export type WordKind = 'messages' | 'names';

export const blockOfWords = (kind: WordKind, id: number): number =>
  kind === 'messages' ? Math.floor(id / 1000 / signalsInBlock) : Math.floor(id / dialogsInBlock);

/** A word as it stands in the index. */
export const wordKey = (kind: WordKind, block: number, word: string): string =>
  `${kind.charAt(0)}${block.toString(36)}:${word}`;

/** Texts that begin with each of the words, in any of the blocks, as a tsquery. */
export function wordQuery(kind: WordKind, words: readonly string[], blocks: readonly number[]): string {
  // A word has letters and digits alone, so nothing of it can end the quotes.
  const oneOf = (word: string): string =>
    blocks.map((block) => `'${wordKey(kind, block, word)}':*`).join(' | ');
  return words.map((word) => `(${oneOf(word)})`).join(' & ');
}
