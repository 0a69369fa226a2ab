import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDialogs,
  addRow,
  bitsOf,
  blockSize,
  changeRow,
  noBits,
  positionsIn,
  type TermSet,
} from './searchBits.ts';
import { differences, packTerms, unpackTerms } from './searchTermList.ts';

const position = fc.nat({ max: blockSize - 1 });
const ascending = (numbers: Iterable<number>): number[] => [...numbers].sort((left, right) => left - right);

function positionsOf(row: Buffer | null): number[] {
  const bits = noBits();
  if (row) addRow(bits, row);
  return positionsIn(bits).reverse();
}

describe('a row of bits', () => {
  it('holds what was set and not taken away, few or many', () => {
    const sizes = fc.constantFrom(0, 1, 5, 900, 1000, 1001, 1100, 5000);
    const steps = fc.array(
      fc.record({ size: sizes, from: position, gap: fc.integer({ min: 1, max: 3 }), set: fc.boolean() }),
      {
        maxLength: 5,
      },
    );
    fc.assert(
      fc.property(steps, (all) => {
        let row: Buffer | null = null;
        const wanted = new Set<number>();
        for (const { size, from, gap, set } of all) {
          const changed = [...Array(size).keys()].map((n) => (from + n * gap) % blockSize);
          for (const one of changed) set ? wanted.add(one) : wanted.delete(one);
          row = changeRow(
            row,
            changed.map((one) => one * 2 + Number(set)),
          );
          expect(positionsOf(row)).toEqual(ascending(wanted));
          expect(row === null).toBe(wanted.size === 0);
          expect(row?.length ?? 0).toBe(wanted.size > 1000 ? blockSize / 8 : wanted.size * 2);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('joins sets as sets are joined', () => {
    const rows = fc.array(fc.uniqueArray(position, { maxLength: 30 }), { minLength: 3, maxLength: 3 });
    const set = fc.letrec<{ any: TermSet }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.array(fc.nat({ max: 3 }), { maxLength: 2 }).map((terms): TermSet => ({ of: 'terms', terms })),
        fc.constantFrom<TermSet>({ of: 'everything' }, { of: 'nothing' }),
        tie('any').map((one): TermSet => ({ of: 'complement', set: one })),
        fc
          .tuple(fc.constantFrom('all' as const, 'any' as const), fc.array(tie('any'), { maxLength: 3 }))
          .map(([of, sets]): TermSet => ({ of, sets })),
      ),
    })).any;
    const isIn = (one: TermSet, at: number, lists: readonly number[][]): boolean => {
      switch (one.of) {
        case 'everything':
          return true;
        case 'nothing':
          return false;
        case 'terms':
          return one.terms.some((term) => lists[term]?.includes(at));
        case 'complement':
          return !isIn(one.set, at, lists);
        case 'all':
          return one.sets.every((part) => isIn(part, at, lists));
        case 'any':
          return one.sets.some((part) => isIn(part, at, lists));
      }
    };
    fc.assert(
      fc.property(set, rows, position, (one, lists, other) => {
        const stored = new Map<number, Buffer>();
        for (const [term, list] of lists.entries()) {
          const row = changeRow(
            null,
            list.map((at) => at * 2 + 1),
          );
          if (row) stored.set(term, row);
        }
        const found = new Set(positionsIn(bitsOf(one, stored)));
        for (const at of [...lists.flat(), other]) expect(found.has(at)).toBe(isIn(one, at, lists));
      }),
    );
  });

  it('takes only dialogs of its own block', () => {
    const bits = noBits();
    addDialogs(bits, 2, [blockSize * 2 - 1, blockSize * 2, blockSize * 3 - 1, blockSize * 3]);
    expect(positionsIn(bits)).toEqual([blockSize - 1, 0]);
  });
});

describe('the list of a dialog’s terms', () => {
  const list = fc
    .uniqueArray(fc.integer({ min: 1, max: 2 ** 31 - 1 }), { maxLength: 50 })
    .map((ids) => ascending(ids));

  it('comes back as it was packed', () => {
    fc.assert(
      fc.property(list, (ids) => {
        expect(unpackTerms(packTerms(ids))).toEqual(ids);
      }),
    );
  });

  it('differs by what only one of two lists has', () => {
    const small = fc.uniqueArray(fc.nat({ max: 30 }), { maxLength: 20 }).map((ids) => ascending(ids));
    fc.assert(
      fc.property(small, small, (before, after) => {
        expect(differences(before, after)).toEqual({
          added: after.filter((id) => !before.includes(id)),
          removed: before.filter((id) => !after.includes(id)),
        });
      }),
    );
  });
});
