/** Addresses with places to fill: `{clickid}`, `{chatId}`, `{n}`. */

/** A piece of an address: as it was written, filled in, or a place that nothing fills yet. */
export type UrlPiece = { text: string; kind: 'plain' | 'filled' | 'open' };

/** Fills the places percent-encoded; one without a value stays as it is, as networks send it then. */
export function fillUrl(template: string, values: Record<string, string | null>): UrlPiece[] {
  return template
    .split(/(\{\w+\})/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      if (name === undefined || !Object.hasOwn(values, name)) return { text: piece, kind: 'plain' };
      const value = values[name];
      return value ? { text: encodeURIComponent(value), kind: 'filled' } : { text: piece, kind: 'open' };
    });
}

export const joinUrl = (pieces: readonly UrlPiece[]): string => pieces.map(({ text }) => text).join('');

/**
 * The path and query of an address of ours. The page calls itself: it may have been opened under
 * another name of the same server (localhost), and a page may read no other host's answers.
 */
export function ownPath(url: string, origin: string): string {
  const { pathname, search } = new URL(url, origin);
  return pathname + search;
}
