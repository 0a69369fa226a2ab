import type { Report } from './finding.ts';
import type { GraphStep, StepGraph } from './stepGraph.ts';
import { stronglyConnected } from './stronglyConnected.ts';

/** The engine's own limit: so many steps in one turn and it stops the dialog. */
const stepsBeforeStop = 100;

/** Steps that lead round to each other without waiting for anything: the engine stops such a dialog as an error. */
export function lintCircle({ steps, instant }: StepGraph, report: Report): void {
  const groups = stronglyConnected(instant);
  const groupOf = new Map(groups.flatMap((group, g) => group.map((index) => [index, g])));
  const circles = groups
    .filter(([first = -1, ...rest]) => rest.length > 0 || instant[first]?.includes(first))
    .sort(([left = 0], [right = 0]) => left - right);
  for (const [first = 0] of circles) {
    const isInside = (index: number): boolean => groupOf.get(index) === groupOf.get(first);
    const round = roundFrom(first, instant, isInside).flatMap((index) => steps[index] ?? []);
    const start = steps[first];
    if (start) report('circle', [...start.path, 'key'], reasonOf(round));
  }
}

function reasonOf(round: readonly GraphStep[]): string {
  const names = [...round, ...round.slice(0, 1)].map(({ name }) => name);
  const shown = names.length <= 10 ? names : [...names.slice(0, 8), '...', names.at(-1)];
  const chooses = round.some(({ step }) => step.kind === 'customCondition' || step.kind === 'abRouter');
  const unless = chooses ? ' unless a branch leads out' : '';
  return `goes round without waiting${unless}: ${shown.join(' -> ')}; after ${stepsBeforeStop} steps the dialog is stopped with status error`;
}

/** The shortest way from a step back to itself, without the second mention of it. */
function roundFrom(
  first: number,
  ways: StepGraph['instant'],
  isInside: (index: number) => boolean,
): number[] {
  const cameFrom = new Map<number, number>();
  const queue = [first];
  for (const index of queue) {
    if (cameFrom.has(first)) break;
    for (const to of ways[index] ?? []) {
      if (cameFrom.has(to) || !isInside(to)) continue;
      cameFrom.set(to, index);
      queue.push(to);
    }
  }
  const round = [];
  for (let at = cameFrom.get(first) ?? first; at !== first; at = cameFrom.get(at) ?? first) round.push(at);
  return [first, ...round.reverse()];
}
