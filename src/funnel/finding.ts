/** What the checks of a funnel file have to say, each about a path of it. */
import { type FindingCode, findingCodes, type Severity } from './findingCode.ts';
import type { Path } from './funnelSource.ts';

export type Finding = {
  code: FindingCode;
  severity: Severity;
  path: Path;
  reason: string;
  /** Index in the text that stands at the path, where a place in it is meant. */
  at?: number;
};

/** Collects what is found, in the order in which it is found. */
export type Report = (code: FindingCode, path: Path, reason: string, at?: number) => void;

/** A list and the function that fills it. */
export function collectFindings(): { findings: Finding[]; report: Report } {
  const findings: Finding[] = [];
  const report: Report = (code, path, reason, at) => {
    findings.push(finding(code, path, reason, at));
  };
  return { findings, report };
}

/** A finding of the code's own severity. */
export const finding = (code: FindingCode, path: Path, reason: string, at?: number): Finding => ({
  ...{ code, severity: findingCodes[code], path, reason },
  ...(at !== undefined && { at }),
});

/** Says which keys of a list come twice. */
export function checkKeys(list: readonly { key: string }[] | undefined, path: Path, report: Report): void {
  const seen = new Set<string>();
  list?.forEach(({ key }, index) => {
    if (seen.has(key)) report('duplicateKey', [...path, index, 'key'], `${key} is there twice`);
    seen.add(key);
  });
}
