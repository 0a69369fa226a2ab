/** Cuts a text that is too long for one message, marks and all. */
import type { Entity } from '../base/entity.ts';
import type { Formatted } from './renderFormatted.ts';

/**
 * Parts of at most `limit` UTF-16 units (at least 32), without white space at their ends, none empty: a
 * text that is nothing else gives no part. Cut at the end of a paragraph, a line, a sentence or a word,
 * the first of these that leaves a part at least half full; inside a word only where it alone is longer
 * than a part, and never inside a sign. A mark across a cut becomes two; short ones are not cut where
 * another place is to be had.
 */
export function splitFormatted(text: string, entities: readonly Entity[], limit: number): Formatted[] {
  const most = Math.max(32, Math.floor(limit));
  const short = entities.filter((entity) => entity.length > 1 && entity.length <= most / 4);
  const last = text.trimEnd().length;
  const parts: Formatted[] = [];
  for (let from = startOfWords(text, 0); from < last; ) {
    const end = last - from <= most ? last : endOfPart(text, from, most, short);
    const words = text.slice(from, end).trimEnd();
    parts.push({ text: words, entities: marksWithin(entities, from, from + words.length) });
    from = startOfWords(text, end);
  }
  return parts;
}

function startOfWords(text: string, from: number): number {
  const rest = /\S/g;
  rest.lastIndex = from;
  return rest.exec(text)?.index ?? text.length;
}

/** Whether a part may end before the sign at `at`, from the best kind of place to the worst. */
const places: readonly ((text: string, at: number) => boolean)[] = [
  (text, at) => text[at - 1] === '\n' && text[at - 2] === '\n',
  (text, at) => text[at - 1] === '\n',
  (text, at) => isSpace(text, at - 1) && /[.!?…。！？]["'»”)]?$/.test(text.slice(at - 3, at - 1)),
  (text, at) => isSpace(text, at - 1),
];

const isSpace = (text: string, at: number): boolean => /\s/.test(text[at] ?? '');

function endOfPart(text: string, from: number, most: number, short: readonly Entity[]): number {
  const near = short.filter((one) => one.offset < from + most + 1 && one.offset + one.length > from);
  const around = (at: number): Entity | undefined =>
    near.find((one) => one.offset < at && at < one.offset + one.length);
  const half = from + Math.ceil(most / 2);
  // One more than fits: the white space that stands there is left out.
  for (const isPlace of places) {
    for (let at = from + most + 1; at >= half; at--) if (isPlace(text, at) && !around(at)) return at;
  }
  for (let at = half - 1; at > from; at--) if (isSpace(text, at - 1) && !around(at)) return at;
  let end = wholeSign(text, from + most);
  for (let mark = around(end); mark && mark.offset > from; mark = around(end)) end = mark.offset;
  return end;
}

/** Moves back to where no surrogate pair, and no emoji of several signs, is cut. */
function wholeSign(text: string, at: number): number {
  for (let end = at; end > at - 16; end--) {
    if (!/^[\u200d\ufe0f\udc00-\udfff]/.test(text.slice(end, end + 1)) && text[end - 1] !== '\u200d')
      return end;
  }
  return /[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at;
}

function marksWithin(entities: readonly Entity[], from: number, to: number): Entity[] {
  return entities.flatMap((entity) => {
    const start = Math.max(entity.offset, from);
    const length = Math.min(entity.offset + entity.length, to) - start;
    return length > 0 ? [{ ...entity, offset: start - from, length }] : [];
  });
}
