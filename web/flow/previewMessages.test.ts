import { describe, expect, it } from 'vitest';
import { noMacros, sampleData } from '../parts/macroNames.ts';
import { newStep, stepKinds } from './newStep.ts';
import { previewOf } from './previewMessages.ts';

const data = sampleData({
  ...noMacros,
  variables: { regLink: 'https://partner.com/signup?sub1={{tracker.clickid}}' },
});

describe('the preview of a step', () => {
  it('shows what the lead would read, with the sample values', () => {
    const [item] = previewOf(
      {
        key: 'a',
        kind: 'sendMessage',
        messages: [
          {
            text: '<b>Hello</b>, {{name}}',
            buttons: [
              [
                { text: 'Go', url: '{{variables.regLink}}' },
                { text: 'On', goto: 'b' },
              ],
            ],
          },
        ],
      },
      data,
    );
    expect(item).toMatchObject({
      message: {
        text: 'Hello, Maria',
        entities: [{ type: 'bold', offset: 0, length: 5 }],
        buttons: [[{ url: 'https://partner.com/signup?sub1=test123' }, { id: 'b', url: null }]],
      },
    });
  });

  it('takes every kind of step, finished or not', () => {
    for (const kind of stepKinds) expect(() => previewOf(newStep(kind, 'a'), data)).not.toThrow();
  });

  it('an address that cannot be made is none', () => {
    const [item] = previewOf(
      {
        key: 'a',
        kind: 'sendMessage',
        messages: [{ text: 'x', buttons: [[{ text: 'Go', url: 'https://{{name}}/' }]] }],
      },
      data,
    );
    expect(item).toMatchObject({ message: { buttons: [[{ url: null }]] } });
  });
});
