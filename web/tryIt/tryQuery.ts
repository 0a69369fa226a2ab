/** The bot that a link to the page names; absent: the demo, or the first simulated bot. */
export type TryQuery = { bot?: string };

/** Of the address's `?bot=`; the router reads a key such as `2` as a number. */
export function readTryQuery(search: Record<string, unknown>): TryQuery {
  const { bot } = search;
  return typeof bot === 'string' || typeof bot === 'number' ? { bot: String(bot) } : {};
}
