/** Lanes share the bots out among workers: all signals of a bot wait in the same one. */

export const laneCount = 16;

/** The lane of a bot, 0..15: FNV-1a (32 bit) of its id's UTF-16 units, which for a UUID are its bytes. */
export function laneOf(botId: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < botId.length; at += 1) {
    hash = Math.imul(hash ^ botId.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % laneCount;
}
