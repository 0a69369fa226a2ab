/** The plain words of a rich message (Bot API 10.1): what an operator and a flow can read of it. */
import { listOf, objectOf, textOf } from './unread.ts';

/** Telegram's own bounds: 32,768 characters, 16 levels; ours count every list as a level as well. */
const longest = 32_768;
const deepest = 50;

/** Where words stand, and where parts that begin a line of their own do. */
type Rich = Record<(typeof inline)[number] | (typeof blocks)[number], unknown>;
const inline = ['summary', 'text', 'caption', 'credit'] as const;
const blocks = ['blocks', 'items', 'cells'] as const;

/** Anything that is no text, or too deep, is passed over. */
export function readRichText(message: unknown): string {
  const words: string[] = [];
  let room = longest;
  const say = (text: string): void => {
    words.push(text);
    room -= text.length;
  };
  const walk = (value: unknown, depth: number): void => {
    if (room <= 0 || depth > deepest) return;
    if (typeof value === 'string') return say(textOf(value, room));
    for (const one of listOf(value)) walk(one, depth + 1);
    const rich = objectOf<Rich>(value);
    if (!rich) return;
    for (const key of inline) walk(rich[key], depth + 1);
    for (const key of blocks) {
      for (const one of listOf(rich[key])) {
        if (room <= 0) return;
        say('\n');
        walk(one, depth + 1);
      }
    }
  };
  walk(message, 0);
  // A paragraph inside an item inside a list begins one line, not three.
  return words.join('').replace(/\n+/g, '\n').trim().toWellFormed();
}
