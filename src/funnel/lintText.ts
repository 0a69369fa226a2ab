/** The lint of a file alone: no server, no space, no environment. */
import type { ParameterError } from '../base/refusal.ts';
import type { Severity } from './findingCode.ts';
import { formatPath } from './funnelSource.ts';
import { lintFunnel } from './lintFunnel.ts';
import { emptySpace } from './offlineConfiguration.ts';
import { readFunnel } from './readFunnel.ts';
import { indexSpace } from './spaceIndex.ts';

/** `line` and `column` count from 1 and are absent where the whole file is meant. */
export type LintFinding = {
  code: string;
  severity: Severity;
  path: string;
  line?: number;
  column?: number;
  reason: string;
};

/** All findings of a funnel file's text (YAML or JSON): errors first, then warnings, each in the order of the file. */
export function lintText(text: string): LintFinding[] {
  const read = readFunnel(text);
  if (!read.ok) return (read.reason.parameters ?? []).map(malformed);
  const { funnel, about } = read.value;
  const found = lintFunnel(funnel, indexSpace(emptySpace), 'commandLine').map(
    ({ code, severity, path, reason, at }): LintFinding => {
      const { line, column } = about(path, reason, at);
      return { code, severity, path: formatPath(path) || 'file', ...placed(line, column), reason };
    },
  );
  return found.sort(
    (left, right) =>
      ranks[left.severity] - ranks[right.severity] ||
      (left.line ?? 0) - (right.line ?? 0) ||
      (left.column ?? 0) - (right.column ?? 0),
  );
}

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

const malformed = ({ name, reason, line, column }: ParameterError): LintFinding => ({
  ...{ code: 'malformed', severity: 'error', path: name },
  ...placed(line, column),
  // "is missing" at the place of a parent says nothing without the name of the child.
  reason: name === 'file' ? reason : `${name}: ${reason}`,
});

const placed = (line: number | undefined, column: number | undefined) =>
  line === undefined || column === undefined ? {} : { line, column };

const names: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** `2 errors, 1 warning`, or `nothing found`. */
export function summaryOf(findings: readonly LintFinding[]): string {
  const counts = Map.groupBy(findings, ({ severity }) => severity);
  const parts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const count = counts.get(severity)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${names[severity]}${count === 1 ? '' : 's'}`];
  });
  return parts.join(', ') || 'nothing found';
}
