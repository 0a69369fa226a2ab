import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differencesOf, tellDifference } from './partDifference.ts';
import { canonicalJson } from './partRevision.ts';

const step = (key: string, text: string) => ({ key, kind: 'sendMessage', messages: [{ text }] });

describe('the differences of two states', () => {
  it('name things of lists by their keys, so that one put in front changes nothing else', () => {
    const before = { steps: [step('a', '1'), step('b', '2')] };
    const after = { steps: [step('new', '0'), step('a', '1'), step('b', '3')] };
    expect(differencesOf(before, after)).toEqual([
      { action: 'create', path: 'steps.new', before: null, after: JSON.stringify(step('new', '0')) },
      { action: 'update', path: 'steps.b.messages[0].text', before: '"2"', after: '"3"' },
    ]);
  });

  it('tell what is new in a list that was empty', () => {
    const found = differencesOf({ tags: [] }, { tags: [{ key: 'a' }] });
    expect(found).toEqual([{ action: 'create', path: 'tags.a', before: null, after: '{"key":"a"}' }]);
  });

  it('tell another order of the same things', () => {
    const [found] = differencesOf(
      { tags: [{ key: 'a' }, { key: 'b' }] },
      { tags: [{ key: 'b' }, { key: 'a' }] },
    );
    expect(found).toMatchObject({ action: 'update', path: 'tags (order)', after: '["b","a"]' });
  });

  it('are none exactly for states that are the same as JSON', () => {
    const json = fc.jsonValue();
    fc.assert(
      fc.property(json, json, (one, other) => {
        expect(differencesOf(one, structuredClone(one))).toEqual([]);
        const same = canonicalJson(one) === canonicalJson(other);
        expect(differencesOf(one, other).length === 0).toBe(same);
      }),
    );
  });

  it('are cut, few and tellable, however large and hostile the states are', () => {
    const large = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`k${n}`, '😀'.repeat(500)]));
    const found = differencesOf({}, JSON.parse(`{"__proto__": 1, ${JSON.stringify(large).slice(1)}`));
    expect(found).toHaveLength(200);
    for (const one of found) {
      expect(one.after?.length).toBeLessThanOrEqual(201);
      expect(one.after?.isWellFormed()).toBe(true);
      expect(tellDifference(one)).toMatch(/^was added: /);
    }
  });
});
