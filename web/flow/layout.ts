/** Where the steps of a flow stand when nobody has put them anywhere. */
import { layout as dagreLayout, Graph } from '@dagrejs/dagre';
import type { Flow, Step } from '../../src/flow/flow.ts';
import type { Spot } from './editFlow.ts';
import type { Link } from './graph.ts';
import { outputsOf } from './output.ts';

export const stepWidth = 264;

/** What the card of a step takes on the canvas, in pixels: its head, two lines of content, its ways out. */
export const heightOf = (step: Step): number => 104 + outputsOf(step).length * 30 + (step.note ? 24 : 0);

const gap = { between: 48, ranks: 110 };

/** How high a step's card is, with what stands on it besides its own. */
export type Height = (step: Step) => number;

/** A place for every step, from left to right along the links. */
export function layoutAll(flow: Flow, links: readonly Link[], height: Height = heightOf): Map<string, Spot> {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: gap.between, ranksep: gap.ranks, marginx: 40, marginy: 40 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const step of flow.steps) graph.setNode(step.key, { width: stepWidth, height: height(step) });
  for (const { from, to, inside, output } of links) {
    if (inside) graph.setEdge(from, to.slice(flow.key.length + 1), {}, output.id);
  }
  dagreLayout(graph);
  return new Map(
    flow.steps.map((step): [string, Spot] => {
      const { x, y } = graph.node(step.key);
      return [step.key, [Math.round((x ?? 0) - stepWidth / 2), Math.round((y ?? 0) - height(step) / 2)]];
    }),
  );
}

/** A place for every step: its own where it has one, else one right of what leads to it, below the rest. */
export function placesOf(flow: Flow, links: readonly Link[], height: Height = heightOf): Map<string, Spot> {
  if (flow.steps.every(({ at }) => at === undefined)) return layoutAll(flow, links, height);
  const places = new Map(flow.steps.flatMap(({ key, at }): [string, Spot][] => (at ? [[key, at]] : [])));
  const leader = new Map(links.filter(({ inside }) => inside).map(({ from, to }) => [to, from]));
  for (const step of flow.steps) {
    if (places.has(step.key)) continue;
    const before = places.get(leader.get(`${flow.key}/${step.key}`) ?? '');
    places.set(
      step.key,
      freeSpot(before ? [before[0] + stepWidth + gap.ranks, before[1]] : [40, 40], step, flow, places),
    );
  }
  return places;
}

/** The nearest place below `wanted` where the step covers no other. */
export function freeSpot(wanted: Spot, step: Step, flow: Flow, places: ReadonlyMap<string, Spot>): Spot {
  const [x] = wanted;
  const inTheWay = flow.steps
    .flatMap((other) => {
      const place = places.get(other.key);
      return place && other.key !== step.key && Math.abs(place[0] - x) < stepWidth + gap.between
        ? [{ top: place[1] - gap.between, bottom: place[1] + heightOf(other) + gap.between }]
        : [];
    })
    .sort((left, right) => left.top - right.top);
  let y = wanted[1];
  for (const { top, bottom } of inTheWay) {
    if (y + heightOf(step) > top && y < bottom) y = bottom;
  }
  return [x, y];
}
