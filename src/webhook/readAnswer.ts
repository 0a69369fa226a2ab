/** Reads single values out of the JSON answer to a call: what `save` of a *Send webhook* step names. */

type Exact = { plain: unknown; exact: unknown };

/**
 * Reads `save` (field key -> path such as `$.data.balance` or `$.items[0].id`) from a JSON body. Text is
 * kept, numbers and booleans become text (numbers as the answer wrote them, so long ids and `20.00`
 * survive), objects and lists JSON text. `missing` names the keys whose path is malformed or leads to
 * nothing or null. NUL and lone surrogates become U+FFFD, as PostgreSQL stores neither. Never throws.
 */
export function readAnswer(
  body: string,
  save: Record<string, string>,
): { saved: Record<string, string>; missing: string[] } {
  const answer = parseBody(body);
  const saved: [string, string][] = [];
  const missing: string[] = [];
  for (const [key, path] of Object.entries(save)) {
    const text = answer === null ? null : textAt(answer, path);
    if (text === null) missing.push(key);
    else saved.push([key, text.toWellFormed().replaceAll('\0', '\ufffd')]);
  }
  return { saved: Object.fromEntries(saved), missing };
}

/** Parses twice: once as it is, once with every number replaced by its source text. */
function parseBody(body: string): Exact | null {
  try {
    const plain: unknown = JSON.parse(body);
    return { plain, exact: parseExactly(body) ?? plain };
  } catch {
    return null;
  }
}

function parseExactly(body: string): unknown {
  try {
    return JSON.parse(body, sourceOfNumber);
  } catch {
    return null; // nested too deep for a reviver, which is recursive where plain parsing is not
  }
}

const sourceOfNumber = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' && /^-?\d+(\.\d+)?$/.test(context?.source ?? '') ? context?.source : value;

function textAt(answer: Exact, path: string): string | null {
  const segments = parsePath(path);
  if (!segments) return null;
  const found = descend(answer.plain, segments);
  if (found === null || found === undefined) return null;
  if (typeof found === 'string') return found;
  if (typeof found === 'object') return jsonText(found);
  const exact = typeof found === 'number' ? descend(answer.exact, segments) : found;
  return String(exact);
}

/** `$` followed by `.name` and `[0]`; a name is anything without a point and brackets. */
function parsePath(path: string): (string | number)[] | null {
  if (path.length > 500 || !/^\$(\.[^.[\]]+|\[\d{1,6}\])*$/.test(path)) return null;
  const segments = path.matchAll(/\.([^.[\]]+)|\[(\d+)\]/g);
  return [...segments].map(([, name, index]) => name ?? Number(index));
}

/** Own properties only: a path such as `$.constructor` leads to nothing unless the answer holds it. */
function descend(value: unknown, segments: (string | number)[]): unknown {
  let here = value;
  for (const segment of segments) {
    if (typeof here !== 'object' || here === null) return undefined;
    if (Array.isArray(here) !== (typeof segment === 'number')) return undefined;
    here = Object.getOwnPropertyDescriptor(here, segment)?.value;
  }
  return here;
}

function jsonText(value: object): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    return null; // nested too deep
  }
}
