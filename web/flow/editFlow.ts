/** What can be done to a drawing. Each takes a flow and answers another; none changes what it was given. */
import type { Flow, Step } from '../../src/flow/flow.ts';
import { fullReference, mapTargets, withTarget } from './target.ts';

export type Spot = [number, number];

export const stepOf = (flow: Flow, key: string): Step | undefined =>
  flow.steps.find((step) => step.key === key);

/** Puts a step at the end; with `from`, that output of another step leads to it. */
export function addStep(flow: Flow, step: Step, from?: { step: string; output: string }): Flow {
  const added = { ...flow, steps: [...flow.steps, step] };
  return from ? linkSteps(added, from.step, from.output, step.key) : added;
}

/** `to` null unlinks. */
export const linkSteps = (flow: Flow, step: string, output: string, to: string | null): Flow =>
  changeStep(flow, step, (one) => withTarget(one, output, to));

export const changeStep = (flow: Flow, key: string, change: (step: Step) => Step): Flow => ({
  ...flow,
  steps: flow.steps.map((step) => (step.key === key ? change(step) : step)),
});

/** Removes steps; what led to them leads nowhere. */
export function removeSteps(flow: Flow, keys: ReadonlySet<string>): Flow {
  const gone = new Set([...keys].map((key) => `${flow.key}/${key}`));
  const steps = flow.steps
    .filter(({ key }) => !keys.has(key))
    .map((step) =>
      mapTargets(step, (reference) =>
        reference && gone.has(fullReference(reference, flow.key)) ? undefined : reference,
      ),
    );
  return { ...flow, steps };
}

/** Gives a step another key, and says so to every step of the flow that leads to it. */
export function renameStep(flow: Flow, from: string, to: string): Flow {
  const full = `${flow.key}/${from}`;
  const steps = flow.steps.map((step) =>
    mapTargets(step.key === from ? { ...step, key: to } : step, (reference) =>
      reference && fullReference(reference, flow.key) === full ? to : reference,
    ),
  );
  return { ...flow, steps };
}

/** Whole points: a file of fractions is hard to read. */
export function moveSteps(flow: Flow, spots: ReadonlyMap<string, Spot>): Flow {
  const steps = flow.steps.map((step) => {
    const spot = spots.get(step.key);
    return spot ? { ...step, at: [Math.round(spot[0]), Math.round(spot[1])] satisfies Spot } : step;
  });
  return { ...flow, steps };
}

/** A key that no step of the flow has: `base`, or `base-2`, `base-3` ... */
export const freeKey = (flow: Flow, base: string): string =>
  freeName(new Set(flow.steps.map(({ key }) => key)), base);

export function freeName(taken: ReadonlySet<string>, base: string): string {
  if (!taken.has(base)) return base;
  // As many numbers as there are keys and one more: one of them is free.
  const short = base.replace(/-\d+$/, '').slice(0, 58);
  for (let n = 2; n <= taken.size + 2; n += 1) if (!taken.has(`${short}-${n}`)) return `${short}-${n}`;
  throw new Error('broken invariant: every number is taken');
}
