/** From an index in a YAML text's value to the offset of that sign in the file. */

export type ScalarSource = {
  source: string;
  /** Offset of the scalar's first sign: its quote, or `|` and `>`. */
  start: number;
  /** Offset behind its last. */
  end: number;
  style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
};

/** YAML 1.2.2, 5.7: how many hex digits follow. */
const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * Walks value and source side by side. Line breaks are taken as YAML folds them; in a folded block whose
 * lines are indented further the answer may be off by the signs of the fold. Never behind the scalar.
 */
export function textOffset(scalar: ScalarSource, index: number): number {
  const isBlock = scalar.style === 'literal' || scalar.style === 'folded';
  return Math.min(isBlock ? blockOffset(scalar, index) : flowOffset(scalar, index), scalar.end);
}

function flowOffset({ source, start, end, style }: ScalarSource, index: number): number {
  let at = style === 'plain' ? start : start + 1;
  for (let left = index; left > 0 && at < end; ) {
    const fold = foldAt(source, at);
    if (fold) {
      // One break is a space, each further one a break of its own.
      left -= fold.escaped ? 0 : Math.max(1, fold.breaks - 1);
      at = fold.end;
    } else {
      const { length, units } = signAt(source, at, style);
      left -= units;
      at += length;
    }
  }
  return at;
}

type Fold = { end: number; breaks: number; escaped: boolean };

/** White space around line breaks; null where a line does not end. A backslash before it joins the lines. */
function foldAt(source: string, from: number): Fold | null {
  const escaped = source[from] === '\\' && /[\r\n]/.test(source[from + 1] ?? '');
  let at = escaped ? from + 1 : from;
  let breaks = 0;
  for (; /[ \t\r\n]/.test(source[at] ?? ''); at += 1) if (source[at] === '\n') breaks += 1;
  return breaks > 0 ? { end: at, breaks, escaped: escaped && breaks === 1 } : null;
}

/** Signs in the source, and UTF-16 units in the value. */
function signAt(source: string, at: number, style: ScalarSource['style']): { length: number; units: number } {
  if (style === 'single' && source.startsWith("''", at)) return { length: 2, units: 1 };
  if (style !== 'double' || source[at] !== '\\') return { length: 1, units: 1 };
  const digits = hexDigits[source[at + 1] ?? ''] ?? 0;
  const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
  return { length: 2 + digits, units: code > 0xffff ? 2 : 1 };
}

function blockOffset({ source, start, end, style }: ScalarSource, index: number): number {
  const first = source.indexOf('\n', start) + 1;
  if (first === 0 || first >= end) return end;
  const lines = source
    .slice(first, end)
    .split('\n')
    .map((line) => line.replace(/\r$/, ''));
  const indent = indentOf(source.slice(start, first), lines);
  let line = first;
  let left = index;
  for (const [n, text] of lines.entries()) {
    const length = Math.max(0, text.length - indent);
    if (left < length) return line + indent + left;
    // Folded, the break of a line before empty ones counts as nothing: they stand for the breaks.
    const isLost = style === 'folded' && length > 0 && lines[n + 1]?.trim() === '';
    left -= length + (isLost ? 0 : 1);
    line = Math.min(source.indexOf('\n', line) + 1 || end, end);
  }
  return end;
}

/** A digit in the header allows the first line to be indented further than the block. */
function indentOf(header: string, lines: readonly string[]): number {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/[^ ]/));
  return (/\d/.test(header) ? indents.reduce((least, one) => Math.min(least, one), 1000) : indents[0]) ?? 0;
}
