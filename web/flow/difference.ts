/** What two drawings of a flow differ in, and what comes of two that were changed at once. */
import type { Flow, Step } from '../../src/flow/flow.ts';

/** `place` is a path in the step such as `messages.0.text`; '' stands for nothing there. */
export type FieldChange = { place: string; before: string; after: string };

export type FlowDifference = {
  added: Step[];
  removed: Step[];
  changed: { step: Step; fields: FieldChange[] }[];
  name: { before: string; after: string } | null;
};

/** Where a step stands on the canvas is no difference. Steps are told apart by their key. */
export function differenceOf(before: Flow, after: Flow): FlowDifference {
  const old = new Map(before.steps.map((step) => [step.key, step]));
  const fresh = new Set(after.steps.map(({ key }) => key));
  return {
    added: after.steps.filter(({ key }) => !old.has(key)),
    removed: before.steps.filter(({ key }) => !fresh.has(key)),
    changed: after.steps.flatMap((step) => {
      const was = old.get(step.key);
      const fields = was ? fieldChanges(was, step) : [];
      return fields.length > 0 ? [{ step, fields }] : [];
    }),
    name:
      (before.name ?? '') === (after.name ?? '')
        ? null
        : { before: before.name ?? '', after: after.name ?? '' },
  };
}

export const isSame = ({ added, removed, changed, name }: FlowDifference): boolean =>
  added.length + removed.length + changed.length === 0 && name === null;

function fieldChanges(before: Step, after: Step): FieldChange[] {
  const old = leavesOf(before);
  const fresh = leavesOf(after);
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((place) => {
    const change = { place, before: old.get(place) ?? '', after: fresh.get(place) ?? '' };
    return change.before === change.after ? [] : [change];
  });
}

/** Every text, number and yes or no of a step by its path. */
function leavesOf(step: Step): Map<string, string> {
  const leaves = new Map<string, string>();
  const { at: _, ...shown } = step;
  const walk = (value: unknown, path: string): void => {
    if (value === undefined) return;
    if (typeof value !== 'object' || value === null) {
      leaves.set(path, String(value));
      return;
    }
    for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`);
  };
  walk(shown, '');
  return leaves;
}

/**
 * What `mine` and `theirs` have both made of `base`, step by step; of a step that both changed, mine stays
 * and its key is in `both`.
 */
export function mergeFlows(base: Flow, mine: Flow, theirs: Flow): { flow: Flow; both: string[] } {
  const old = stepsByKey(base);
  const other = stepsByKey(theirs);
  const own = stepsByKey(mine);
  const both: string[] = [];
  const steps: Step[] = [];
  for (const key of new Set([...own.keys(), ...other.keys()])) {
    const iChanged = !same(old.get(key), own.get(key));
    const theyChanged = !same(old.get(key), other.get(key));
    if (iChanged && theyChanged && !same(own.get(key), other.get(key))) both.push(key);
    const kept = theyChanged && !iChanged ? other.get(key) : own.get(key);
    if (kept) steps.push(kept);
  }
  const name = (mine.name ?? '') === (base.name ?? '') ? theirs.name : mine.name;
  return { flow: { ...mine, name, steps }, both };
}

const stepsByKey = (flow: Flow): Map<string, Step> => new Map(flow.steps.map((step) => [step.key, step]));

/** Written out, whatever the order of the keys. */
const same = (left: Step | undefined, right: Step | undefined): boolean =>
  left === right || (left !== undefined && right !== undefined && written(left) === written(right));

/** Whether two drawings are the same, places on the canvas among it. */
export const isSameFlow = (left: Flow, right: Flow): boolean =>
  left === right ||
  (left.key === right.key &&
    (left.name ?? '') === (right.name ?? '') &&
    left.steps.length === right.steps.length &&
    left.steps.every((step, n) => same(step, right.steps[n])));

/** A step is never changed: each is written out once. */
const known = new WeakMap<Step, string>();

function written(step: Step): string {
  const text = known.get(step) ?? ordered(step);
  known.set(step, text);
  return text;
}

const ordered = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
