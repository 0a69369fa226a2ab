/**
 * Finds in a source file the English sentences that it may say: literals and templates of several words.
 * A place of a template is filled as the source fills it where that can be read, else with a sample.
 */
import { isNode, type Node, nameOf, type Place, type Source } from './sourceScan.ts';

/** Longest list of variants of one template: what is chosen within it multiplies. */
const mostVariants = 64;

/** A word, white space and a word, at least one of them in small letters. */
const severalWords = /[a-z][a-z'’]+[,:;]? \S|\S [a-z]{2,}/;

export function sentencesIn(source: Source): string[] {
  const said = source.places
    .filter(({ node }) => /^(Literal|TemplateLiteral|BinaryExpression)$/.test(node.type))
    .filter((at) => !isUnsaid(at, source))
    .flatMap(({ node }) => variantsOf(node, source, 0));
  return [...new Set(said)].filter((text) => severalWords.test(text));
}

/** Names of properties whose text is documentation. */
const documentation = new Set(['summary', 'description', 'title']);

/** Told to the log or to a developer, or no text: a type, a part of a template that is read with it. */
function isUnsaid({ node, parent, field }: Place, source: Source): boolean {
  if (node.type === 'BinaryExpression' && node.operator !== '+') return true;
  for (let up = parent, by = field; up; ) {
    if (/^TS(?!AsExpression|SatisfiesExpression|NonNull)|^Import|^ExportAll/.test(up.type)) return true;
    if (up.type === 'TemplateLiteral' || up.type === 'BinaryExpression') return true;
    if (up.type === 'Property' && by === 'value' && documentation.has(nameOf(up.key))) return true;
    if (up.type === 'NewExpression' && /^(Error|RegExp)$/.test(nameOf(up.callee))) return true;
    if (up.type === 'CallExpression' && isForDevelopers(up.callee)) return true;
    const next = source.places.find(({ node: one }) => one === up);
    by = next?.field ?? '';
    up = next?.parent ?? null;
  }
  return false;
}

/** Of an answer, of the documentation, of the log. */
const headers = /^(type|header|headers|writeHead|write|describe|log)$/;

const isForDevelopers = (callee: unknown): boolean => {
  if (!isNode(callee)) return false;
  if (callee.type !== 'MemberExpression') return /^(assert|log)/.test(nameOf(callee));
  const object =
    isNode(callee.object) && callee.object.type === 'MemberExpression'
      ? callee.object.property
      : callee.object;
  return /^(log|logger|console|socket)$/.test(nameOf(object)) || headers.test(nameOf(callee.property));
};

/** What stands in a place that the source alone does not fill, by the place's name. */
const sample = (name: string): string => (/^(reason|why|closed|problem)$/.test(name) ? 'is no number' : '7');

function variantsOf(node: unknown, source: Source, depth: number): string[] {
  if (!isNode(node) || depth > 6) return [sample('')];
  const inner = (child: unknown): string[] => variantsOf(child, source, depth + 1);
  switch (node.type) {
    case 'Literal':
      return [typeof node.value === 'string' ? node.value : sample('')];
    case 'TemplateLiteral':
      return joined(node, inner);
    case 'ConditionalExpression':
      return [...inner(node.consequent), ...inner(node.alternate)];
    case 'BinaryExpression':
      return node.operator === '+' ? product(inner(node.left), inner(node.right)) : [sample('')];
    case 'LogicalExpression':
      return [sample(''), ...inner(node.right)];
    case 'Identifier':
      return definition(nameOf(node), source).flatMap(inner);
    case 'MemberExpression':
      return [sample(nameOf(node.property))];
    case 'CallExpression':
      return called(node, source, inner);
    default:
      return [sample('')];
  }
}

function joined(node: Node, inner: (child: unknown) => string[]): string[] {
  const quasis = Array.isArray(node.quasis) ? node.quasis : [];
  const expressions = Array.isArray(node.expressions) ? node.expressions : [];
  return quasis.reduce<string[]>(
    (begun, quasi, n) => {
      const text = product(begun, [cooked(quasi)]);
      return n < expressions.length ? product(text, inner(expressions[n])) : text;
    },
    [''],
  );
}

const product = (left: readonly string[], right: readonly string[]): string[] =>
  left.flatMap((one) => [...new Set(right)].map((other) => one + other)).slice(0, mostVariants);

function cooked(quasi: unknown): string {
  const value = isNode(quasi) ? quasi.value : null;
  return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : '';
}

/** The nodes that a name of the file stands for; the identifier's own sample where it is a parameter. */
function definition(name: string, source: Source): unknown[] {
  const found = source.places.flatMap(({ node }) =>
    node.type === 'VariableDeclarator' && nameOf(node.id) === name && isText(node.init) ? [node.init] : [],
  );
  return found.length > 0 ? found : [{ type: 'Literal', start: 0, value: sample(name) }];
}

const isText = (node: unknown): boolean =>
  isNode(node) &&
  /^(Literal|TemplateLiteral|ConditionalExpression|BinaryExpression|CallExpression)$/.test(node.type);

/** A function of the file that is nothing but a text; of another call, a sample. */
function called(node: Node, source: Source, inner: (child: unknown) => string[]): string[] {
  const name = nameOf(node.callee);
  const body = source.places.flatMap(({ node: one }) =>
    one.type === 'VariableDeclarator' && nameOf(one.id) === name && isNode(one.init) ? [one.init.body] : [],
  );
  if (isNode(node.callee) && node.callee.type === 'MemberExpression')
    return [sample(nameOf(node.callee.property))];
  return body.some(isText) ? body.flatMap(inner) : [sample(name)];
}
