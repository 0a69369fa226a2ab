/** What the checks of a funnel file have to say, each about a path of it. */
import type { Path } from './funnelSource.ts';

export type Finding = { path: Path; reason: string };

/** Errors refuse the file; warnings come with the plan. */
export type Findings = { errors: Finding[]; warnings: Finding[] };

/** Says which keys of a list come twice. */
export function checkKeys(
  list: readonly { key: string }[] | undefined,
  path: Path,
  findings: Findings,
): void {
  const seen = new Set<string>();
  list?.forEach(({ key }, index) => {
    if (seen.has(key))
      findings.errors.push({ path: [...path, index, 'key'], reason: `${key} is there twice` });
    seen.add(key);
  });
}

export const notSupported = (what: string): string => `${what}: not supported by this version`;
