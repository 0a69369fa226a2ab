/** What the table is asked for, as it stands in the page's address. */
export type ContactQuery = { filter: string; bot: string; order: 'newest' | 'oldest' };

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** Reads the address; what it does not know it leaves out. A filter is always listed newest first. */
export function readContactQuery(search: Record<string, unknown>): Partial<ContactQuery> {
  const filter = text(search.filter).slice(0, 4000);
  const bot = text(search.bot).slice(0, 200);
  const oldest = search.order === 'oldest' && filter === '';
  return { ...(filter && { filter }), ...(bot && { bot }), ...(oldest && { order: 'oldest' as const }) };
}

export const withDefaults = ({
  filter = '',
  bot = '',
  order = 'newest',
}: Partial<ContactQuery>): ContactQuery => ({
  ...{ filter, bot, order },
});

/** The API's address of a page. */
export function pageAddress(
  { filter, bot, order }: ContactQuery,
  cursor: string | null,
  limit: number,
): string {
  const values = new URLSearchParams({ limit: String(limit), order });
  if (filter) values.set('filter', filter);
  if (bot) values.set('bot', bot);
  if (cursor !== null) values.set('cursor', cursor);
  return `/contacts?${values}`;
}
