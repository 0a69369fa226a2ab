/** Finds the macros in a source text. Linear in its length, whatever it holds. */
import { type Filter, parseFilter } from './filter.ts';
import { type Reference, referenceOf, type Syntax } from './reference.ts';

export type Macro = {
  /** As written, without white space: `chat.fields.x`. */
  name: string;
  /** Index of its first brace in the source. */
  at: number;
  reference: Reference;
  filters: readonly Filter[];
  /** Has the `raw` filter. */
  raw: boolean;
};

/** `literal` stands before the macro. */
export type Span = { literal: string; macro: Macro };

const doubleOpening = /\{\{\s*([A-Za-z_][\p{L}\p{M}\p{N}_.-]*)\s*/uy;
/** No line break: `{` at a line's end opens a block of a GraphQL query or a script, not a macro. */
const singleOpening = /\{[^\S\r\n]*([A-Za-z_][\p{L}\p{M}\p{N}_.-]*)[^\S\r\n]*/uy;

/** Signs in a chain of filters. Without a limit `{{a|"\\"` over and over would take quadratic time. */
const longestChain = 1000;

/** Cuts a source into macros and the literals around them; what is no macro stays literal. */
export function scan(source: string, syntax: Syntax): { spans: Span[]; tail: string } {
  const spans: Span[] = [];
  let literalFrom = 0;
  let at = source.indexOf('{');
  while (at >= 0) {
    const found =
      macroAt(source, at, doubleOpening, '}}', syntax) ??
      (syntax === 'webhook' ? macroAt(source, at, singleOpening, '}', syntax) : null);
    if (found) {
      spans.push({ literal: source.slice(literalFrom, at), macro: found.macro });
      literalFrom = found.end;
    }
    at = source.indexOf('{', found ? found.end : at + 1);
  }
  return { spans, tail: source.slice(literalFrom) };
}

function macroAt(
  source: string,
  at: number,
  opening: RegExp,
  closing: string,
  syntax: Syntax,
): { macro: Macro; end: number } | null {
  opening.lastIndex = at;
  const match = opening.exec(source);
  if (!match) return null;
  const name = match[1] ?? '';
  const chain = readFilters(source, at + match[0].length);
  if (!chain || !source.startsWith(closing, chain.end)) return null;
  const reference = referenceOf(name, syntax);
  const raw = chain.filters.some((filter) => filter.filter === 'raw');
  return { macro: { name, at, reference, filters: chain.filters, raw }, end: chain.end + closing.length };
}

function readFilters(source: string, from: number): { filters: Filter[]; end: number } | null {
  const filters: Filter[] = [];
  const limit = Math.min(source.length, from + longestChain);
  let at = from;
  while (source[at] === '|') {
    const end = endOfFilter(source, at + 1, limit);
    if (end < 0) return null;
    filters.push(parseFilter(source.slice(at + 1, end)));
    at = end;
  }
  return { filters, end: at };
}

/** Index of the `|` or `}` that ends a filter, quoted text skipped; -1 if none comes. */
function endOfFilter(source: string, from: number, limit: number): number {
  for (let at = from; at < limit; at++) {
    const sign = source[at];
    if (sign === '|' || sign === '}') return at;
    if (sign === '{') return -1;
    if (sign === '"' || sign === "'") {
      at = endOfQuote(source, at, limit);
      if (at < 0) return -1;
    }
  }
  return -1;
}

function endOfQuote(source: string, from: number, limit: number): number {
  for (let at = from + 1; at < limit; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === source[from]) return at;
  }
  return -1;
}
