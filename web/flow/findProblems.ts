/** What is wrong with a drawing, told while it is drawn, by the shapes that the server uses as well. */
import type { z } from 'zod';
import { parseCondition } from '../../src/condition/condition.ts';
import { type Flow, type Step, step as stepShape } from '../../src/flow/flow.ts';
import { checkTemplate, checkUrl } from '../../src/macro/macro.ts';
import type { MacroSource } from '../parts/macroNames.ts';
import { shapeReason } from '../parts/shapeReason.ts';
import type { Link } from './graph.ts';
import { macroTexts } from './macroTexts.ts';

/** `place` is the path in the step, joined by dots; `reason` the shape's own words where `code` has no text. */
export type Problem = {
  step: string;
  place: string;
  code: 'empty' | 'noTarget' | 'broken' | 'unreachable' | 'sum' | 'condition' | 'macro' | 'twice' | 'shape';
  severity: 'error' | 'warning';
  reason: string;
};

export type Surroundings = {
  links: readonly Link[];
  unreachable: ReadonlySet<string>;
  /** Null: what the bot declares is not known yet. */
  macros: MacroSource | null;
};

/** What a step says about itself: most steps are the same objects from one letter typed to the next. */
const known = new WeakMap<Step, { macros: MacroSource | null; problems: Problem[] }>();

function ownProblems(step: Step, macros: MacroSource | null): Problem[] {
  const kept = known.get(step);
  if (kept && kept.macros === macros) return kept.problems;
  const of = problemOf(step);
  const problems = [
    ...shapeProblems(step, of),
    ...conditionProblems(step, of),
    ...sumProblems(step, of),
    ...(macros ? macroProblems(step, macros, of) : []),
  ];
  known.set(step, { macros, problems });
  return problems;
}

/** In the order of the steps. */
export function findProblems(flow: Flow, around: Surroundings): Problem[] {
  const broken = Map.groupBy(
    around.links.filter(({ broken }) => broken),
    ({ from }) => from,
  );
  const seen = new Set<string>();
  return flow.steps.flatMap((step) => {
    const of = problemOf(step);
    const twice = seen.has(step.key);
    seen.add(step.key);
    return [
      ...(twice ? [of('key', 'twice')] : []),
      ...ownProblems(step, around.macros),
      ...(broken.get(step.key) ?? []).map(({ output, to }) => of(output.id, 'broken', to)),
      ...(around.unreachable.has(step.key) ? [of('', 'unreachable', '', 'warning')] : []),
    ];
  });
}

type Of = (place: string, code: Problem['code'], reason?: string, severity?: Problem['severity']) => Problem;

const problemOf =
  (step: Step): Of =>
  (place, code, reason = '', severity = 'error') => ({ step: step.key, place, code, severity, reason });

const reference = /(^|\.)(next|goto|run|to|ok|failed|otherwise)$/;

function shapeProblems(step: Step, of: Of): Problem[] {
  const read = stepShape.safeParse(step);
  if (read.success) return [];
  const found = read.error.issues.map((issue) => {
    const place = issue.path.join('.');
    const value = valueAt(step, issue.path);
    if (value === '' && reference.test(place)) return of(place, 'noTarget');
    if (isEmpty(issue, value)) return of(place, 'empty');
    return of(place, 'shape', shapeReason(issue));
  });
  // A refusal of the whole is the consequence of one of a part.
  const inner = found.filter(({ code }) => code !== 'shape');
  return found.filter(
    (one) => one.code !== 'shape' || !inner.some(({ place }) => place.startsWith(`${one.place}.`)),
  );
}

const isEmpty = (issue: z.core.$ZodIssue, value: unknown): boolean =>
  value === '' || (issue.code === 'too_small' && Array.isArray(value) && value.length === 0);

function valueAt(step: Step, path: readonly PropertyKey[]): unknown {
  let value: unknown = step;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value;
}

function conditionProblems(step: Step, of: Of): Problem[] {
  const check = (place: string, text: string | undefined): Problem[] => {
    if (!text) return [];
    const read = parseCondition(text, 'lead');
    return read.ok
      ? []
      : [of(place, 'condition', `at character ${read.reason.at + 1}: ${read.reason.reason}`)];
  };
  if (step.kind === 'customCondition') {
    return step.branches.flatMap(({ when }, b) => check(`branches.${b}.when`, when));
  }
  if (step.kind !== 'aiReply') return [];
  return [
    ...check('requires', step.requires),
    ...(step.branches ?? []).flatMap(({ requires }, b) => check(`branches.${b}.requires`, requires)),
  ];
}

/** As the server: percents are written by hand, 33.33 among them. */
const rounding = 1e-6;

function sumProblems(step: Step, of: Of): Problem[] {
  const shares =
    step.kind === 'abRouter' ? step.branches : step.kind === 'assignOperator' ? step.assign : undefined;
  if (!shares) return [];
  const sum = shares.reduce((total, { percent }) => total + percent, 0);
  const place = step.kind === 'abRouter' ? 'branches' : 'assign';
  return Math.abs(sum - 100) <= rounding ? [] : [of(place, 'sum', String(Number(sum.toFixed(6))))];
}

function macroProblems(step: Step, source: MacroSource, of: Of): Problem[] {
  const known = {
    // Postbacks and steps make fields by themselves, so only variables are sure not to come.
    fields: null,
    tracker: null,
    variables: new Set(Object.keys(source.variables)),
  };
  return macroTexts(step).flatMap(({ place, text, syntax, url }) =>
    (url ? checkUrl : checkTemplate)(text, syntax, known).map(({ name, reason }) =>
      of(place, 'macro', `${name}: ${reason}`, 'warning'),
    ),
  );
}
