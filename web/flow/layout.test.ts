import { describe, expect, it } from 'vitest';
import type { Flow, Step } from '../../src/flow/flow.ts';
import { addStep, moveSteps, type Spot } from './editFlow.ts';
import { linksOf } from './graph.ts';
import { freeSpot, heightOf, layoutAll, placesOf, stepWidth } from './layout.ts';
import { newStep } from './newStep.ts';

const chain = (count: number): Flow => ({
  key: 'f',
  steps: Array.from(
    { length: count },
    (_, n): Step => ({
      ...{ key: `s${n}`, kind: 'changeTags', ...(n + 1 < count && { next: `s${n + 1}` }) },
    }),
  ),
});

function overlaps(flow: Flow, places: ReadonlyMap<string, Spot>): string[] {
  return flow.steps.flatMap((one, index) =>
    flow.steps.slice(index + 1).flatMap((other) => {
      const [x, y] = places.get(one.key) ?? [0, 0];
      const [right, below] = places.get(other.key) ?? [0, 0];
      const apart =
        Math.abs(x - right) >= stepWidth || y + heightOf(one) <= below || below + heightOf(other) <= y;
      return apart ? [] : [`${one.key} ${other.key}`];
    }),
  );
}

describe('the automatic layout', () => {
  it('goes from left to right along the links, and no step covers another', () => {
    const flow: Flow = {
      key: 'f',
      steps: [
        ...chain(6).steps,
        {
          key: 'split',
          kind: 'abRouter',
          next: 's0',
          branches: [
            { percent: 50, next: 's1' },
            { percent: 50, next: 's3' },
          ],
        },
        { key: 'alone', kind: 'sendMessage', messages: [{ text: 'x' }] },
      ],
    };
    const places = layoutAll(flow, linksOf(flow, null));
    expect(places.size).toBe(8);
    for (let n = 0; n < 5; n += 1)
      expect(places.get(`s${n}`)?.[0]).toBeLessThan(places.get(`s${n + 1}`)?.[0] ?? 0);
    expect(overlaps(flow, places)).toEqual([]);
  });

  it('takes rings, links to itself and to steps that are not there', () => {
    const flow: Flow = {
      key: 'f',
      steps: [
        { key: 'a', kind: 'changeTags', next: 'b' },
        { key: 'b', kind: 'changeTags', next: 'a' },
        { key: 'c', kind: 'changeTags', next: 'c' },
        { key: 'd', kind: 'changeTags', next: 'gone' },
      ],
    };
    const places = layoutAll(flow, linksOf(flow, null));
    expect([...places.values()].flat().every(Number.isFinite)).toBe(true);
    expect(overlaps(flow, places)).toEqual([]);
  });

  it('leaves every step where somebody has put it, and finds a free place for a new one', () => {
    const flow = chain(3);
    const put = moveSteps(
      flow,
      new Map<string, Spot>([
        ['s0', [0, 0]],
        ['s1', [400, 7.6]],
        ['s2', [800, 0]],
      ]),
    );
    const grown = addStep(put, newStep('sendMessage', 'new'), { step: 's0', output: 'next' });
    const places = placesOf(grown, linksOf(grown, null));
    expect(places.get('s1')).toEqual([400, 8]);
    expect(overlaps(grown, places)).toEqual([]);
  });

  it('a free place is below everything that is in the way', () => {
    const flow = moveSteps(
      chain(2),
      new Map<string, Spot>([
        ['s0', [0, 0]],
        ['s1', [0, 180]],
      ]),
    );
    const places = placesOf(flow, []);
    const spot = freeSpot([0, 10], newStep('changeTags', 'n'), flow, places);
    expect(spot[1]).toBeGreaterThan(180);
  });
});
