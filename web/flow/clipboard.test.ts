import { describe, expect, it } from 'vitest';
import type { Flow } from '../../src/flow/flow.ts';
import { copySteps, pasteSteps } from './clipboard.ts';
import { stepOf } from './editFlow.ts';

const flow: Flow = {
  key: 'Welcome',
  steps: [
    { key: 'a', kind: 'changeTags', next: 'b', at: [10, 20] },
    {
      key: 'b',
      kind: 'abRouter',
      branches: [
        { percent: 50, next: 'a' },
        { percent: 50, next: 'c' },
      ],
    },
    { key: 'c', kind: 'sendMessage', messages: [{ text: '' }], next: 'RD/FD' },
  ],
};

describe('steps on the clipboard', () => {
  it('lead to each other, and on to where the originals lead', () => {
    const pasted = pasteSteps(flow, copySteps(flow, new Set(['a', 'b']), 'leo'), 'leo');
    expect(pasted?.keys).toEqual(['a-2', 'b-2']);
    expect(pasted && stepOf(pasted.flow, 'a-2')).toMatchObject({ next: 'b-2', at: [58, 68] });
    expect(pasted && stepOf(pasted.flow, 'b-2')).toMatchObject({
      branches: [{ next: 'a-2' }, { next: 'c' }],
    });
  });

  it('in another flow of the bot lead back to the flow they came from', () => {
    const other: Flow = { key: 'RD', steps: [] };
    const pasted = pasteSteps(other, copySteps(flow, new Set(['b']), 'leo'), 'leo');
    expect(pasted?.flow.steps[0]).toMatchObject({ branches: [{ next: 'Welcome/a' }, { next: 'Welcome/c' }] });
  });

  it('in another bot lead nowhere outside of themselves', () => {
    const other: Flow = { key: 'Welcome', steps: [] };
    const pasted = pasteSteps(other, copySteps(flow, new Set(['a', 'c']), 'leo'), 'max');
    expect(pasted?.flow.steps.map(({ next }) => next)).toEqual([undefined, undefined]);
  });

  it('an unfinished step is copied as it is', () => {
    expect(pasteSteps(flow, copySteps(flow, new Set(['c']), 'leo'), 'leo')?.keys).toEqual(['c-2']);
  });

  it.each([
    'hello',
    '{}',
    '{"is":"signalbox/steps","bot":"leo","flow":"f","steps":[]}',
    '{"is":"signalbox/steps","bot":"leo","flow":"f","steps":[{"key":"a","kind":"evil"}]}',
    '{"is":"signalbox/steps","bot":"leo","flow":"f","steps":[{"key":"a","kind":"changeTags","assign":[{}]}]}',
    '{"is":"signalbox/steps","bot":"leo","flow":"f","steps":[{"key":"a","kind":"setFields","fields":{"__proto__":"x"}}]}',
  ])('%s is no clipboard of ours', (text) => {
    const pasted = pasteSteps(flow, text, 'leo');
    expect(pasted === null || Object.getPrototypeOf(pasted.flow.steps.at(-1)) === Object.prototype).toBe(
      true,
    );
    if (!text.includes('__proto__')) expect(pasted).toBeNull();
  });
});
