/** Cuts a condition's text into tokens, one at a time; linear in its length, whatever it holds. */

/** `text` of a quoted token is what stands between the quotes, escapes undone. `end` is the index behind it. */
export type Token = {
  kind: 'word' | 'quoted' | 'sign' | 'open' | 'close' | 'end' | 'wrong';
  text: string;
  at: number;
  end: number;
};

const space = /\s*/uy;
const comparison = /!=|>=|<=|[=><]/uy;
/** Whatever is no white space, bracket, quote or comparison sign; also used to write a literal bare. */
const word = /[^\s()[\]{}"'=!<>]+/uy;
const plainInQuotes = /[^"'\\]+/uy;

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** The token at or behind `from`. A token of kind `wrong` carries the reason as its text. */
export function nextToken(source: string, from: number): Token {
  const at = from + matchAt(space, source, from).length;
  const first = source[at];
  if (first === undefined) return { kind: 'end', text: '', at, end: at };
  if (first === '(') return { kind: 'open', text: first, at, end: at + 1 };
  if (first === ')') return { kind: 'close', text: first, at, end: at + 1 };
  if (first === '"' || first === "'") return readQuoted(source, at, first);
  const sign = matchAt(comparison, source, at);
  if (sign) return { kind: 'sign', text: sign, at, end: at + sign.length };
  const bare = matchAt(word, source, at);
  if (first === '!') return wrong(at, 'expected !=');
  if (!bare) return wrong(at, `expected a name or a value, not ${first}: names stand without braces`);
  if (/^[«»“”„‘’]/u.test(bare)) return wrong(at, `expected straight quotes, " or ', not ${first}`);
  return { kind: 'word', text: bare, at, end: at + bare.length };
}

function readQuoted(source: string, at: number, quote: string): Token {
  const parts: string[] = [];
  let next = at + 1;
  while (next < source.length) {
    const sign = source.charAt(next);
    if (sign === quote) return { kind: 'quoted', text: parts.join(''), at, end: next + 1 };
    if (sign === '\\') {
      const escaped = escapes.get(source.charAt(next + 1));
      if (escaped === undefined) return wrong(next, 'expected ", \', \\, n, r or t behind the backslash');
      parts.push(escaped);
      next += 2;
    } else {
      const plain = matchAt(plainInQuotes, source, next) || sign;
      parts.push(plain);
      next += plain.length;
    }
  }
  return wrong(at, `expected a closing ${quote}`);
}

const wrong = (at: number, reason: string): Token => ({ kind: 'wrong', text: reason, at, end: at });

function matchAt(pattern: RegExp, source: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? '';
}

const keywords: ReadonlySet<string> = new Set(['and', 'or', 'not', 'has', 'is', 'empty', 'none']);

/** Whether a bare word means something by itself, in any letter case. */
export const isKeyword = (text: string): boolean => keywords.has(text.toLowerCase());

/** Whether a text can stand without quotes: one word, no keyword, nothing that has to be looked at twice. */
export const isBare = (text: string): boolean =>
  /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.@+#:/-]*$/u.test(text) && text.toLowerCase() !== 'any' && !isKeyword(text);

/** Index of the first sign no database text can hold (NUL, half of a surrogate pair), -1 without one. */
export const unstorableAt = (text: string): number => text.search(/\0|\p{Cs}/u);
