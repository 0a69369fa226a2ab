/** `/start` in a dialog that has begun, and payloads that are no click of ours. */
import { describe, expect, it } from 'vitest';
import { play } from '../../test/support/play.ts';

const say = (key: string, next?: string): string =>
  `- { key: ${key}, kind: sendMessage, messages: [{ text: ${key} }], finish: waiting${next ? `, next: ${next}` : ''} }`;

const drawn = (startAgain?: string) => ({
  bot: { start: 'A/one', ...(startAgain ? { startAgain } : {}) },
  flows: { A: [say('one', 'two'), say('two', 'three'), say('three')].join('\n') },
});

const again = { did: 'start', payload: '' } as const;

describe('/start again', () => {
  it.each([undefined, 'continue'])('with the setting %s counts as any message', (setting) => {
    const story = play(drawn(setting));
    story.starts();
    story.update(again);
    expect([story.step, story.texts]).toEqual(['A/two', ['one', 'two']]);
  });

  it('begins the flow anew where the owner wants it so', () => {
    const story = play(drawn('restart'));
    story.starts();
    story.writes();
    expect(story.update(again).entries).toContainEqual(
      expect.objectContaining({ kind: 'move', from: 'A/two', to: 'A/one', by: 'start' }),
    );
    expect([story.step, story.texts]).toEqual(['A/one', ['one', 'two', 'one']]);
    story.writes('/start over');
    expect(story.step).toBe('A/two');
  });

  it('begins the flow of the lead’s campaign', () => {
    const story = play({ ...drawn('restart'), start: 'A/three' });
    story.starts();
    story.operatorChanges({ move: { flow: 'A', step: 'two' } });
    story.update(again);
    expect(story.step).toBe('A/three');
  });

  it('leaves a person in charge, and an owner’s block', () => {
    for (const status of ['manual', 'blocked'] as const) {
      const story = play(drawn('restart'));
      story.starts();
      story.operatorChanges({ status, move: { flow: 'A', step: 'two' } });
      story.update(again);
      expect([story.step, story.status, story.texts]).toEqual(['A/one', status, ['one']]);
    }
  });

  it('lifts the lead’s own block and opt-out, and says the start step once', () => {
    const blocked = play(drawn('restart'));
    blocked.starts();
    blocked.writes();
    blocked.blocksBot();
    blocked.updateDialog({ move: { flow: 'A', step: 'three' } });
    blocked.update(again);
    expect([blocked.step, blocked.status, blocked.texts]).toEqual([
      'A/one',
      'waiting',
      ['one', 'two', 'one'],
    ]);
    const stopped = play(drawn('restart'));
    stopped.starts();
    stopped.writes();
    stopped.writes('/stop');
    stopped.update(again);
    expect([stopped.step, stopped.status, stopped.texts]).toEqual([
      'A/one',
      'waiting',
      ['one', 'two', 'one'],
    ]);
  });
});

describe('a payload that is no click', () => {
  it('is kept for the flow, the latest one', () => {
    const story = play({
      ...drawn(),
      flows: {
        A: '- { key: one, kind: sendMessage, messages: [{ text: "from {{tracker.start}}" }], stay: true }',
      },
    });
    story.update({ did: 'start', payload: 'friend-7' });
    expect(story.texts).toEqual(['from friend-7']);
    story.update({ did: 'start', payload: 'shop' });
    expect(story.dialog.tracker).toEqual({ start: 'shop' });
    story.update(again);
    expect(story.dialog.tracker).toEqual({ start: 'shop' });
  });

  it('does not touch what a click has brought', () => {
    const story = play({ ...drawn(), start: 'A/one' });
    story.starts();
    story.update({ did: 'start', payload: 'friend-7' });
    expect(story.dialog.tracker).toEqual({ ad_name: 'test', clickid: 'test123' });
  });

  it('is kept beside what a tracked organic lead has, and is never long or unstorable', () => {
    const story = play(drawn());
    const attribution = { campaignId: null, clickid: 'own', tracker: { source: 'Organic' } };
    story.update({ did: 'start', payload: `${'x'.repeat(60)}\0\ud800 and more` }, { attribution });
    expect(story.dialog.tracker).toEqual({
      ...{ source: 'Organic', clickid: 'own' },
      start: `${'x'.repeat(60)}\ufffd a`,
    });
  });
});
