/** What the server and the shapes say in English, in the reader's language. */
import type { Language } from './languages.ts';
import { momentTime } from './momentTime.ts';
import { type Catalogue, type FoundSentence, fillSentence, findSentence } from './sentence.ts';

export type Reader = {
  catalogue: Catalogue;
  language: Language;
  /** The text of that name, `otherwise` where there is none. */
  wordOf(name: string, otherwise: string): string;
};

/** Sentences stand in sentences: a refusal in a warning, an endpoint's reason in the AI's. */
const deepest = 5;

/** Part of a sentence -> how it is turned, by its name without a number; the others are names and numbers. */
const turns: Record<string, (part: string, reader: Reader, depth: number) => string> = {
  reason: inner,
  sentence: inner,
  what: inner,
  type: inner,
  event: (part, { wordOf }) => wordOf(`event.${part}`, part),
  status: (part, { wordOf }) => wordOf(`status.${part}`, part),
  media: (part, { wordOf }) => wordOf(`media.${part}`, part),
  kind: (part, { wordOf }) => wordOf(`flow.kind.${part}`, part),
  at: (part, { language }) => (/^\d{4}-\d\d-\d\dT/.test(part) ? momentTime(part, language, true) : part),
};

/** What is no sentence of the catalogue, as a name or another program's words, stays as it is. */
export const tellSentence = (told: string, reader: Reader): string => inner(told, reader, 0);

function inner(told: string, reader: Reader, depth: number): string {
  const found = depth > deepest ? null : findSpelled(told, reader.catalogue);
  if (!found) return told;
  const parts = Object.entries(found.parts).map(([name, part]) => {
    const of = name.replace(/\d+$/, '');
    const turn = Object.hasOwn(turns, of) ? turns[of] : undefined;
    return [name, turn ? turn(part, reader, depth + 1) : part];
  });
  return fillSentence(found.wording, Object.fromEntries(parts));
}

/** The shapes' library says `Too small: ...` and `Invalid input: expected ...`, a funnel file's checks less. */
function findSpelled(told: string, catalogue: Catalogue): FoundSentence | null {
  const plain = told.replace(/^Invalid input: /, '');
  const found = findSentence(told, catalogue);
  const other = findSentence(plain.charAt(0).toLowerCase() + plain.slice(1), catalogue);
  return other && other.rank > (found?.rank ?? 0) ? other : found;
}

/** With a capital letter, unless it begins with a name: `nope: there is no macro of this name`. */
export const asSentence = (text: string): string =>
  /^\p{Ll}+([-’']\p{Ll}+)*([\s,]|$)/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
