/** Marks by which pieces of texts are found where texts are too many to have a term each. */

/** A number from 0 up to `size`, the same for the same text for ever: it is stored. FNV-1a over UTF-16. */
export function bucketOf(text: string, size: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % size;
}

/** Values of a key that have no term of their own share this many. */
const valueBuckets = 1024;
const pairBuckets = 2048;
const singleBuckets = 256;

/** Beyond, a text is looked at whatever is sought: it holds too much to be told by its pairs. */
const mostPieces = 200;

/** Has a text without a term of its own. */
export const anyText = '~';
const manyPieces = '~*';

/** Of a text in which nobody looks for pieces: should somebody do so, each has to be looked at. */
export const wholeTextMarks: readonly string[] = [anyText, manyPieces];

export const valueBucket = (value: string): string => `~v${bucketOf(value, valueBuckets)}`;

/** Marks of a text without a term of its own: its pairs of signs, and its signs but Latin letters and digits. */
export function textMarks(text: string): readonly string[] {
  const marks = new Set([anyText]);
  for (let at = 0; at < text.length; at += 1) {
    if (at + 1 < text.length) marks.add(pairMark(text, at));
    const single = singleMark(text, at);
    if (single) marks.add(single);
    if (marks.size > mostPieces) return wholeTextMarks;
  }
  return [...marks];
}

/** A text that contains `piece` has all of `every`, or one of `else`. */
export function pieceMarks(piece: string): { every: string[]; else: string[] } {
  const marks = new Set<string>();
  for (let at = 0; at + 1 < piece.length; at += 1) marks.add(pairMark(piece, at));
  const single = piece.length === 1 ? singleMark(piece, 0) : null;
  return { every: single ? [single] : marks.size > 0 ? [...marks] : [anyText], else: [manyPieces] };
}

const pairMark = (text: string, at: number): string => `~p${bucketOf(text.slice(at, at + 2), pairBuckets)}`;

function singleMark(text: string, at: number): string | null {
  const sign = text.charAt(at);
  return /[A-Za-z0-9]/.test(sign) ? null : `~s${bucketOf(sign, singleBuckets)}`;
}
