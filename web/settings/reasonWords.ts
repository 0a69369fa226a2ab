/** What is wrong with a field, in the visitor's language where we know the words. */
import type { TextKey } from '../parts/language.ts';
import type { Texts } from '../parts/useText.ts';

const known: [RegExp, TextKey][] = [
  [/^(required|is missing|is empty)/, 'settings.wrong.required'],
  [/^expected a duration/, 'settings.wrong.duration'],
  [/^a duration is at most/, 'settings.wrong.longDuration'],
  [/^expected 1-64 letters/, 'settings.wrong.key'],
  [/^expected a letter or _/, 'settings.wrong.fieldKey'],
  [/^expected a time zone/, 'settings.wrong.timezone'],
  [/^expected flow\/step/, 'settings.wrong.step'],
  [/^there is no step/, 'settings.wrong.noStep'],
  [/^expected an http or https URL/, 'settings.wrong.url'],
  [/^expected hours/, 'settings.wrong.hours'],
  [/need options$/, 'settings.wrong.options'],
  [/is there twice$|^duplicate/, 'settings.wrong.twice'],
  [/^expected an event name/, 'settings.wrong.event'],
  [/^group$/, 'settings.wrong.group'],
  [/^Too big|^is longer than|maximum/i, 'settings.wrong.long'],
];

/** The reason itself where it is not one of ours: a condition's, or Telegram's. */
export function reasonWords(reason: string, text: Texts): string {
  const found = known.find(([pattern]) => pattern.test(reason));
  return found ? text(found[1]) : reason;
}
