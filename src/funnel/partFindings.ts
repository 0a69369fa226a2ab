/** What the checks say of a part: paths as the part has them, and nothing that was so before elsewhere. */
import { type ParameterError, RefusalError, refuse } from '../base/refusal.ts';
import type { Finding } from './finding.ts';
import type { Funnel } from './funnelShape.ts';
import { formatPath, type Path } from './funnelSource.ts';
import type { LinkVariables } from './linkVariable.ts';
import { inspectFunnel } from './lintFunnel.ts';
import { fileWith, type Part, type PartFile, readPart } from './part.ts';
import { readFunnel } from './readFunnel.ts';
import type { SpaceIndex } from './spaceIndex.ts';

export type PartFinding = {
  /** `steps[3].next`, '' for the part as a whole. */
  name: string;
  path: (string | number)[];
  reason: string;
  code: string;
  severity: 'error' | 'warning';
  at?: number;
  /** `flow leo/Welcome` when it is about that and not about the part. */
  elsewhere: string | null;
};

export type PartCheck =
  | { ok: true; funnel: Funnel; links: LinkVariables; findings: PartFinding[] }
  | { ok: false; findings: PartFinding[] };

/** Reads and checks a part that is to have this value; `ok` while nothing of it is an error. */
export function checkPart(space: SpaceIndex, part: Part, value: unknown): PartCheck {
  const made = fileWith(space, part, value);
  const read = readFunnel(made.file);
  if (!read.ok) {
    return { ok: false, findings: (read.reason.parameters ?? []).map((error) => ofShape(error, made)) };
  }
  const { funnel } = read.value;
  const { findings, links } = inspectFunnel(funnel, space, 'server');
  const told = tellFindings(findings, part, made, funnel);
  const fresh = told.some(({ elsewhere }) => elsewhere !== null) ? withoutKnown(told, space, part) : told;
  const ok = !fresh.some(({ severity }) => severity === 'error');
  return ok ? { ok, funnel, links, findings: fresh } : { ok, findings: fresh };
}

/** Findings about the part first, in the order in which they were found; hints (`info`) are lint's alone. */
export function tellFindings(
  findings: readonly Finding[],
  part: Part,
  made: PartFile,
  funnel: Funnel,
): PartFinding[] {
  const told = findings.flatMap((finding): PartFinding[] => {
    const { code, severity, reason, at } = finding;
    if (severity === 'info') return [];
    const place = placeOf(finding.path, part, made.prefix, funnel);
    const name = formatPath(place.path);
    const path = [...place.path];
    return [
      { name, path, reason, code, severity, elsewhere: place.elsewhere, ...(at === undefined ? {} : { at }) },
    ];
  });
  return [
    ...told.filter(({ elsewhere }) => elsewhere === null),
    ...told.filter(({ elsewhere }) => elsewhere !== null),
  ];
}

function placeOf(
  path: Path,
  part: Part,
  prefix: Path,
  funnel: Funnel,
): { path: Path; elsewhere: string | null } {
  const inside = prefix.every((one, n) => path[n] === one);
  if (inside && !(part.of === 'settings' && path[2] === 'flows')) {
    return { path: path.slice(prefix.length), elsewhere: null };
  }
  // Of a bot as a whole: what its file lacks now, which is this part's doing.
  if (path.length <= 2) return { path: [], elsewhere: null };
  const [list, index, inner, place] = path;
  const n = Number(index);
  if (list !== 'bots') {
    const key = list === 'campaigns' ? funnel.campaigns?.[n]?.key : funnel.postbacks?.[n]?.key;
    return {
      path: path.slice(2),
      elsewhere: `${list === 'campaigns' ? 'campaign' : 'postback'} ${key ?? index}`,
    };
  }
  const bot = funnel.bots?.[n];
  if (inner !== 'flows') return { path: path.slice(2), elsewhere: `settings ${bot?.key}` };
  return { path: path.slice(4), elsewhere: `flow ${bot?.key}/${bot?.flows?.[Number(place)]?.key}` };
}

/** Without what was to be said of the others before. */
function withoutKnown(told: readonly PartFinding[], space: SpaceIndex, part: Part): PartFinding[] {
  const made = fileWith(space, part, readPart(space, part));
  const before = readFunnel(made.file);
  if (!before.ok) return [...told];
  const { findings } = inspectFunnel(before.value.funnel, space, 'server');
  const known = new Set(tellFindings(findings, part, made, before.value.funnel).map(signOf));
  return told.filter((one) => one.elsewhere === null || !known.has(signOf(one)));
}

const signOf = ({ elsewhere, code, name, reason }: PartFinding): string =>
  JSON.stringify([elsewhere, code, name, reason]);

/** A mistake of shape stands in the part: the rest of the file is what is stored. */
function ofShape({ name, reason }: ParameterError, { prefix }: PartFile): PartFinding {
  const start = formatPath(prefix);
  const rest = name.startsWith(start) ? name.slice(start.length).replace(/^\./, '') : name;
  return { name: rest, path: pathOf(rest), reason, code: 'malformed', severity: 'error', elsewhere: null };
}

/** `steps[3].messages[0].text` as a path. */
const pathOf = (name: string): (string | number)[] =>
  [...name.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) =>
    index === undefined ? (key ?? '') : Number(index),
  );

/** Throws `invalid_parameter` when there is an error among them. */
export function refuseErrors(findings: readonly PartFinding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error').slice(0, 100);
  if (errors.length === 0) return;
  const parameters = errors.map(({ name, reason, code, elsewhere }) => ({
    name: elsewhere === null ? name : `${elsewhere}: ${name}`,
    ...{ reason, code },
  }));
  throw new RefusalError(refuse('invalid_parameter', { parameters }));
}
