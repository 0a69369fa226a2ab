/** Pages of the list that are on the screen, and what has happened meanwhile. */
import type { ApiListedDialog } from '../../src/api/contractOperators.ts';

export type ListPage = { items: ApiListedDialog[]; nextCursor: string | null };

/** Newer first, as the server sorts. */
const placeOf = ({ lastMessageAt, createdAt }: ApiListedDialog): string => lastMessageAt ?? createdAt;

const isOlder = (one: ApiListedDialog, than: ApiListedDialog): boolean =>
  placeOf(one) < placeOf(than) || (placeOf(one) === placeOf(than) && Number(one.id) < Number(than.id));

/**
 * The pages with a fresh first one. What it pushed out at its end moves to the second page; what was in the first
 * and would still belong there, but is not, has left the list.
 */
export function withTop(pages: readonly ListPage[], top: ListPage): ListPage[] {
  const [first, second, ...rest] = pages;
  if (!first || !second || top.nextCursor === null) return [top];
  const there = new Set(top.items.map(({ id }) => id));
  const last = top.items.at(-1);
  const pushedOut = first.items.filter((one) => !there.has(one.id) && last && isOlder(one, last));
  const without = (page: ListPage): ListPage => ({
    ...page,
    items: page.items.filter(({ id }) => !there.has(id)),
  });
  const next = without(second);
  return [top, { ...next, items: [...pushedOut, ...next.items] }, ...rest.map(without)];
}

/** The pages with one dialog changed in its place. */
export const withOne = (
  pages: readonly ListPage[],
  id: string,
  change: (dialog: ApiListedDialog) => ApiListedDialog | null,
): ListPage[] =>
  pages.map((page) =>
    page.items.some((one) => one.id === id)
      ? { ...page, items: page.items.flatMap((one) => (one.id === id ? (change(one) ?? []) : one)) }
      : page,
  );
