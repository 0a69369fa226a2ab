/** How a value is written by place. All take well-formed text without NUL: see `valueText`. */

/** Percent-encodes for a URL's path, query or fragment; `raw` only keeps it from ending the URL. */
export function encodeForUrl(text: string, raw: boolean): string {
  if (!raw) return encodeURIComponent(text);
  return text.replace(/\s|\p{Cc}/gu, (sign) => (/\p{Cc}/u.test(sign) ? '' : encodeURIComponent(sign)));
}

const htmlSigns: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Telegram HTML knows these four entities by name (Bot API, "HTML style"). */
export function escapeHtml(text: string): string {
  return /[&<>"]/.test(text) ? text.replace(/[&<>"]/g, (sign) => htmlSigns[sign] ?? sign) : text;
}

/** For the inside of a JSON string literal. */
export const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/**
 * Makes a text fit for an HTTP header: control characters go (CR and LF would begin another header),
 * what latin1 cannot hold is percent-encoded.
 */
export const cleanHeader = (text: string): string =>
  text
    .replace(/\p{Cc}/gu, '')
    .replace(/[^\x20-\xff]+/gu, encodeURIComponent)
    .trim();
