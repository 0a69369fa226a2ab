import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMap, isScalar, parseDocument, stringify } from 'yaml';
import { readSource } from './funnelSource.ts';

/** `line:column` of the sign at `index` of the value under `a`. */
function placeIn(text: string, index: number): string {
  const read = readSource(text);
  if (!read.ok) throw new Error(JSON.stringify(read.reason));
  const place = read.value.placeOf(['a'], index);
  return `${place?.line}:${place?.column}`;
}

const signAt = (text: string, place: string): string => {
  const [line = 0, column = 0] = place.split(':').map(Number);
  return text.split('\n')[line - 1]?.[column - 1] ?? '';
};

describe('a place in a text of the file', () => {
  it.each([
    ['plain', 'a: one two X', 'X'],
    ['plain over lines', 'a: one\n  two\n\n  X', 'X'],
    ['single', "a: 'it''s X'", 'X'],
    ['double', 'a: "\\u0041\\U0001F600\\x41\\t\\" X"', 'X'],
    ['double over lines', 'a: "one \\\n   two\n\n   X"', 'X'],
    ['literal', 'a: |\n  one\n\n    two\n  X', 'X'],
    ['literal with its indentation named', 'a: |2\n    one\n  X', 'X'],
    ['literal after empty lines', 'a: |-\n\n\n   X', 'X'],
    ['folded', 'a: >-\n  one\n  two\n\n  X y', 'X'],
    ['CRLF', 'a: |\r\n  one\r\n  X\r\n', 'X'],
  ])('is found in a %s scalar', (_, text, sign) => {
    const { a } = parseDocument(text).toJS();
    expect(signAt(text, placeIn(text, a.indexOf(sign)))).toBe(sign);
  });

  it('is that of the alias where the text itself stands elsewhere', () => {
    expect(placeIn('b: &x hello\na: *x', 3)).toBe('2:4');
  });

  it('is right for any text on one line, however it is quoted', () => {
    const quoted = fc.constantFrom('QUOTE_SINGLE', 'QUOTE_DOUBLE') satisfies fc.Arbitrary<string>;
    const value = fc.string({
      unit: fc.constantFrom('a', ' b', "'", '"', '\\', 'é', '😀', ': ', '#'),
      maxLength: 30,
    });
    fc.assert(
      fc.property(value, quoted, (before, type) => {
        const text = stringify({ a: `${before}X` }, { defaultStringType: type, lineWidth: 0 });
        expect(signAt(text, placeIn(text, before.length))).toBe('X');
      }),
    );
  });

  it('never leaves the scalar, whatever the index', () => {
    const style = fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED');
    const lines = fc.array(fc.constantFrom('a', '', '  b', 'c d e'), { maxLength: 8 });
    fc.assert(
      fc.property(lines, style, fc.nat(60), (parts, defaultStringType, index) => {
        const text = stringify({ a: `x${parts.join('\n')}` }, { defaultStringType });
        const document = parseDocument(text);
        const pair = isMap(document.contents) ? document.contents.items[0] : undefined;
        const range = isScalar(pair?.value) ? pair.value.range : null;
        const [line = 0, column = 0] = placeIn(text, index).split(':').map(Number);
        const offset =
          text
            .split('\n')
            .slice(0, line - 1)
            .join('\n').length +
          (line > 1 ? 1 : 0) +
          column -
          1;
        expect(offset).toBeGreaterThanOrEqual(range?.[0] ?? 0);
        expect(offset).toBeLessThanOrEqual(range?.[1] ?? 0);
      }),
    );
  });
});
