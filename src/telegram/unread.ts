/**
 * Reading what came from outside as if nothing of it were promised: the names are those of the Bot API's
 * types, the values are anything.
 */

/** An object that should be a `Shape`: its names are known, of its values nothing is. */
export type Unread<Shape> = { readonly [Key in keyof Shape]?: unknown };

const isObject = <Shape>(value: unknown): value is Unread<Shape> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectOf = <Shape>(value: unknown): Unread<Shape> | null =>
  isObject<Shape>(value) ? value : null;

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * A text cut at `longest` UTF-16 units, '' for anything else. What the database does not take (NUL, half a
 * character) is replaced unit by unit, so that marks counted in units stay where they were.
 */
export function textOf(value: unknown, longest: number): string {
  if (typeof value !== 'string') return '';
  return value.slice(0, longest).replaceAll('\0', ' ').toWellFormed();
}

/** A whole number that JavaScript holds exactly, zero without a sign; ids of Telegram stay below 2^52. */
export const integerOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value + 0 : null;

/** A number that JSON can say: no infinity (`1e400` reads as one), and zero without a sign. */
export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value + 0 : null;
