/** Which entry of the sidebar an address belongs to: its title, and what counts as having gone elsewhere. */

/** The entry whose address is the longest beginning of the path; `$name` stands for any one part. */
export function screenOf<Place extends { to: string }>(path: string, places: readonly Place[]): Place | null {
  const parts = partsOf(path);
  let found: Place | null = null;
  let longest = 0;
  for (const place of places) {
    const wanted = partsOf(place.to);
    const fits = wanted.every((part, n) => (part.startsWith('$') ? parts.length > n : part === parts[n]));
    if (!fits || wanted.length <= longest) continue;
    found = place;
    longest = wanted.length;
  }
  return found;
}

/** Key of the bot that a path speaks of, null for none. */
export function botOf(path: string): string | null {
  const [first, bot] = partsOf(path);
  return first === 'bots' && bot !== undefined ? decoded(bot) : null;
}

/** The address with its `$bot` filled in; null while there is no bot to fill it with. */
export function addressOf(to: string, bot: string | null): string | null {
  if (!to.includes('$bot')) return to;
  return bot === null ? null : to.replace('$bot', () => encodeURIComponent(bot));
}

const partsOf = (path: string): string[] => path.split('/').filter(Boolean);

/** An address that somebody typed may be no valid encoding. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
