import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asked,
  condition,
  currency,
  day,
  factsOf,
  type Lead,
  lead,
} from '../../test/support/conditionArbitraries.ts';
import { candidate } from './candidate.ts';
import { type Condition, compileCondition, parseCondition } from './condition.ts';
import { markEntries, searchEntries } from './searchEntry.ts';
import type { SearchSet } from './searchSet.ts';
import { bucketOf } from './searchText.ts';

const campaigns = new Map([
  ['summer', 'id of summer'],
  ['winter', 'id of winter'],
]);
const context = { now: { from: asked, to: asked + 3 * day }, currency, campaigns, botId: null };

type Share = (key: string, value: string) => boolean;

function marksOf(one: Lead, takesOwn: Share): Set<string> {
  const entries = searchEntries({
    ...one,
    botId: 'bot',
    campaignId: one.campaign === null ? null : (campaigns.get(one.campaign) ?? 'id of one that is gone'),
  });
  const marks = new Set<string>();
  markEntries(entries, takesOwn, (key, mark) => marks.add(`${key} ${mark}`));
  return marks;
}

function isIn(set: SearchSet, marks: ReadonlySet<string>): boolean {
  switch (set.of) {
    case 'everything':
      return true;
    case 'nothing':
      return false;
    case 'mark':
      return marks.has(`${set.key} ${set.mark}`);
    case 'containing':
      return [...marks].some(
        (mark) =>
          (mark.startsWith(`${set.key} v`) || mark.startsWith(`${set.key} #`)) &&
          mark.slice(set.key.length + 2).includes(set.piece),
      );
    case 'complement':
      return !isIn(set.set, marks);
    case 'all':
      return set.sets.every((one) => isIn(one, marks));
    case 'any':
      return set.sets.some((one) => isIn(one, marks));
  }
}

const shares: Share[] = [
  () => true,
  (key) => key === 'is',
  (key, value) => bucketOf(key + value, 2) === 0,
  (key, value) => value.length < 60 && (key !== 'is' || bucketOf(value, 5) > 0),
];

describe('candidates', () => {
  it('leave no dialog out in which the condition holds, whatever values share', () => {
    const leads = fc.array(lead([...campaigns.keys()]), { minLength: 3, maxLength: 8 });
    fc.assert(
      fc.property(condition, leads, fc.constantFrom(...shares), (one, people, takesOwn) => {
        const holds = compileCondition(one);
        const [may, mayNot] = [one, { kind: 'not' as const, condition: one }].map((it) =>
          candidate(it, context),
        );
        for (const person of people) {
          const marks = marksOf(person, takesOwn);
          const wanted = holds(factsOf(person)) ? may : mayNot;
          expect(wanted && isIn(wanted, marks)).toBe(true);
        }
      }),
      { numRuns: 4000 },
    );
  });

  const sample: Lead = {
    ...{ offset: 0, status: 'auto', flow: 'FD', step: 'REG', manager: 'ann', campaign: 'summer' },
    ...{
      name: 'Ann',
      username: 'ann_lee',
      chatId: 42,
      createdAt: asked - 10 * day,
      lastMessageAt: asked - day,
    },
    fields: { country: 'Brazil', age: 30, born: '1990-05-17', games: ['slots', 'poker'], phone: '0049123' },
    ...{ tracker: { buyer: 'sergei' }, tags: ['VIP'], counts: { sale: 1, resale: 3 } },
    ...{ last: { sale: asked - 5 * day, resale: asked - 2 * day }, balance: { USD: '45.50' } },
  };

  it.each([
    'status = manual',
    'flow != FD',
    'step = FD/hello',
    'manager is empty',
    'campaign = winter',
    'campaign = unheard-of',
    'campaign is empty',
    'name has Bob',
    'name != Ann',
    'username has xyz',
    'chatId = 43',
    'created < 5d',
    'lastMessage > 5d',
    'tags != VIP',
    'tags is empty',
    'event = registration',
    'event != sale',
    'count(resale) < 3',
    'count(registration) > 0',
    'last(sale) > 20d',
    'last(registration) is not empty',
    'cost > 46',
    'cost < 45',
    'cost = 45',
    'cost <= 0',
    'fields.country = Chile',
    'fields.country != Brazil',
    'fields.country is empty',
    'not fields.country has raz',
    'fields.city is not empty',
    'fields.age < 30',
    'fields.age >= 31',
    'fields.born > 1990-05-17',
    'fields.games has slo',
    'fields.phone = 50123',
    'tracker.buyer = ann',
    'event = sale and not cost > 40',
  ])('do not hold a lead of which %s is plainly false', (text) => {
    const parsed = parseCondition(text, 'lead');
    const one: Condition = parsed.ok ? parsed.value : { kind: 'or', conditions: [] };
    expect(parsed.ok && compileCondition(one)(factsOf(sample))).toBe(false);
    expect(
      isIn(
        candidate(one, { ...context, now: { from: asked, to: asked } }),
        marksOf(sample, () => true),
      ),
    ).toBe(false);
  });
});
