/** The text of a story file, YAML 1.2 or JSON, with the place of everything in it. */
import { type Document, isMap, isNode, isScalar, LineCounter, type Pair, parseDocument, visit } from 'yaml';
import { fail, ok, type Result } from '../base/result.ts';

export type Path = readonly (string | number)[];

/** Something wrong in a story file; line and column are counted from 1. */
export type Problem = { line: number; column: number; reason: string };

export type StorySource = {
  value: unknown;
  /** What is wrong with the value at a path; of a missing one, with what it is missing from. */
  about(path: Path, reason: string): Problem;
  aboutKey(path: Path, reason: string): Problem;
};

/** 5,000 lines of play with their messages are some 400 kB; the reader takes a second for 1 MB. */
const maximumBytes = 1024 * 1024;

/** More uses of one anchor than a hand-written file has; nested aliases multiply beyond it. */
const maxAliasCount = 100;

const prototypeNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Refuses syntax errors, duplicate keys, alias bombs, keys of an object's prototype, NUL, half characters. */
export function readSource(text: string): Result<StorySource, Problem[]> {
  if (Buffer.byteLength(text) > maximumBytes) return fail([top('a story file is at most 1 MB')]);
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: false });
    const problems = problemsOf(document, lines);
    if (problems.length > 0) return fail(problems);
    const value: unknown = document.toJS({ maxAliasCount });
    return ok({
      value,
      about: (path, reason) => at(lines, find(document, path).value, reason),
      aboutKey: (path, reason) => at(lines, find(document, path).key, reason),
    });
  } catch (error) {
    if (error instanceof RangeError) return fail([top('is nested too deeply')]);
    if (error instanceof ReferenceError) return fail([top('repeats its anchors too often')]);
    throw error;
  }
}

const top = (reason: string): Problem => ({ line: 1, column: 1, reason });

function problemsOf(document: Document.Parsed, lines: LineCounter): Problem[] {
  const problems = [...document.errors, ...document.warnings].map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    const several = 'has more than one document: write several stories as a list';
    const reason = error.code === 'MULTIPLE_DOCS' ? several : (error.message.split('\n', 1)[0] ?? '');
    return { line: Math.max(line, 1), column: Math.max(col, 1), reason };
  });
  visit(document, {
    Pair: (_, { key }: Pair) => {
      const known = isScalar(key) ? String(key.value) : null;
      if (known === null) problems.push(at(lines, key, 'expected a plain key'));
      else if (prototypeNames.has(known)) problems.push(at(lines, key, `${known} is not allowed as a key`));
    },
    Scalar: (_, scalar) => {
      const { value } = scalar;
      if (typeof value !== 'string') return;
      if (value.includes('\0')) problems.push(at(lines, scalar, 'holds a NUL character'));
      if (!value.isWellFormed()) problems.push(at(lines, scalar, 'holds half of a surrogate pair'));
    },
  });
  return problems;
}

/** The node at a path, or the last one on the way to it, and the key that leads to it. */
function find(document: Document.Parsed, path: Path): { key: unknown; value: unknown } {
  let found: { key: unknown; value: unknown } = { key: document.contents, value: document.contents };
  for (let length = 1; length <= path.length; length += 1) {
    const way = path.slice(0, length);
    const parent = length === 1 ? document.contents : document.getIn(way.slice(0, -1), true);
    const last = way.at(-1);
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(last))
      : undefined;
    const value = pair ? pair.value : document.getIn(way, true);
    if (value === undefined && !pair) break;
    found = { key: pair?.key ?? value, value: value ?? pair?.key };
  }
  return found;
}

function at(lines: LineCounter, node: unknown, reason: string): Problem {
  const range = isNode(node) ? node.range : null;
  if (!range) return top(reason);
  const { line, col } = lines.linePos(range[0]);
  return { line: Math.max(line, 1), column: Math.max(col, 1), reason };
}
