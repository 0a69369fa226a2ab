import fc from 'fast-check';
import { expect, it } from 'vitest';
import { reach } from './stepGraph.ts';
import { stronglyConnected } from './stronglyConnected.ts';

it('groups exactly the nodes that reach each other, each group before those that lead to it', () => {
  const graph = fc
    .integer({ min: 1, max: 12 })
    .chain((size) =>
      fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }),
    );
  fc.assert(
    fc.property(graph, (ways) => {
      const reached = ways.map((_, node) => {
        const seen = new Set<number>();
        reach([node], ways, seen);
        return seen;
      });
      const groups = stronglyConnected(ways);
      expect(groups.flat().sort((a, b) => a - b)).toEqual(ways.map((_, node) => node));
      const groupOf = new Map(groups.flatMap((group, g) => group.map((node) => [node, g])));
      ways.forEach((_, left) => {
        ways.forEach((_, right) => {
          const both = reached[left]?.has(right) && reached[right]?.has(left);
          expect(groupOf.get(left) === groupOf.get(right)).toBe(both);
          if (reached[left]?.has(right)) {
            expect(groupOf.get(right)).toBeLessThanOrEqual(groupOf.get(left) ?? -1);
          }
        });
      });
    }),
  );
});

it('does not end the stack on a chain of a hundred thousand', () => {
  const chain = Array.from({ length: 100_000 }, (_, node) => [(node + 1) % 100_000]);
  expect(stronglyConnected(chain)).toHaveLength(1);
});
