import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConditionFacts } from '../condition/condition.ts';
import { type AutoAction, autoAction, compileRules, ruleFor } from './campaign.ts';

const lead: ConditionFacts = {
  ...{ now: 0, status: 'auto', flow: null, step: null, manager: null, campaign: null },
  ...{ name: 'Ann', username: 'ann', chatId: 1, createdAt: 0, lastMessageAt: null },
  ...{ fields: {}, tracker: {}, tags: [], counts: {}, last: {}, balance: '0', event: null },
};

const fired = (rules: AutoAction[], name: string, ordinal: number, facts: Partial<ConditionFacts> = {}) =>
  ruleFor(compileRules(rules), name, ordinal, () => ({ ...lead, ...facts }))?.position ?? null;

describe('of the rules of a campaign', () => {
  it('name#N goes before name, wherever it stands', () => {
    const rules = [{ on: 'resale' }, { on: 'resale#2' }];
    expect([1, 2, 3].map((n) => fired(rules, 'resale', n))).toEqual([0, 1, 0]);
  });

  it('the first from the top counts among equals; one that is off does not', () => {
    const rules = [
      { on: 'sale', enabled: false },
      { on: 'sale' },
      { on: 'sale' },
      { on: 'sale#1', enabled: false },
    ];
    expect(fired(rules, 'sale', 1)).toBe(1);
  });

  it('the first whose condition holds fires; name#N still goes before name', () => {
    const rules = [
      { on: 'sale', when: 'amount >= 100' },
      { on: 'sale', when: 'tags = VIP' },
      { on: 'sale' },
      { on: 'sale#2', when: 'currency = EUR' },
    ];
    const paid = (cost: string, currency = 'USD') => ({ event: { cost, currency } });
    expect(fired(rules, 'sale', 1, paid('100.00'))).toBe(0);
    expect(fired(rules, 'sale', 1, { ...paid('20'), tags: ['VIP'] })).toBe(1);
    expect(fired(rules, 'sale', 1, paid('20'))).toBe(2);
    expect(fired(rules, 'sale', 2, paid('20'))).toBe(2);
    expect(fired(rules, 'sale', 2, paid('100', 'EUR'))).toBe(3);
  });

  it('one whose condition cannot be read never fires', () => {
    expect(fired([{ on: 'sale', when: 'amount >' }, { on: 'sale' }], 'sale', 1)).toBe(1);
  });

  it('none fires for another event, letter case, or a name that objects inherit', () => {
    const rules = [{ on: 'sale' }, { on: 'sale#3' }];
    for (const name of ['Sale', 'constructor', '__proto__', 'toString']) {
      expect(fired(rules, name, 1)).toBe(null);
    }
  });

  it('at most one fires, and never one for another ordinal', () => {
    const on = fc.constantFrom('a', 'a#1', 'a#2', 'b', 'b#2');
    fc.assert(
      fc.property(
        fc.array(fc.record({ on, enabled: fc.boolean() })),
        fc.integer({ min: 1, max: 3 }),
        (rules, n) => {
          const position = fired(rules, 'a', n);
          const wanted = (pattern: string) => rules.findIndex((rule) => rule.on === pattern && rule.enabled);
          const exact = wanted(`a#${n}`);
          const plain = wanted('a');
          const expected = exact >= 0 ? exact : plain;
          expect(position).toBe(expected >= 0 ? expected : null);
        },
      ),
    );
  });
});

describe('the shape of a rule', () => {
  it.each(['sale', 'resale#2', 'Level Up', 'вывод', 'x#999999'])('takes %s', (on) => {
    expect(autoAction.safeParse({ on }).success).toBe(true);
  });

  it.each(['', '#2', 'resale#0', 'resale#02', 'resale#x', 'resale#', 'a#1#2', ' x', 'x#1000000'])(
    'refuses %j',
    (on) => {
      expect(autoAction.safeParse({ on }).success).toBe(false);
    },
  );

  it('refuses a status that a rule cannot give, and a move that names no step', () => {
    expect(autoAction.safeParse({ on: 'a', status: 'blocked' }).success).toBe(false);
    expect(autoAction.safeParse({ on: 'a', move: 'FD' }).success).toBe(false);
  });
});
