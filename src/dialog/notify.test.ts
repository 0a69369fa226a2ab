/** Groups of operators that hear of a dialog when its moment has come, and only then. */
import { describe, expect, it } from 'vitest';
import { play } from '../../test/support/play.ts';

const drawn = {
  bot: {
    start: 'A/one',
    notificationGroups: [
      { key: 'team', chatId: -1, language: 'ru' },
      { key: 'money', name: 'Big money', chatId: -2, when: 'event = sale and cost >= 100' },
      { key: 'asleep', chatId: -3, enabled: false },
    ],
  },
  rules: [{ on: 'refund', status: 'manual' as const }],
  flows: { A: '- { key: one, kind: sendMessage, messages: [{ text: one }], finish: waiting }' },
};

describe('a notification group', () => {
  it('without a condition hears when a dialog becomes manual, once', () => {
    const story = play(drawn);
    story.starts();
    expect(story.postback({ event: 'refund' }).effects.filter(({ kind }) => kind === 'notify')).toEqual([
      {
        ...{ kind: 'notify', key: expect.any(String), groupId: -1, language: 'ru', reason: 'manual' },
        ...{ name: 'Ann', username: 'ann', place: 'A/one', status: 'manual', notBefore: story.now },
      },
    ]);
    expect(story.turns.at(-1)?.entries.at(-1)).toEqual({ kind: 'notified', group: 'team', reason: 'manual' });
    expect(story.writes().effects).toEqual([]);
    story.operatorChanges({ status: 'auto' });
    expect(story.operatorChanges({ status: 'manual' }).effects).toContainEqual(
      expect.objectContaining({ kind: 'notify', groupId: -1 }),
    );
  });

  it('with a condition hears when it begins to hold, and not again while it does', () => {
    const story = play(drawn);
    story.starts();
    const told = (turn: ReturnType<typeof story.writes>) =>
      turn.effects.flatMap((effect) => (effect.kind === 'notify' ? [effect.groupId] : []));
    expect(told(story.postback({ event: 'sale', cost: '50', tid: '1' }))).toEqual([]);
    expect(told(story.postback({ event: 'resale', cost: '60', tid: '2' }))).toEqual([-2]);
    expect(told(story.postback({ event: 'resale', cost: '60', tid: '3' }))).toEqual([]);
    expect(told(story.postback({ event: 'withdrawal', cost: '-100', tid: '4' }))).toEqual([]);
    expect(told(story.postback({ event: 'resale', cost: '90', tid: '5' }))).toEqual([-2]);
  });

  it('hears of a dialog that begins with what it waits for', () => {
    const story = play({
      ...drawn,
      bot: { start: 'A/one', notificationGroups: [{ key: 'all', chatId: -4, when: 'not tags = vip' }] },
    });
    expect(story.starts().effects).toContainEqual(
      expect.objectContaining({ kind: 'notify', groupId: -4, reason: 'condition', language: 'en' }),
    );
    expect(story.writes().effects).toEqual([]);
  });

  it('hears nothing of a lead that is being forgotten', () => {
    const story = play({
      ...drawn,
      bot: { start: 'A/one', notificationGroups: [{ key: 'all', chatId: -4, when: 'not tags = vip' }] },
    });
    const turn = story.update({ did: 'wrote', text: '/delete_me' }, { firstContact: true });
    expect([turn.erased, turn.effects.filter(({ kind }) => kind === 'notify')]).toEqual([true, []]);
  });
});
