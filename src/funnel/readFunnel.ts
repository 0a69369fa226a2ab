/** From a funnel file's text, or the object it was parsed into, to its checked shape. */
import type { core } from 'zod';
import { type ParameterError, type Refusal, refuse } from '../base/refusal.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { Finding } from './finding.ts';
import { type Funnel, funnelShape } from './funnelShape.ts';
import { type FunnelSource, formatPath, type Path, readObject, readSource } from './funnelSource.ts';

export type ReadFunnel = {
  funnel: Funnel;
  /** Says something about what stands at a path, with its line and column. `at`: an index in the text there. */
  about(path: Path, reason: string, at?: number): ParameterError;
};

/** A file of a thousand mistakes is most likely none of ours; the first hundred tell as much. */
const maximumErrors = 100;

/** The refusal of a funnel file, its errors in the order of the file. */
export function refuseFunnel(errors: readonly ParameterError[]): Refusal {
  const ordered = errors.toSorted(
    (left, right) => (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0),
  );
  return refuse('invalid_funnel', { parameters: ordered.slice(0, maximumErrors) });
}

/** Reads YAML or JSON text, or an object. Every error is named with its path and, for a text, its place. */
export function readFunnel(input: unknown): Result<ReadFunnel, Refusal> {
  const read = typeof input === 'string' ? readSource(input) : readObject(input);
  if (!read.ok) return fail(refuseFunnel(read.reason));
  const source = read.value;
  const parsed = funnelShape.safeParse(source.value);
  if (!parsed.success)
    return fail(refuseFunnel(parsed.error.issues.flatMap((issue) => errorsOf(issue, source))));
  return ok({ funnel: parsed.data, about: (path, reason, at) => errorAt(source, path, reason, at) });
}

/** A finding with its place in the file that was read. */
export const tellFinding = ({ code, path, reason, at }: Finding, { about }: ReadFunnel): ParameterError => ({
  ...about(path, reason, at),
  code,
});

const errorAt = (source: FunnelSource, path: Path, reason: string, at?: number): ParameterError => ({
  name: formatPath(path) || 'file',
  reason,
  ...source.placeOf(path, at),
});

function errorsOf(issue: core.$ZodIssue, source: FunnelSource): ParameterError[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const atKey = (key: Path, reason: string): ParameterError => ({
    name: formatPath(key),
    reason,
    ...source.placeOfKey(key),
  });
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => atKey([...path, key], 'unknown key'));
  if (issue.code === 'invalid_key') return [atKey(path, issue.issues[0]?.message ?? issue.message)];
  if (valueAt(source.value, path) === undefined) return [errorAt(source, path, missing(issue))];
  return [errorAt(source, path, reasonOf(issue))];
}

function missing(issue: core.$ZodIssue): string {
  const options = optionsOf(issue);
  return options ? `is missing: expected ${options}` : 'is missing';
}

function reasonOf(issue: core.$ZodIssue): string {
  const options = optionsOf(issue);
  if (options) return `expected ${options}`;
  if (issue.code === 'invalid_union') {
    const reasons = issue.errors.flatMap((branch) => branch.map((inner) => plain(inner.message)));
    return [...new Set(reasons)].join(', or ') || plain(issue.message);
  }
  return plain(issue.message);
}

/** The words that would have been understood, or null when any of many would. */
function optionsOf(issue: core.$ZodIssue): string | null {
  if (issue.code === 'invalid_value') return oneOf(issue.values);
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options))
    return oneOf(issue.options);
  return null;
}

const oneOf = (values: readonly unknown[]): string =>
  values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(', ')}`;

function plain(message: string): string {
  const text = message.replace(/^Invalid input: /, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = Reflect.get(found, part);
  }
  return found;
}
