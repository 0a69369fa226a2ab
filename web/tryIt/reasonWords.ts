/** The engine's reasons and warnings, which it tells in English, in the words of the language. */
import type { TextKey } from '../parts/language.ts';
import type { Texts } from '../parts/useText.ts';
import { eventWords, mediaWords, statusWords } from './plainWords.ts';
import { reasons } from './reasons.ts';

/** What a part of a sentence is turned into, by its name. The others are names and numbers: they stay. */
const turns: Record<string, (text: Texts, part: string) => string> = {
  reason: (text, part) => reasonWords(text, part),
  event: eventWords,
  status: statusWords,
  media: mediaWords,
  why: (text, part) => text.or(`reason.macro.${part}`, part),
};

/** A reason in the words of the language; one that we do not know stays as it was told. */
export function reasonWords(text: Texts, told: string): string {
  const known = findReason(told);
  if (!known) return told;
  const parts = Object.entries(known.parts).map(([name, part]) => {
    const turn = Object.hasOwn(turns, name) ? turns[name] : undefined;
    return [name, turn ? turn(text, part) : part];
  });
  return text(known.key, Object.fromEntries(parts));
}

/** Which sentence this is, and what fills its places; null when it is none of the engine's. */
export function findReason(told: string): { key: TextKey; parts: Record<string, string> } | null {
  for (const [looks, key] of reasons) {
    const found = looks.exec(told);
    if (found) return { key, parts: { ...found.groups } };
  }
  return null;
}
