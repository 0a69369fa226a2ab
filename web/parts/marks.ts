/** Telegram's tags put around a part of a text. */
export type Mark = 'bold' | 'italic' | 'underline' | 'strike' | 'code' | 'quote' | 'link';

const tags: Record<Mark, readonly [string, string]> = {
  bold: ['<b>', '</b>'],
  italic: ['<i>', '</i>'],
  underline: ['<u>', '</u>'],
  strike: ['<s>', '</s>'],
  code: ['<code>', '</code>'],
  quote: ['<blockquote>', '</blockquote>'],
  link: ['<a href="https://">', '</a>'],
};

const addressAt = tags.link[0].indexOf('https://') + 'https://'.length;

/**
 * The text with the mark from `from` to `to`, or without it where it stands there already; and what is to be
 * selected then: the words again, of a link the place of its address.
 */
export function withMark(
  text: string,
  from: number,
  to: number,
  mark: Mark,
): { text: string; from: number; to: number } {
  const [open, close] = tags[mark];
  const before = text.slice(0, from);
  const words = text.slice(from, to);
  const after = text.slice(to);
  if (before.endsWith(open) && after.startsWith(close)) {
    const start = from - open.length;
    return {
      text: before.slice(0, start) + words + after.slice(close.length),
      from: start,
      to: to - open.length,
    };
  }
  const marked = before + open + words + close + after;
  if (mark === 'link') return { text: marked, from: from + addressAt, to: from + addressAt };
  return { text: marked, from: from + open.length, to: to + open.length };
}
