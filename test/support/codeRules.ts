/** The guards that look at what code says, not at whom it imports: see houseRules.ts. */
import type { Guard, Sources } from './houseRules.ts';
import { isNode, type Node, nameOf, type Place, type Source, scan } from './sourceScan.ts';

const worldly = new Set([
  'performance',
  'crypto',
  'process',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'globalThis',
]);

/** Clock, chance, waiting and I/O by their spellings; types are checked by tsconfig.pure.json. */
const pureSpelling: Guard = (sources, table) =>
  scanAll(sources, (path) => table.pure.has(path.split('/')[1] ?? '')).flatMap((source) => [
    ...source.imports
      .filter(({ specifier }) => specifier.startsWith('node:'))
      .map(({ specifier, line }) => `${source.path}:${line} a pure room has no ${specifier}`),
    ...report(source, impurity),
  ]);

function impurity({ node, parent, field }: Place): string | null {
  const name = nameOf(node);
  if (node.type === 'AwaitExpression' || node.await === true) return 'a pure room does not await';
  if (node.async === true) return 'a pure room has no async function';
  if (isMember(node, 'Date', 'now')) return 'Date.now() is an argument here';
  if (isMember(node, 'Math', 'random')) return 'Math.random() is an argument here';
  if (node.type === 'NewExpression' && nameOf(node.callee) === 'Date' && isEmpty(node.arguments)) {
    return 'new Date() is an argument here';
  }
  if (node.type === 'CallExpression' && isIdentifier(node.callee, 'Date'))
    return 'Date() is an argument here';
  if (node.type === 'Identifier' && worldly.has(name) && isReference(parent, field)) {
    return `a pure room has no ${name}`;
  }
  return null;
}

/** The server's configuration, and the command line, which runs in its user's own environment. */
const readers: ReadonlySet<string> = new Set(['src/config.ts', 'src/commandLine.ts']);

const environment: Guard = (sources) =>
  scanAll(sources, (path) => path.startsWith('src/') && !readers.has(path)).flatMap((source) =>
    report(source, ({ node, parent }) => {
      const imported = node.type === 'ImportSpecifier' && nameOf(node.imported) === 'env';
      const fromProcess = /^(node:)?process$/.test(nameOf(parent?.source));
      const destructured = node.type === 'ObjectPattern' && isIdentifier(parent?.init, 'process');
      const read = isMember(node, 'process', 'env') || (imported && fromProcess) || destructured;
      return read ? 'only src/config.ts reads the environment' : null;
    }),
  );

/** A condition compiles itself to a part of a query: the one file outside store that may spell SQL; none runs it. */
const spellsSql = 'src/condition/sql.ts';

const sqlInStore: Guard = (sources) =>
  scanAll(sources, (path) => path.startsWith('src/') && !path.startsWith('src/store/')).flatMap((source) => [
    ...source.imports
      .filter(({ specifier }) => /^pg(\/|-|$)/.test(specifier))
      .map(({ specifier, line }) => `${source.path}:${line} only store talks to PostgreSQL, by ${specifier}`),
    ...report(source, ({ node }) => {
      if (node.type === 'CallExpression' && isNode(node.callee) && nameOf(node.callee.property) === 'query') {
        return 'only store asks the database';
      }
      return source.path !== spellsSql && isSql(textOf(node)) ? 'SQL stands in store' : null;
    }),
  ]);

const sqlStart =
  /^\s*(select\s[\s\S]*\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|(create|alter|drop)\s+(unique\s+)?(table|index|schema|database|role)\s|with\s+\w+\s+as\s*\(|truncate\s|lock\s+table\s|listen\s\w|notify\s\w)/;

/** Written whole in one case, as SQL is: prose that begins with "Select" is none. */
const isSql = (text: string): boolean => sqlStart.test(text) || sqlStart.test(upperAsLower(text));

const upperAsLower = (text: string): string => text.replace(/\b[A-Z]{2,}\b/g, (word) => word.toLowerCase());

export const codeRules: Record<string, Guard> = { pureSpelling, environment, sqlInStore };

function scanAll(sources: Sources, wanted: (path: string) => boolean): Source[] {
  return [...sources]
    .filter(([path]) => wanted(path) && path.startsWith('src/') && !/\.test\.tsx?$/.test(path))
    .map(([path, text]) => scan(path, text));
}

function report(source: Source, judge: (place: Place) => string | null): string[] {
  return source.places.flatMap((place) => {
    const reason = judge(place);
    return reason ? [`${source.path}:${source.lineOf(place.node)} ${reason}`] : [];
  });
}

const isIdentifier = (value: unknown, name: string): boolean =>
  isNode(value) && value.type === 'Identifier' && value.name === name;

const isMember = (node: Node, object: string, property: string): boolean =>
  node.type === 'MemberExpression' && isIdentifier(node.object, object) && nameOf(node.property) === property;

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** False for a name behind a point and for the key of a property, which only look like the global. */
function isReference(parent: Node | null, field: string): boolean {
  if (!parent || parent.computed === true) return true;
  return !(field === 'property' || field === 'key' || /^TS/.test(parent.type));
}

function textOf(node: Node): string {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type !== 'TemplateLiteral' || !Array.isArray(node.quasis)) return '';
  return node.quasis.map((part) => (isNode(part) ? cooked(part.value) : '')).join(' $ ');
}

function cooked(value: unknown): string {
  const known = typeof value === 'object' && value !== null && 'cooked' in value ? value.cooked : '';
  return typeof known === 'string' ? known : '';
}
