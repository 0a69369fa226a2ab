/** The lead sees that somebody is typing: for as long as the text takes, and while the AI thinks. */
import { describe, expect, it } from 'vitest';
import { type Play, play } from '../../test/support/play.ts';

const drawn = (speed: number | undefined, delays: Record<string, unknown> = {}) => ({
  bot: { start: 'A/one', delays: { ...(speed === undefined ? {} : { typingSpeed: speed }), ...delays } },
  flows: {
    A: `
      - key: one
        kind: sendMessage
        messages: [{ text: "0123456789" }, { text: "${'x'.repeat(5000)}" }, { photo: a.jpg, caption: look }]
        finish: waiting
        next: talk
      - { key: talk, kind: aiReply, goal: sell }`,
  },
});

/** What is sent and typed, in seconds from the beginning. */
function seen(story: Play, begin: number) {
  return story.turns.flatMap(({ effects }) =>
    effects.flatMap((effect) => {
      if (effect.kind === 'typing') {
        return [['typing', (effect.notBefore - begin) / 1000, (effect.until - begin) / 1000]];
      }
      if (effect.kind !== 'message' || effect.cancelled) return [];
      return [['sent', (effect.notBefore - begin) / 1000, effect.typingMs ?? 0]];
    }),
  );
}

describe('a text', () => {
  it('takes the time of its typing, twenty seconds at most; media take none', () => {
    const story = play(drawn(5));
    story.starts();
    expect(seen(story, story.now)).toEqual([
      ['typing', 0, 2],
      ['sent', 2, 2000],
      ['typing', 2, 22],
      ['sent', 22, 20_000],
      ['sent', 22, 0],
    ]);
  });

  it('is typed within the delay that it has anyway', () => {
    const story = play(drawn(5, { message: '10s' }));
    story.starts();
    expect(seen(story, story.now).slice(0, 2)).toEqual([
      ['typing', 8, 10],
      ['sent', 10, 2000],
    ]);
  });

  it.each([undefined, 0])('goes out at once with the speed %s, and nobody is seen typing', (speed) => {
    const story = play(drawn(speed));
    story.starts();
    expect(seen(story, story.now)).toEqual([
      ['sent', 0, 0],
      ['sent', 0, 0],
      ['sent', 0, 0],
    ]);
  });

  it('that was taken back in its own turn is not typed', () => {
    const story = play(drawn(5));
    const kept = [
      { request: '1', signal: story.webhookSignal({ move: { flow: 'A', step: 'one' } }) },
      { request: '2', signal: story.webhookSignal({ status: 'manual' }) },
    ];
    const turn = story.starts({ kept });
    expect(turn.effects.map(({ kind, cancelled }) => [kind, cancelled ?? false])).toEqual([
      ['cancelMessages', false],
      ...Array.from({ length: 3 }, () => ['message', true]),
    ]);
  });

  it('of a push is typed too: the next one is timed from when it was sent', () => {
    const story = play({
      bot: { start: 'A/one', delays: { typingSpeed: 5 } },
      flows: {
        A: `
          - { key: one, kind: sendMessage, messages: [{ photo: a.jpg }], finish: waiting,
              pushes: [{ after: 1m, message: { text: "0123456789" } }, { after: 2m, message: { photo: b.jpg } }] }`,
      },
    });
    const begin = story.now;
    story.starts();
    story.passes('5m');
    expect(seen(story, begin)).toEqual([
      ['sent', 0, 0],
      ['typing', 60, 62],
      ['sent', 62, 2000],
      ['sent', 122, 0],
    ]);
  });

  it('of an operator goes out at once', () => {
    const story = play(drawn(5));
    story.starts();
    const turn = story.operatorWrites('a long story');
    expect(turn.effects).toEqual([expect.objectContaining({ notBefore: story.now })]);
    expect(turn.effects[0]).not.toHaveProperty('typingMs');
  });
});

describe('the AI', () => {
  const thinking = (bot: Record<string, unknown>) => {
    const story = play({
      bot: { start: 'A/talk', ai: { decideModel: 'm', replyModel: 'm', disclosure: false }, ...bot },
      flows: { A: '- { key: talk, kind: aiReply, goal: sell }' },
    });
    const begin = story.now;
    story.starts();
    return { story, begin };
  };

  it('is seen typing while it thinks, and has typed when it answers', () => {
    const { story, begin } = thinking({ delays: { typingSpeed: 5 } });
    expect(seen(story, begin)).toEqual([['typing', 0, 45]]);
    story.passes('8s');
    // 50 characters take ten seconds, eight of which it was seen typing.
    story.aiSays('x'.repeat(50));
    expect(seen(story, begin).slice(1)).toEqual([
      ['typing', 8, 10],
      ['sent', 10, 10_000],
    ]);
  });

  it('begins to type when its answer may come', () => {
    const { story, begin } = thinking({ delays: { typingSpeed: 5, aiAnswer: '20s' } });
    expect(seen(story, begin)).toEqual([['typing', 20, 45]]);
  });

  it('of a Telegram bot is seen typing unless the owner has switched it off', () => {
    const kinds = (bot: Record<string, unknown>) =>
      thinking(bot).story.turns[0]?.effects.map(({ kind }) => kind);
    const telegram = { channel: 'telegram', token: 'x' };
    expect(kinds(telegram)).toEqual(['cancelMessages', 'ai', 'typing']);
    expect(kinds({ ...telegram, delays: { typingSpeed: 0 } })).toEqual(['cancelMessages', 'ai']);
    expect(kinds({})).toEqual(['cancelMessages', 'ai']);
  });
});
