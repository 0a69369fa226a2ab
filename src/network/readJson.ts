/** Reading a JSON body as parameters. */
import { addParameter, deepestNesting, mostParameters, type ParameterList } from './parameterList.ts';
import { warn } from './warning.ts';

/**
 * Flattens a JSON object (or an array of them) into `list`: `{"fields":{"a":1}}` is `fields.a=1`, of
 * an array the last scalar counts, null is empty text. Numbers keep the digits they were written
 * with. False when the text is no JSON object or array.
 */
export function readJson(text: string, list: ParameterList): boolean {
  const value = parse(text);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value) && value.length > 1) {
    const reason = 'The body is a list; of a parameter in several of its entries the last value counts.';
    warn(list.warnings, 'severalObjects', reason);
  }
  flatten(value, '', 0, list, { left: mostParameters });
  return true;
}

function flatten(
  value: unknown,
  name: string,
  depth: number,
  list: ParameterList,
  count: { left: number },
): void {
  if (typeof value !== 'object' || value === null) {
    count.left -= 1;
    if (count.left >= 0) addParameter(list, name, value === null ? '' : String(value));
    return;
  }
  if (depth >= deepestNesting) {
    warn(list.warnings, 'tooDeep', `Nesting is read ${deepestNesting} levels deep.`, name);
    return;
  }
  const isList = Array.isArray(value);
  for (const [key, inner] of Object.entries(value)) {
    if (count.left < 0) break;
    flatten(inner, isList ? name : name === '' ? key : `${name}.${key}`, depth + 1, list, count);
  }
  if (count.left < 0 && depth === 0) {
    warn(list.warnings, 'tooManyParameters', `Only the first ${mostParameters} parameters are read.`);
  }
}

/** The parsed value, undefined when the text is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text, keepDigits);
  } catch {
    // A reviver recurses where plain parsing does not: very deep nesting fails only the first.
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }
}

/** A transaction id of 20 digits must not be rounded to a float: plain numbers stay the text they were. */
function keepDigits(_key: string, value: unknown, ...context: unknown[]): unknown {
  if (typeof value !== 'number') return value;
  const [first] = context;
  if (typeof first !== 'object' || first === null || !('source' in first)) return value;
  return typeof first.source === 'string' && !/e/i.test(first.source) ? first.source : value;
}
