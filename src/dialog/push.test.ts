import { describe, expect, it } from 'vitest';
import { play } from '../../test/support/play.ts';

const flows = {
  A: `
    - key: ask
      kind: sendMessage
      messages: [{ text: ask }]
      finish: waiting
      next: thanks
      pushes:
        - { after: 1h, message: { text: "after an hour" } }
        - { after: 3h, message: { text: "after three" } }
    - { key: thanks, kind: sendMessage, messages: [{ text: thanks }], finish: waiting, stay: true }
    - { key: night, kind: sendMessage, messages: [{ text: night }], finish: waiting, useGlobalPushes: true }
    - key: alone
      kind: customPush
      pushes: [{ after: 2h, message: { text: "still there?", buttons: [[{ text: "Yes", goto: thanks }]] } }]
      next: thanks`,
};

const drawn = (bot: Record<string, unknown> = {}, at = '2024-03-10T12:00:00.000Z') => ({
  bot: { start: 'A/ask', ...bot },
  flows,
  at,
});

describe('pushes of a step', () => {
  it('go out while the lead is silent, each at its time after the last message', () => {
    const story = play(drawn());
    story.starts();
    story.passes('59m');
    expect(story.texts).toEqual(['ask']);
    story.passes('1m');
    expect(story.texts).toEqual(['ask', 'after an hour']);
    story.passes('1h59m');
    expect(story.texts).toHaveLength(2);
    story.passes('1m');
    expect(story.texts).toEqual(['ask', 'after an hour', 'after three']);
    story.passes('30d');
    expect(story.texts).toHaveLength(3);
    expect(story.step).toBe('A/ask');
  });

  it('stop with any message of the lead', () => {
    const story = play(drawn());
    story.starts();
    story.passes('1h');
    story.writes('wait');
    story.passes('30d');
    expect(story.texts).toEqual(['ask', 'after an hour', 'thanks']);
  });

  it('stop also on a step that keeps the lead', () => {
    const story = play({
      bot: { start: 'A/keep' },
      flows: {
        A: `- { key: keep, kind: sendMessage, messages: [{ text: hi }], finish: waiting, stay: true, pushes: [{ after: 1h, message: { text: push } }] }`,
      },
    });
    story.starts();
    story.writes('ok');
    story.passes('30d');
    expect(story.texts).toEqual(['hi']);
  });

  it('stop when the dialog is moved, taken over or blocked', () => {
    for (const act of ['move', 'manual', 'block'] as const) {
      const story = play(drawn());
      story.starts();
      if (act === 'move') story.updateDialog({ move: { flow: 'A', step: 'thanks' } });
      if (act === 'manual') story.operatorChanges({ status: 'manual' });
      if (act === 'block') story.blocksBot();
      story.passes('30d');
      expect(story.texts.filter((text) => text.startsWith('after'))).toEqual([]);
    }
  });

  it('begin again when an operator hands the dialog back', () => {
    const story = play(drawn());
    story.starts();
    story.operatorChanges({ status: 'manual' });
    story.passes('5h');
    story.operatorWrites('hello, I am Sergei');
    story.operatorChanges({ status: 'waiting' });
    story.passes('1h');
    expect(story.texts.at(-1)).toBe('after an hour');
  });

  it('of the flow run on steps that ask for them', () => {
    const story = play(
      drawn({ start: 'A/night', globalPushes: { A: [{ after: '1d', message: { text: 'global' } }] } }),
    );
    story.starts();
    story.passes('1d');
    expect(story.texts).toEqual(['night', 'global']);
  });

  it('as a step of their own wait for the lead, and their buttons work', () => {
    const story = play(drawn({ start: 'A/alone' }));
    story.starts();
    expect([story.status, story.texts]).toEqual(['waiting', []]);
    story.passes('2h');
    expect(story.texts).toEqual(['still there?']);
    story.presses('Yes');
    expect(story.step).toBe('A/thanks');
  });

  it('behind a long delay count from the step, not from the last message of yesterday', () => {
    const story = play({
      bot: { start: 'A/hi' },
      flows: {
        A: `
          - { key: hi, kind: sendMessage, messages: [{ text: hi }], next: rest }
          - { key: rest, kind: customDelay, for: 1d, next: nudge }
          - { key: nudge, kind: customPush, pushes: [{ after: 2h, message: { text: push } }] }`,
      },
    });
    story.starts();
    story.passes('25h');
    expect(story.texts).toEqual(['hi']);
    story.passes('1h');
    expect(story.texts).toEqual(['hi', 'push']);
  });

  it('written by the AI are not waited for, and come not at all when the lead was faster', () => {
    const prompted = {
      bot: { start: 'A/ask' },
      flows: {
        A: `- { key: ask, kind: sendMessage, messages: [{ text: ask }], finish: waiting, stay: true, pushes: [{ after: 1h, prompt: "Remind {{name}}" }] }`,
      },
    };
    const story = play(prompted);
    story.starts();
    story.passes('1h');
    expect(story.questions.at(-1)?.task).toEqual({ of: 'write', prompt: 'Remind Ann', push: true });
    story.ai({ ok: true, of: 'write', text: 'Still thinking, Ann?' });
    expect(story.texts.at(-1)).toContain('Still thinking, Ann?');
    const faster = play(prompted);
    faster.starts();
    faster.passes('1h');
    faster.writes('here I am');
    faster.ai({ ok: true, of: 'write', text: 'Still thinking?' });
    expect(faster.texts).toEqual(['ask']);
    const failing = play(prompted);
    failing.starts();
    failing.passes('1h');
    failing.ai({ ok: false, of: 'write', why: 'failed', reason: 'hangs' });
    expect([failing.status, failing.warnings]).toEqual(['waiting', ['aiFailed']]);
  });
});

describe('nothing that the lead has not asked for', () => {
  it('comes in quiet hours: it waits until they are over', () => {
    const story = play(
      drawn({ quietHours: '22:00-08:00', timezone: 'Europe/Moscow' }, '2024-03-10T18:30:00.000Z'),
    );
    story.starts();
    story.passes('1h');
    expect(story.texts).toEqual(['ask']);
    story.passes('9h29m');
    expect(story.texts).toEqual(['ask']);
    story.passes('1m');
    // 05:00 UTC is 08:00 in Moscow.
    expect(story.said.map(({ at }) => at).at(-1)).toBe('2024-03-11T05:00:00.000Z');
    story.passes('2h');
    expect(story.texts.at(-1)).toBe('after three');
  });

  it('comes more often a day than the bot allows', () => {
    const story = play(
      drawn({ maxMessagesPerDay: 1, timezone: 'Europe/Moscow' }, '2024-03-10T06:00:00.000Z'),
    );
    story.starts();
    story.passes('10h');
    expect(story.texts).toEqual(['ask', 'after an hour']);
    story.passes('5h');
    // Midnight in Moscow.
    expect(story.said.map(({ text, at }) => [text, at]).at(-1)).toEqual([
      'after three',
      '2024-03-10T21:00:00.000Z',
    ]);
  });

  it('but a reply goes out at any hour', () => {
    const story = play(drawn({ quietHours: '22:00-08:00' }, '2024-03-10T23:30:00.000Z'));
    story.starts();
    story.writes('hi');
    expect(story.texts).toEqual(['ask', 'thanks']);
  });
});
