/** The text of a funnel file, YAML or JSON (which is YAML too), with the place of everything in it. */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import type { ParameterError } from '../base/refusal.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { type ScalarSource, textOffset } from './textOffset.ts';

export type Path = readonly (string | number)[];

/** Counted from 1. */
export type Place = { line: number; column: number };

export type FunnelSource = {
  value: unknown;
  /**
   * Where the value at a path stands; of a missing one, what it is missing from. `at`: an index in the
   * text there, to point into it.
   */
  placeOf(path: Path, at?: number): Place | undefined;
  /** Where the key itself stands. */
  placeOfKey(path: Path): Place | undefined;
};

export const maximumBytes = 5 * 1024 * 1024;

/** More uses of one anchor than any hand-written file has; a bomb of nested aliases multiplies beyond it. */
const maxAliasCount = 100;

const prototypeNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** `bots[0].flows[1].steps[2].next` */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text ? `${text}.${part}` : part;
  }, '');
}

/**
 * Reads one document of at most 5 MB. Refused, each with line and column: syntax errors, duplicate
 * keys, alias bombs, tags, keys that are no text or name an object's prototype, NUL and half surrogate pairs.
 */
export function readSource(text: string): Result<FunnelSource, ParameterError[]> {
  if (Buffer.byteLength(text) > maximumBytes) return fail([{ name: 'file', reason: 'is larger than 5 MB' }]);
  const lines = new LineCounter();
  try {
    // Keys are compared below: the library compares each with each, minutes for a map of 100,000.
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      merge: false,
      uniqueKeys: false,
    });
    const problems = [...syntaxProblems(document, lines), ...contentProblems(document, lines)];
    if (problems.length > 0) return fail(problems);
    const value: unknown = document.toJS({ maxAliasCount });
    const find = finder(document);
    return ok({
      value,
      placeOf: (path, at) => {
        const { node } = find(path);
        return at !== undefined && isScalar(node) ? placeIn(lines, text, node, at) : placeAt(lines, node);
      },
      placeOfKey: (path) => placeAt(lines, find(path).key),
    });
  } catch (error) {
    if (error instanceof RangeError) return fail([{ name: 'file', reason: 'is nested too deeply' }]);
    if (error instanceof ReferenceError)
      return fail([{ name: 'file', reason: 'repeats its anchors too often' }]);
    throw error;
  }
}

/** The same for what was parsed already (a JSON body): there are no places to tell. */
export function readObject(value: unknown): Result<FunnelSource, ParameterError[]> {
  const problems: ParameterError[] = [];
  inspect(value, [], 0, problems);
  if (problems.length > 0) return fail(problems);
  return ok({ value, placeOf: () => undefined, placeOfKey: () => undefined });
}

function inspect(value: unknown, path: Path, depth: number, problems: ParameterError[]): void {
  if (depth > 100) {
    problems.push({ name: formatPath(path.slice(0, 8)), reason: 'is nested too deeply' });
  } else if (typeof value === 'string') {
    const reason = textProblem(value);
    if (reason) problems.push({ name: formatPath(path), reason });
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      inspect(item, [...path, index], depth + 1, problems);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const reason = keyProblem(key);
      if (reason) problems.push({ name: formatPath([...path, key]), reason });
      inspect(item, [...path, key], depth + 1, problems);
    }
  }
}

function syntaxProblems(document: Document.Parsed, lines: LineCounter): ParameterError[] {
  const problems = [...document.errors, ...document.warnings].map((error) => ({
    name: 'file',
    reason: error.code === 'MULTIPLE_DOCS' ? 'has more than one document' : firstLine(error.message),
    ...at(lines, error.pos[0]),
  }));
  if (document.directives.yaml.explicit && document.directives.yaml.version !== '1.2') {
    problems.push({ name: 'file', reason: 'is read as YAML 1.2', line: 1, column: 1 });
  }
  return problems;
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

function contentProblems(document: Document.Parsed, lines: LineCounter): ParameterError[] {
  const problems: ParameterError[] = [];
  const report = (node: unknown, reason: string): void => {
    problems.push({ name: 'file', reason, ...placeAt(lines, node) });
  };
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? String(key.value) : null;
        if (name === null) continue;
        if (seen.has(name)) report(key, 'Map keys must be unique');
        seen.add(name);
      }
    },
    Pair: (_, pair: Pair) => {
      const reason = isScalar(pair.key) ? keyProblem(String(pair.key.value)) : 'expected a plain key';
      if (reason) report(pair.key, reason);
    },
    Scalar: (_, scalar) => {
      const reason = typeof scalar.value === 'string' ? textProblem(scalar.value) : null;
      if (reason) report(scalar, reason);
    },
  });
  return problems;
}

const keyProblem = (key: string): string | null =>
  prototypeNames.has(key) ? `${key} is not allowed as a key` : textProblem(key);

/** The database takes neither. */
function textProblem(text: string): string | null {
  if (text.includes('\0')) return 'holds a NUL character';
  return text.isWellFormed() ? null : 'holds half of a surrogate pair';
}

type Found = { node: unknown; key: unknown };

/** Finds the node at a path, or the last one on the way to it; `key` is the key that leads to it. */
function finder(document: Document.Parsed): (path: Path) => Found {
  // Without it each of ten thousand findings in one large map would look through the whole map.
  const seen = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  const pairOf = (map: YAMLMap, name: string): Pair | undefined => {
    let pairs = seen.get(map);
    if (!pairs) {
      pairs = new Map(
        map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair]] : [])),
      );
      seen.set(map, pairs);
    }
    return pairs.get(name);
  };
  return (path) => {
    let found: Found = { node: document.contents, key: document.contents };
    for (const part of path) {
      const parent = resolve(document, found.node);
      const pair = isMap(parent) ? pairOf(parent, String(part)) : undefined;
      if (pair) found = { key: pair.key, node: pair.value ?? pair.key };
      else if (isSeq(parent) && typeof part === 'number' && parent.items[part] !== undefined) {
        found = { node: parent.items[part], key: parent.items[part] };
      } else break;
    }
    return found;
  };
}

const resolve = (document: Document.Parsed, node: unknown): unknown =>
  isAlias(node) ? (node satisfies Alias).resolve(document) : node;

const styles: Readonly<Record<string, ScalarSource['style']>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

function placeIn(lines: LineCounter, source: string, scalar: Scalar, index: number): Place | undefined {
  const style = styles[scalar.type ?? ''];
  if (!scalar.range || !style) return placeAt(lines, scalar);
  const [start, end] = scalar.range;
  return at(lines, textOffset({ source, start, end, style }, index));
}

function placeAt(lines: LineCounter, node: unknown): Place | undefined {
  const range = isNode(node) ? (node satisfies Node).range : null;
  return range ? at(lines, range[0]) : undefined;
}

function at(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
