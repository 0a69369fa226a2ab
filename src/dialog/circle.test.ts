import { describe, expect, it } from 'vitest';
import { play } from '../../test/support/play.ts';

describe('a flow that circles without waiting', () => {
  it('is stopped, says nothing, and shows its circle', () => {
    const story = play({
      bot: { start: 'A/one' },
      flows: {
        A: `
          - { key: one, kind: sendMessage, messages: [{ text: hi }], next: two }
          - { key: two, kind: customCondition, branches: [{ when: 'event != sale', next: one }], otherwise: one }`,
      },
    });
    const turn = story.starts();
    expect([story.status, story.texts]).toEqual(['error', []]);
    expect(turn.reason).toContain('A/one -> A/two -> A/one');
  });
});

describe('a back office and a flow that answer each other', () => {
  const drawn = {
    bot: { start: 'A/tell' },
    flows: {
      A: `
        - { key: tell, kind: sendWebhook, url: "https://office.example/x", finish: waiting }
        - { key: quiet, kind: sendMessage, messages: [{ text: hi }], finish: waiting }`,
    },
  };
  const back = { move: { flow: 'A', step: 'tell' } };

  it('are stopped after a number of rounds; the timeline shows the circle', () => {
    const story = play(drawn);
    story.starts();
    for (let round = 0; round < 30; round += 1) story.updateDialog(back);
    expect(story.status).toBe('error');
    expect(story.calls.length).toBeLessThanOrEqual(21);
    const last = story.turns.at(-1);
    expect([last?.outcome, last?.reason]).toEqual(['looped', expect.stringContaining('A/tell -> A/tell')]);
    story.updateDialog({ ...back, fields: { late: 'yes' } });
    expect(story.dialog.fields).toEqual({});
  });

  it('go on after a word of the lead or an operator, and when the rounds are far apart', () => {
    const story = play(drawn);
    story.starts();
    for (let round = 0; round < 100; round += 1) {
      story.updateDialog(back);
      if (round % 10 === 0) story.writes('hm');
    }
    expect(story.status).not.toBe('error');
    const daily = play(drawn);
    daily.starts();
    for (let round = 0; round < 100; round += 1) {
      daily.updateDialog(back);
      daily.passes('1h');
    }
    expect(daily.status).not.toBe('error');
  });

  it('moves to steps that call nobody are no circle, however many', () => {
    const story = play(drawn);
    story.starts();
    for (let round = 0; round < 100; round += 1) story.updateDialog({ move: { flow: 'A', step: 'quiet' } });
    expect(story.status).toBe('waiting');
  });
});
