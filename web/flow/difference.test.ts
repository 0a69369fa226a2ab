import { describe, expect, it } from 'vitest';
import type { Flow, Step } from '../../src/flow/flow.ts';
import { differenceOf, isSame, mergeFlows } from './difference.ts';

const say = (key: string, text: string): Step => ({ key, kind: 'sendMessage', messages: [{ text }] });
const flow = (...steps: Step[]): Flow => ({ key: 'f', name: 'F', steps });

describe('the difference of two drawings', () => {
  it('names what came, what went, and each field that changed', () => {
    const before = flow(say('a', 'Hello'), say('b', 'Bye'));
    const after = { ...flow(say('a', 'Hi'), say('c', 'New')), name: 'G' };
    const { added, removed, changed, name } = differenceOf(before, after);
    expect(added.map(({ key }) => key)).toEqual(['c']);
    expect(removed.map(({ key }) => key)).toEqual(['b']);
    expect(changed.map(({ fields }) => fields)).toEqual([
      [{ place: 'messages.0.text', before: 'Hello', after: 'Hi' }],
    ]);
    expect(name).toEqual({ before: 'F', after: 'G' });
  });

  it('is none for a step that was only moved, or written in another order', () => {
    const before = flow(say('a', 'x'));
    const after = flow({
      kind: 'sendMessage',
      at: [5, 5],
      messages: [{ text: 'x' }],
      key: 'a',
      next: undefined,
    });
    expect(isSame(differenceOf(before, after))).toBe(true);
  });
});

describe('two who change one flow', () => {
  const base = flow(say('a', '1'), say('b', '1'), say('c', '1'));

  it('both keep what only one of them touched', () => {
    const mine = flow(say('a', 'mine'), say('b', '1'), say('mine', 'x'), say('c', '1'));
    const theirs = flow(say('a', '1'), say('b', 'theirs'), say('theirs', 'y'));
    const { flow: merged, both } = mergeFlows(base, mine, theirs);
    expect(both).toEqual([]);
    expect(merged.steps.map(({ key }) => key)).toEqual(['a', 'b', 'mine', 'theirs']);
    expect(merged.steps.slice(0, 2)).toEqual([say('a', 'mine'), say('b', 'theirs')]);
  });

  it('of a step that both changed mine stays and is named', () => {
    const { flow: merged, both } = mergeFlows(
      base,
      flow(say('a', 'mine')),
      flow(say('a', 'theirs'), say('b', '1')),
    );
    expect(both).toEqual(['a']);
    expect(merged.steps).toEqual([say('a', 'mine')]);
  });

  it('a step that I removed and they changed is named as well', () => {
    const { both } = mergeFlows(
      base,
      flow(say('a', '1'), say('c', '1')),
      flow(say('a', '1'), say('b', 'theirs'), say('c', '1')),
    );
    expect(both).toEqual(['b']);
  });
});
