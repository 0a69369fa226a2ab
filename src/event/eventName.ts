/** What an event may be called. */
import { fail, ok, type Result } from '../base/result.ts';

const longestName = 64;

// Controls, lone surrogates, line and paragraph separators, and format characters (which could turn
// the writing direction of a log line), except the joiners that emoji and some scripts need.
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u;

/**
 * Reads an event's name: printable text of 1 to 64 characters after trimming, without `#` (which
 * leads an ordinal in `resale#2`) and never a name that every object inherits (`constructor`).
 */
export function parseEventName(text: string): Result<string, string> {
  const name = text.trim();
  if (name === '') return fail('an event needs a name');
  if (name.length > longestName && (name.length > 2 * longestName || [...name].length > longestName)) {
    return fail(`an event's name has at most ${longestName} characters`);
  }
  if (name.includes('#')) return fail("an event's name has no #, which leads its ordinal");
  if (unprintable.test(name)) return fail("an event's name is printable text");
  if (isInheritedName(name)) return fail(`${JSON.stringify(name)} cannot be a name`);
  return ok(name);
}

/** Whether `parseEventName` takes the text. */
export const isEventName = (text: string): boolean => parseEventName(text).ok;

const inherited: ReadonlySet<string> = new Set([
  'prototype',
  ...Object.getOwnPropertyNames(Object.prototype),
]);

/** True for names such as `__proto__`, `constructor` and `toString`, which mean something on any object. */
export const isInheritedName = (name: string): boolean => inherited.has(name);
