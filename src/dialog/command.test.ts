import { describe, expect, it } from 'vitest';
import { play } from '../../test/support/play.ts';

const flows = {
  A: `
    - { key: ask, kind: sendMessage, messages: [{ text: ask }], finish: waiting, next: next, pushes: [{ after: 1h, message: { text: push } }] }
    - { key: next, kind: sendMessage, messages: [{ text: next }], finish: waiting, stay: true }`,
};
const drawn = (bot: Record<string, unknown> = {}) => ({
  bot: { start: 'A/ask', ...bot },
  flows,
  start: 'A/ask',
  rules: [{ on: 'sale', move: 'A/next', status: 'auto' as const }],
});

describe('a lead that writes /stop', () => {
  it('hears nothing automatic any more, whatever wants to move it', () => {
    for (const words of ['/stop', ' /STOP ', '/stop@leo_bot', 'стоп']) {
      const story = play(drawn({ stopWords: ['Стоп'] }));
      story.starts();
      story.writes(words);
      expect([story.status, story.texts]).toEqual(['stopped', ['ask']]);
      story.passes('5h');
      story.writes('hello?');
      story.postback({ event: 'sale', cost: '20' });
      story.updateDialog({ move: { flow: 'A', step: 'next' }, status: 'auto' });
      story.operatorChanges({ status: 'auto' });
      story.unblocksBot();
      story.passes('5h');
      expect([story.status, story.texts]).toEqual(['stopped', ['ask']]);
      expect(story.dialog.state.counts).toEqual({ sale: 1 });
    }
  });

  it('is where it was put meanwhile when it writes /start', () => {
    const story = play(drawn());
    story.starts();
    story.writes('/stop');
    story.postback({ event: 'sale', cost: '20' });
    story.starts();
    expect([story.status, story.step, story.texts]).toEqual(['waiting', 'A/next', ['ask', 'next']]);
  });

  it('may be answered by a person', () => {
    const story = play(drawn());
    story.starts();
    story.writes('/stop');
    story.operatorChanges({ status: 'manual' });
    story.operatorWrites('You wrote us: here is your answer');
    expect(story.texts.at(-1)).toBe('You wrote us: here is your answer');
    story.operatorChanges({ status: 'waiting' });
    expect(story.status).toBe('stopped');
  });

  it('with its first word begins only at /start', () => {
    const story = play(drawn());
    story.writes('/stop');
    story.writes('hm');
    expect([story.status, story.step, story.texts]).toEqual(['stopped', null, []]);
    story.starts();
    expect([story.status, story.texts]).toEqual(['waiting', ['ask']]);
  });

  it('is not taken for one that says it in passing', () => {
    const story = play(drawn({ stopWords: ['stop'] }));
    story.starts();
    story.writes('do not stop');
    expect(story.step).toBe('A/next');
  });
});

describe('/privacy', () => {
  it('is answered with the bot’s policy at any time, and moves nothing', () => {
    const story = play(drawn({ privacy: 'We keep your name, {{name}}.' }));
    story.starts();
    story.writes('/privacy');
    expect([story.texts.at(-1), story.step]).toEqual(['We keep your name, Ann.', 'A/ask']);
    story.writes('/stop');
    story.writes('/privacy');
    expect(story.texts.filter((text) => text.startsWith('We keep'))).toHaveLength(2);
  });

  it('has an answer where the owner has written none', () => {
    const story = play(drawn());
    story.starts();
    story.writes('/privacy');
    expect(story.texts.at(-1)).toMatch(/\/delete_me[\s\S]*\/delete_me/);
  });
});

describe('/delete_me', () => {
  it('asks for everything to be erased, and sends nothing more', () => {
    const story = play(drawn());
    story.starts();
    const turn = story.writes('/delete_me');
    expect([turn.erased, story.texts]).toEqual([true, ['ask']]);
    expect(story.dialog.state.timers).toEqual([]);
  });
});
