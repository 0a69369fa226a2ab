/** Collecting parameters one by one, within bounds. */
import { type Warning, warn } from './warning.ts';

/** What is collected from one source (the query or the body). */
export type ParameterList = {
  values: Map<string, string>;
  repeated: Set<string>;
  warnings: Warning[];
  /** Parameters found inside other parameters' values; they count where nobody sent them openly. */
  hidden: [name: string, value: string][];
};

export const mostParameters = 1000;
export const deepestNesting = 8;
const longestName = 200;

export const emptyList = (warnings: Warning[]): ParameterList => ({
  values: new Map(),
  repeated: new Set(),
  warnings,
  hidden: [],
});

/** Adds one parameter, name and value as sent after decoding; of a repeated name the last value stays. */
export function addParameter(list: ParameterList, sentName: string, sentValue: string): void {
  const name = nameOf(list, sentName);
  if (name === null) return;
  if (list.values.has(name)) list.repeated.add(name);
  list.values.set(name, cleanText(sentValue));
}

/** Without NUL, outer white space and lone surrogates (a database takes neither the first nor the last). */
export function cleanText(text: string): string {
  const plain = (text.includes('\0') ? text.replaceAll('\0', '') : text).trim();
  return plain.isWellFormed() ? plain : plain.toWellFormed();
}

/** The name that counts, null for none or one that is refused. */
function nameOf(list: ParameterList, sentName: string): string | null {
  let name = cleanText(sentName);
  if (name.includes('[')) name = dotted(name);
  if (name === '') return null;
  if (name.length > longestName) {
    warn(list.warnings, 'nameTooLong', `A parameter name has at most ${longestName} characters.`, name);
    return null;
  }
  if (name.length >= 9 && hasPrototypeSegment(name)) {
    warn(list.warnings, 'nameNotAllowed', 'A parameter of this name is never read.', name);
    return null;
  }
  return name;
}

/** `fields[user_id]` is `fields.user_id`; `a[]` and `a[0]` are `a`. */
function dotted(name: string): string {
  return name.replace(/\[\d{0,9}\]/g, '').replace(/\[([^[\]]+)\]/g, '.$1');
}

const prototypeNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function hasPrototypeSegment(name: string): boolean {
  if (!name.includes('proto') && !name.includes('constructor')) return false;
  return name.split('.').some((segment) => prototypeNames.has(segment));
}
