/** Parses a source file and answers what the house rules ask: its imports and its syntax nodes. */
import { posix } from 'node:path';
import { parseSync } from 'vite';

/** A node of the ESTree that the parser makes; which fields it has depends on `type`. */
export type Node = { type: string; start: number } & Record<string, unknown>;

/** A node with its parent and the parent's field that holds it. */
export type Place = { node: Node; parent: Node | null; field: string };

export type Import = {
  specifier: string;
  /** Path in the project of a relative import, null for a package. */
  target: string | null;
  /** `import type` and `export type ... from`: gone when the program runs. */
  typeOnly: boolean;
  line: number;
};

export type Source = { path: string; places: Place[]; imports: Import[]; lineOf: (node: Node) => number };

const known = new Map<string, Source>();

/** Throws on a file that does not parse. Results are kept: every guard asks for the same files. */
export function scan(path: string, text: string): Source {
  const key = `${path}\0${text}`;
  const source = known.get(key) ?? read(path, text);
  known.set(key, source);
  return source;
}

function read(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text);
  const [error] = errors;
  if (error) throw new Error(`${path} does not parse: ${error.message}`);
  const lineOf = (node: Node) => text.slice(0, node.start).split('\n').length;
  const places: Place[] = [];
  collect(program, null, '', places);
  const imports = places.flatMap(({ node }) => {
    const specifier = specifierOf(node);
    if (specifier === null) return [];
    const relative = specifier.startsWith('.');
    const target = relative ? posix.join(posix.dirname(path), specifier) : null;
    return [{ specifier, target, typeOnly: isTypeOnly(node), line: lineOf(node) }];
  });
  return { path, places, imports, lineOf };
}

function collect(value: unknown, parent: Node | null, field: string, places: Place[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, parent, field, places);
  } else if (isNode(value)) {
    places.push({ node: value, parent, field });
    for (const [name, child] of Object.entries(value)) collect(child, value, name, places);
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The name of an identifier or the text of a string literal, '' for any other node. */
export function nameOf(value: unknown): string {
  if (!isNode(value)) return '';
  const name = value.type === 'Identifier' ? value.name : value.type === 'Literal' ? value.value : '';
  return typeof name === 'string' ? name : '';
}

const importing = /^(Import(Declaration|Expression)|Export(All|Named)Declaration|TSImportType)$/;

function specifierOf(node: Node): string | null {
  return importing.test(node.type) && isNode(node.source) ? nameOf(node.source) : null;
}

const isTypeOnly = (node: Node): boolean =>
  node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type';
