/** Sets of dialogs as search can tell them: marks of keys, and what can be made of them. */

export type SearchSet =
  | { of: 'everything' | 'nothing' }
  | { of: 'mark'; key: string; mark: string }
  /** Texts with a term of their own that have the piece in them. */
  | { of: 'containing'; key: string; piece: string }
  | { of: 'complement'; set: SearchSet }
  | { of: 'all' | 'any'; sets: readonly SearchSet[] };

export const everything: SearchSet = { of: 'everything' };
export const nothing: SearchSet = { of: 'nothing' };

export const complement = (set: SearchSet): SearchSet => {
  if (set.of === 'everything') return nothing;
  if (set.of === 'nothing') return everything;
  return set.of === 'complement' ? set.set : { of: 'complement', set };
};

export const allOf = (sets: readonly SearchSet[]): SearchSet => join('all', everything, nothing, sets);
export const anyOf = (sets: readonly SearchSet[]): SearchSet => join('any', nothing, everything, sets);

/** Leaves out what changes nothing (`neutral`); one `deciding` part decides alone. */
function join(
  of: 'all' | 'any',
  neutral: SearchSet,
  deciding: SearchSet,
  sets: readonly SearchSet[],
): SearchSet {
  const parts = sets.flatMap((set) => (set.of === of ? set.sets : set.of === neutral.of ? [] : [set]));
  if (parts.some((set) => set.of === deciding.of)) return deciding;
  const [first] = parts;
  if (first === undefined) return neutral;
  return parts.length === 1 ? first : { of, sets: parts };
}
