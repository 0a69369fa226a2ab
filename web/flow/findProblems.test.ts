import { describe, expect, it } from 'vitest';
import { type Flow, type Step, step as stepShape } from '../../src/flow/flow.ts';
import { findProblems, type Problem } from './findProblems.ts';
import { linksOf } from './graph.ts';
import { newStep, stepKinds } from './newStep.ts';
import { readStep } from './readFlow.ts';

const problemsOf = (...steps: Step[]): Problem[] => {
  const flow: Flow = { key: 'f', steps };
  return findProblems(flow, {
    links: linksOf(flow, new Set()),
    unreachable: new Set(),
    macros: { fields: [], tracker: [], variables: { known: 'x' } },
  });
};
const told = (...steps: Step[]): string[] =>
  problemsOf(...steps).map(({ place, code }) => `${place} ${code}`);

describe('what is wrong with a drawing', () => {
  it('is told of exactly those new steps that the server would refuse', () => {
    for (const kind of stepKinds) {
      const step = newStep(kind, 'a');
      const errors = problemsOf(step).filter(({ severity }) => severity === 'error');
      expect(errors.length > 0, kind).toBe(!stepShape.safeParse(step).success);
    }
  });

  it('every new step can be kept in a draft, read again and copied', () => {
    for (const kind of stepKinds)
      expect(readStep(JSON.parse(JSON.stringify(newStep(kind, 'a')))), kind).not.toBeNull();
  });

  it.each([
    [{ key: 'a', kind: 'sendMessage', messages: [{ text: '' }] }, ['messages.0.text empty']],
    [
      { key: 'a', kind: 'sendMessage', messages: [{ text: 'x', buttons: [[{ text: 'Go', goto: '' }]] }] },
      ['messages.0.buttons.0.0.goto noTarget'],
    ],
    [{ key: 'a', kind: 'changeFlow', to: '' }, ['to noTarget']],
    [{ key: 'a', kind: 'changeTags', next: 'gone' }, ['next broken']],
    [{ key: 'a', kind: 'changeTags', delay: 'soon' }, ['delay shape']],
    [
      { key: 'a', kind: 'customCondition', branches: [{ when: 'event =', next: 'a' }] },
      ['branches.0.when condition'],
    ],
    [
      {
        key: 'a',
        kind: 'abRouter',
        branches: [
          { percent: 50, next: 'a' },
          { percent: 40, next: 'a' },
        ],
      },
      ['branches sum'],
    ],
    [
      { key: 'a', kind: 'sendMessage', messages: [{ text: '{{variables.known}} {{nme}}' }] },
      ['messages.0.text macro'],
    ],
    [
      { key: 'a', kind: 'sendMessage', messages: [{ text: '{{variables.other}}' }] },
      ['messages.0.text macro'],
    ],
    [{ key: 'a', kind: 'sendMessage', messages: [{ text: 'Hello, {{name}}' }] }, []],
  ] satisfies [Step, string[]][])('%j: %j', (step, expected) => {
    expect(told(step)).toEqual(expected);
  });

  it('a key that is there twice is told of the second', () => {
    expect(told({ key: 'a', kind: 'changeTags' }, { key: 'a', kind: 'changeTags' })).toEqual(['key twice']);
  });
});
