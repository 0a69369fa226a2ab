import { describe, expect, it } from 'vitest';
import { play } from '../../test/support/play.ts';

const say = (key: string, text = key): string =>
  `{ key: ${key}, kind: sendMessage, messages: [{ text: "${text}" }], finish: waiting, stay: true }`;

describe('a custom condition', () => {
  const flows = {
    A: `
      - key: where
        kind: customCondition
        branches:
          - { title: Brazil, when: 'fields.country = "Brazil"', next: brazil }
          - { when: 'event = sale and cost >= 50', next: rich }
          - { when: 'event = sale', next: poor }
        otherwise: nobody
      - ${say('brazil')}
      - ${say('rich')}
      - ${say('poor')}
      - ${say('nobody')}`,
  };
  const drawn = { bot: { start: 'A/where' }, flows };

  it('takes the first branch that holds, from the top', () => {
    const story = play(drawn);
    story.postback({ event: 'sale', cost: '100' });
    story.updateDialog({ fields: { country: 'Brazil' }, move: { flow: 'A', step: 'where' } });
    expect(story.texts).toEqual(['brazil']);
    story.updateDialog({ fields: { country: null }, move: { flow: 'A', step: 'where' } });
    expect(story.texts).toEqual(['brazil', 'rich']);
    story.postback({ event: 'withdrawal', cost: '-60' });
    story.updateDialog({ move: { flow: 'A', step: 'where' } });
    expect(story.step).toBe('A/poor');
  });

  it('goes to otherwise when none holds, and the timeline says which way it went', () => {
    const story = play(drawn);
    const turn = story.starts();
    expect(story.texts).toEqual(['nobody']);
    expect(turn.entries).toContainEqual({
      ...{ kind: 'branch', step: 'A/where', branch: 0, title: '', to: 'nobody' },
    });
  });

  it('without otherwise goes on as any step does', () => {
    const story = play({
      bot: { start: 'A/if' },
      flows: {
        A: `
          - { key: if, kind: customCondition, branches: [{ when: 'status = manual', next: no }], next: yes }
          - ${say('yes')}
          - ${say('no')}`,
      },
    });
    story.starts();
    expect(story.texts).toEqual(['yes']);
  });
});

describe('an A/B router', () => {
  const drawn = {
    bot: { start: 'A/split' },
    flows: {
      A: `
        - { key: split, kind: abRouter, branches: [{ percent: 70, next: a }, { percent: 30, next: b }] }
        - ${say('a')}
        - ${say('b')}`,
    },
  };

  it('splits a crowd by its percents', () => {
    let inA = 0;
    for (let n = 0; n < 1000; n += 1) {
      const story = play(drawn);
      story.chance = n / 1000;
      story.starts();
      if (story.step === 'A/a') inA += 1;
    }
    expect(inA).toBeGreaterThan(650);
    expect(inA).toBeLessThan(750);
  });

  it('a lead keeps the branch it got, whatever is drawn later', () => {
    const story = play(drawn);
    story.starts();
    const first = story.step;
    for (const chance of [0, 0.2, 0.4, 0.6, 0.8, 0.99]) {
      story.chance = chance;
      const turn = story.updateDialog({ move: { flow: 'A', step: 'split' } });
      expect(story.step).toBe(first);
      expect(turn.entries).toContainEqual(expect.objectContaining({ kind: 'branch', kept: true }));
    }
  });

  it('a lead stays in its group when the branch leads elsewhere or is called otherwise', () => {
    const split = (branches: string) => ({
      bot: { start: 'A/split' },
      flows: {
        A: `
          - { key: split, kind: abRouter, branches: [${branches}] }
          - ${say('a')}
          - ${say('a2')}
          - ${say('b')}`,
      },
    });
    const first = '{ title: Old text, percent: 50, next: a }';
    const other = '{ title: New text, percent: 50, next: b }';
    const begun = play(split(`${first}, ${other}`));
    begun.chance = 0.1;
    begun.starts();
    const again = (branches: string, chance: number): string | null => {
      const story = play(split(branches));
      story.dialog = { ...structuredClone(begun.dialog) };
      story.chance = chance;
      story.updateDialog({ move: { flow: 'A', step: 'split' } });
      return story.step;
    };
    const isA = begun.step === 'A/a';
    const mine = isA ? first : other;
    const rest = isA ? other : first;
    const moved = mine.replace(/next: \w/, 'next: a2');
    const renamed = mine.replace(/title: \w+ text/, 'title: Third');
    for (const chance of [0, 0.3, 0.6, 0.9]) {
      expect(again(`${rest}, ${moved}`, chance)).toBe('A/a2');
      expect(again(`${rest}, ${renamed}`, chance)).toBe(begun.step);
    }
  });

  it('a branch of no percent is never drawn', () => {
    for (let n = 0; n < 50; n += 1) {
      const story = play({
        bot: { start: 'A/split' },
        flows: {
          A: `
            - { key: split, kind: abRouter, branches: [{ percent: 0, next: a }, { percent: 100, next: b }] }
            - ${say('a')}
            - ${say('b')}`,
        },
      });
      story.chance = n / 50;
      story.starts();
      expect(story.step).toBe('A/b');
    }
  });
});

describe('assigning an operator', () => {
  const drawn = {
    bot: { start: 'A/give' },
    flows: {
      A: `
        - { key: give, kind: assignOperator, assign: [{ operator: ann@example.com, percent: 100 }], next: say }
        - { key: take, kind: assignOperator, remove: true, next: say }
        - ${say('say')}`,
    },
  };

  it('makes the manager and goes on; removing makes nobody the manager', () => {
    const story = play(drawn);
    story.starts();
    expect([story.dialog.manager, story.step]).toEqual(['ann@example.com', 'A/say']);
    story.updateDialog({ move: { flow: 'A', step: 'take' } });
    expect(story.dialog.manager).toBeNull();
  });

  it('shares the leads by percent', () => {
    const managers = Array.from({ length: 200 }, (_, n) => {
      const story = play({
        bot: { start: 'A/give' },
        flows: {
          A: `
            - { key: give, kind: assignOperator, assign: [{ operator: a, percent: 50 }, { operator: b, percent: 50 }] }`,
        },
      });
      story.chance = n / 200;
      story.starts();
      return story.dialog.manager;
    });
    const ofA = managers.filter((one) => one === 'a').length;
    expect(managers.filter((one) => one === 'b')).toHaveLength(200 - ofA);
    expect(Math.abs(ofA - 100)).toBeLessThan(30);
  });
});

describe('a rule with a condition', () => {
  const drawn = {
    start: 'A/hello',
    rules: [
      { on: 'sale', when: 'amount >= 100', move: 'A/vip' },
      { on: 'sale', when: 'not tracker.ad_name = test', move: 'A/other' },
      { on: 'sale', move: 'A/thanks' },
    ],
    flows: { A: ['hello', 'vip', 'other', 'thanks'].map((key) => `- ${say(key)}`).join('\n') },
  };

  it('sees the event that fires it and the lead', () => {
    for (const [cost, step] of [
      ['100', 'A/vip'],
      ['99.99', 'A/thanks'],
    ]) {
      const story = play(drawn);
      story.starts();
      const turn = story.postback({ event: 'sale', cost: String(cost) });
      expect(story.step).toBe(step);
      expect(turn.entries.find((entry) => entry.kind === 'rule')).toMatchObject(
        step === 'A/vip' ? { when: 'amount >= 100', position: 0 } : { position: 2 },
      );
    }
  });
});

describe('media', () => {
  it('go out with their caption, files and buttons; a URL takes macros', () => {
    const story = play({
      bot: { start: 'A/show' },
      flows: {
        A: `
          - key: show
            kind: sendMessage
            messages:
              - { photo: "https://cdn.example/{{username}}.png", caption: "For {{name}}", buttons: [[{ text: More, goto: show }]] }
              - { album: [a.jpg, b.jpg] }
              - { voice: hello.ogg }
              - { videoNote: round.mp4 }
            finish: waiting`,
      },
    });
    const turn = story.starts();
    const sent = turn.effects.flatMap((effect) => (effect.kind === 'message' ? [effect] : []));
    expect(sent.map(({ media, text }) => [media, text])).toEqual([
      [{ kind: 'photo', files: ['https://cdn.example/ann.png'] }, 'For Ann'],
      [{ kind: 'album', files: ['a.jpg', 'b.jpg'] }, ''],
      [{ kind: 'voice', files: ['hello.ogg'] }, ''],
      [{ kind: 'videoNote', files: ['round.mp4'] }, ''],
    ]);
    expect(sent[0]?.buttons.flat().map((button) => button.text)).toEqual(['More']);
    expect(story.presses('More').entries).toContainEqual(
      expect.objectContaining({ kind: 'move', by: 'button' }),
    );
  });

  it('with an address that a macro could not fill are left out, and the timeline says so', () => {
    const story = play({
      bot: { start: 'A/show' },
      flows: {
        A: `- { key: show, kind: sendMessage, messages: [{ photo: "https://{{username}}/a.png" }, { text: hi }] }`,
      },
    });
    story.starts();
    expect(story.texts).toEqual(['hi']);
    expect(story.warnings).toContain('mediaUrl');
  });
});
