import { describe, expect, it } from 'vitest';
import { delayMarks } from './delayMarks.ts';

const none = { response: '', message: '', aiAnswer: '', typingSpeed: '' } as const;

describe('the time line of the delays', () => {
  it('answers at once without delays', () => {
    const at = { decides: 0, typesFrom: 0, sent: 0 };
    expect(delayMarks(none, 100)).toEqual({ flow: at, ai: at });
  });

  it("counts the message's time from the lead's message, not from the decision", () => {
    const { flow, ai } = delayMarks({ ...none, response: '5s', message: '12s', aiAnswer: '20s' }, 100);
    expect(flow).toEqual({ decides: 5000, typesFrom: 12_000, sent: 12_000 });
    expect(ai.sent).toBe(20_000);
  });

  it('types a text of the flow behind the decision, at most 20 seconds', () => {
    expect(delayMarks({ ...none, response: '5s', typingSpeed: 10 }, 100).flow).toEqual({
      decides: 5000,
      typesFrom: 5000,
      sent: 15_000,
    });
    expect(delayMarks({ ...none, typingSpeed: 1 }, 100).flow.sent).toBe(20_000);
  });

  it("lets the AI's answer wait as a message does where nothing else is said", () => {
    expect(delayMarks({ ...none, message: '9s' }, 100).ai.sent).toBe(9000);
  });
});
