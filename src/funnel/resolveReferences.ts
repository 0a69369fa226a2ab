/** What the command line does before it sends a file: puts its own environment's secrets in. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { ParameterError } from '../base/refusal.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { formatPath, type Path } from './funnelSource.ts';
import { type Environment, isSecretPath, referenceName, resolveSecret } from './secretReference.ts';

type Place = { path: Path; text: string; start: number; end: number };

/**
 * The text with each `${NAME}` that stands in a secret's place replaced by the environment's value;
 * lines stay where they are, so that the server's errors name the right ones. A FUNNEL_ name that is
 * not here is left for the server; any other is an error with its place. A text that is no YAML is
 * left alone: the server says what is wrong with it.
 */
export function resolveReferences(text: string, env: Environment): Result<string, ParameterError[]> {
  const lines = new LineCounter();
  const errors: ParameterError[] = [];
  let resolved = '';
  let copied = 0;
  for (const { path, text: reference, start, end } of secretPlaces(text, lines)) {
    const name = referenceName(reference);
    if (name === null) continue;
    const value = resolveSecret(reference, env);
    if (value.ok) {
      // JSON's way of writing a text is one of YAML's.
      resolved += text.slice(copied, start) + JSON.stringify(value.value);
      copied = end;
    } else if (!name.startsWith('FUNNEL_')) {
      const { line, col: column } = lines.linePos(start);
      errors.push({ name: formatPath(path), reason: value.reason, line, column });
    }
  }
  return errors.length > 0 ? fail(errors) : ok(resolved + text.slice(copied));
}

/** In the order of the text. */
function secretPlaces(text: string, lines: LineCounter): Place[] {
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const places: Place[] = [];
  if (document.errors.length > 0) return places;
  visit(document, {
    Scalar: (key, scalar, ancestors) => {
      if (key !== 'value' || typeof scalar.value !== 'string' || !scalar.range) return;
      const path = pathOf([...ancestors, scalar]);
      if (!isSecretPath(path)) return;
      const [start, end] = scalar.range;
      places.push({ path, text: scalar.value, start, end });
    },
  });
  return places.sort((left, right) => left.start - right.start);
}

function pathOf(nodes: readonly unknown[]): Path {
  return nodes.flatMap((node, index): (string | number)[] => {
    const child = nodes[index + 1];
    if (isSeq(node)) return [node.items.indexOf(child)];
    if (!isMap(node) || isAlias(child) || typeof child !== 'object' || child === null || !('key' in child))
      return [];
    return isScalar(child.key) ? [String(child.key.value)] : [];
  });
}
