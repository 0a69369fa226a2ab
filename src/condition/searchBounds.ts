/** What search knows of one comparison, from both sides, so that it can be negated. */
import { longestSearchKey } from './searchEntry.ts';
import type { Cover } from './searchNumber.ts';
import { anyOf, complement, everything, nothing, type SearchSet } from './searchSet.ts';
import { valueBucket } from './searchText.ts';

/** Where a condition holds for certain, and where it may hold: `sure` is a part of `may`. */
export type Bounds = { sure: SearchSet; may: SearchSet };

export const unknown: Bounds = { sure: nothing, may: everything };

export const negated = ({ sure, may }: Bounds): Bounds => ({ sure: complement(may), may: complement(sure) });

export const eitherOf = (...bounds: Bounds[]): Bounds => ({
  sure: anyOf(bounds.map((one) => one.sure)),
  may: anyOf(bounds.map((one) => one.may)),
});

/** Has a value of this key: unknown only where the key was too many for search. */
export function present(key: string): Bounds {
  return key.length > longestSearchKey ? unknown : plainValue('is', key);
}

export const without = (key: string): Bounds => negated(present(key));

/** A value with a term of its own is certain; those that share a bucket may be it. */
export const plainValue = (key: string, value: string): Bounds => ({
  sure: { of: 'mark', key, mark: value },
  may: anyOf([
    { of: 'mark', key, mark: value },
    { of: 'mark', key, mark: valueBucket(value) },
  ]),
});

/** Of dialogs whose key was too many nothing else is known than that they have it, or another such key. */
export const under = (key: string, { sure, may }: Bounds): Bounds =>
  key.length > longestSearchKey
    ? unknown
    : { sure, may: anyOf([may, { of: 'mark', key: 'is', mark: valueBucket(key) }]) };

export const hasValue = (key: string, value: string): Bounds => under(key, plainValue(key, value));

export function marked(key: string, prefix: string, { sure, perhaps }: Cover): Bounds {
  const marks = (names: readonly string[]): SearchSet =>
    anyOf(names.map((mark) => ({ of: 'mark', key, mark: prefix + mark })));
  return under(key, { sure: marks(sure), may: marks([...sure, ...perhaps]) });
}
