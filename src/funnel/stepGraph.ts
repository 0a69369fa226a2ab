/** The steps of one bot and where each may lead, by number, so that large funnels are walked in linear time. */

import type { Step } from '../flow/flow.ts';
import type { FunnelBot } from './funnelShape.ts';
import type { Path } from './funnelSource.ts';
import { instantWays } from './instantWays.ts';
import { fullReference, pushTargets, targetsOf } from './stepTarget.ts';

export type GraphStep = { name: string; flow: string; step: Step; path: Path };

export type StepGraph = {
  /** In the order of the file. */
  steps: readonly GraphStep[];
  /** By `flow/step`. */
  indexOf: ReadonlyMap<string, number>;
  /** Every way that is drawn, buttons and pushes among them. */
  ways: readonly (readonly number[])[];
  /** The ways that are gone without waiting for anything. */
  instant: readonly (readonly number[])[];
};

/** Targets that are not there are left out: they are findings of their own. */
export function stepGraph(bot: FunnelBot, path: Path): StepGraph {
  const steps = (bot.flows ?? []).flatMap((flow, f) =>
    flow.steps.map((step, s) => ({
      ...{ name: `${flow.key}/${step.key}`, flow: flow.key, step },
      path: [...path, 'flows', f, 'steps', s],
    })),
  );
  const indexOf = new Map<string, number>();
  steps.forEach(({ name }, index) => {
    if (!indexOf.has(name)) indexOf.set(name, index);
  });
  const numbers = (references: readonly string[], flow: string): number[] => {
    const found = references.map((reference) => indexOf.get(fullReference(reference, flow)));
    return [...new Set(found.filter((index) => index !== undefined))];
  };
  const globalWays = new Map(
    Object.entries(bot.globalPushes ?? {}).map(([flow, pushes]) => [
      flow,
      numbers(
        pushes.flatMap((push) => pushTargets(push, [])).map(({ reference }) => reference),
        flow,
      ),
    ]),
  );
  return {
    steps,
    indexOf,
    ways: steps.map(({ step, flow }) => [
      ...numbers(
        targetsOf(step).map(({ reference }) => reference),
        flow,
      ),
      ...((step.useGlobalPushes && globalWays.get(flow)) || []),
    ]),
    instant: steps.map(({ step, flow }) => numbers(instantWays(step), flow)),
  };
}

/** Marks everything that can be reached from the given steps; answers how many were not marked before. */
export function reach(from: Iterable<number>, ways: StepGraph['ways'], reached: Set<number>): number {
  const before = reached.size;
  const open: number[] = [];
  const visit = (index: number): void => {
    if (reached.has(index)) return;
    reached.add(index);
    open.push(index);
  };
  for (const index of from) visit(index);
  for (let index = open.pop(); index !== undefined; index = open.pop()) ways[index]?.forEach(visit);
  return reached.size - before;
}
