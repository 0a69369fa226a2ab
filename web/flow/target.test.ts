import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Flow, Step } from '../../src/flow/flow.ts';
import { freeKey, removeSteps, renameStep } from './editFlow.ts';
import { linksOf, unreachable } from './graph.ts';
import { keyBase, newStep, stepKinds } from './newStep.ts';
import { outputsOf } from './output.ts';
import { targetsOf, withTarget } from './target.ts';

const greeting: Step = {
  key: 'hello',
  kind: 'sendMessage',
  messages: [
    {
      text: 'Hi',
      buttons: [
        [
          { text: 'Go', goto: 'offer' },
          { text: 'Rules', run: 'RD/FD' },
        ],
      ],
    },
  ],
  pushes: [{ after: '1h', message: { text: 'Still there?', buttons: [[{ text: 'Yes', goto: 'offer' }]] } }],
  next: 'offer',
};

const flow: Flow = {
  key: 'Welcome',
  steps: [
    greeting,
    {
      key: 'offer',
      kind: 'customCondition',
      branches: [{ when: 'event = sale', next: 'vip' }],
      otherwise: 'Welcome/hello',
    },
    { key: 'vip', kind: 'changeFlow', to: 'RD/FD' },
    { key: 'alone', kind: 'changeTags', next: 'gone' },
  ],
};

describe('where steps lead', () => {
  it('every way out that the canvas draws can be linked and unlinked, whatever the kind', () => {
    for (const kind of stepKinds) {
      const step = newStep(kind, 'a');
      for (const { id } of outputsOf(step)) {
        const linked = withTarget(step, id, 'b');
        expect(outputsOf(linked).find((one) => one.id === id)?.target, `${kind} ${id}`).toBe('b');
        expect(targetsOf(linked)).toEqual([{ id, reference: 'b' }]);
        expect(targetsOf(withTarget(linked, id, null))).toEqual([]);
      }
    }
  });

  it('buttons, pushes and branches are ways out as well', () => {
    const ids = new Set(targetsOf(greeting).map(({ id }) => id));
    expect([...ids].sort()).toEqual([
      'messages.0.buttons.0.0.goto',
      'messages.0.buttons.0.1.run',
      'next',
      'pushes.0.message.buttons.0.0.goto',
    ]);
    expect(outputsOf(greeting)).toHaveLength(4);
  });

  it('changes nothing of the step but the one place', () => {
    const before = structuredClone(greeting);
    const after = withTarget(greeting, 'next', 'vip');
    expect(greeting).toEqual(before);
    expect({ ...after, next: 'offer' }).toEqual(before);
  });
});

describe('the lines of a flow', () => {
  it('say which are broken, here and in other flows', () => {
    const broken = (elsewhere: string[] | null) =>
      linksOf(flow, elsewhere && new Set(elsewhere))
        .filter((link) => link.broken)
        .map(({ from, to }) => `${from} ${to}`);
    expect(broken(['RD/FD'])).toEqual(['alone Welcome/gone']);
    expect(broken([])).toEqual(['hello RD/FD', 'vip RD/FD', 'alone Welcome/gone']);
    expect(broken(null)).toEqual(['alone Welcome/gone']);
  });

  it('say which steps nothing leads to', () => {
    expect([...unreachable(flow, ['hello'])]).toEqual(['alone']);
    expect([...unreachable(flow, [])]).toHaveLength(4);
  });

  it('walk 2000 steps in a ring without end', () => {
    const steps = Array.from(
      { length: 2000 },
      (_, n): Step => ({
        ...{ key: `s${n}`, kind: 'changeTags', next: `s${(n + 1) % 2000}` },
      }),
    );
    expect(unreachable({ key: 'ring', steps }, ['s7']).size).toBe(0);
  });
});

describe('editing a flow', () => {
  it('removing a step takes away every link to it and leaves the others', () => {
    const left = removeSteps(flow, new Set(['offer']));
    expect(left.steps.flatMap((step) => targetsOf(step).map(({ reference }) => reference))).toEqual([
      'RD/FD',
      'RD/FD',
      'gone',
    ]);
  });

  it('another key is followed by every link, however it was written', () => {
    const renamed = renameStep(flow, 'hello', 'begin');
    expect(renamed.steps[0]?.key).toBe('begin');
    expect(linksOf(renamed, null).filter(({ to }) => to === 'Welcome/begin')).toHaveLength(1);
    expect(linksOf(renamed, null).filter(({ to }) => to === 'Welcome/hello')).toHaveLength(0);
  });

  it('a free key is free and can be a key', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('message', 'message-2', 'message-3', 'x'.repeat(64))), (keys) => {
        const drawn: Flow = { key: 'f', steps: keys.map((key): Step => ({ key, kind: 'changeTags' })) };
        for (const base of [keyBase.sendMessage, 'x'.repeat(64)]) {
          const key = freeKey(drawn, base);
          expect(keys).not.toContain(key);
          expect(key.length).toBeLessThanOrEqual(64);
        }
      }),
    );
  });
});
