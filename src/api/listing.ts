/** What lists have in common: `limit`, `cursor`, ids in addresses, pages. */
import { z } from 'zod';

export const limitOf = (standard: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, 'expected a whole number')
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= most, { error: `expected 1 to ${most}` })
    .default(standard);

/** A number of the database, short enough to be one for sure. */
export const numericId = z.string().regex(/^\d{1,16}$/, 'expected the number of an object');

export const page = { limit: limitOf(50, 200), cursor: numericId.optional() };

export const numberedPath = z.strictObject({ id: numericId });

/** Text that may be looked up in the database. */
export const lookedUp = z
  .string()
  .max(200)
  .refine((text) => !text.includes('\0') && text.isWellFormed(), { error: 'expected plain text' });

export const chatNumber = z
  .string()
  .regex(/^-?\d{1,16}$/, 'expected a Telegram chat id')
  .transform(Number)
  .refine(Number.isSafeInteger, { error: 'expected a Telegram chat id' });

/** Rows were asked for one more than `limit`: whether there is a next page is then known. */
export function toPage<Row extends { id: number }, Item>(
  rows: readonly Row[],
  limit: number,
  show: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(show), nextCursor: rows.length > limit && last ? String(last.id) : null };
}
