import { describe, expect, it } from 'vitest';
import { play } from '../../test/support/play.ts';

const line = 'You are talking to an AI assistant, not a person.';

const flows = {
  A: `
    - key: talk
      kind: aiReply
      goal: "Talk with {{name}}"
      requirement: "The lead has named a country"
      legend: "You sell tea"
      writes: [country, age]
      branches:
        - { title: India, when: "The lead is from India", next: india, once: true }
        - { title: No money, when: "The lead has no money", answer: "No problem, {{name}}.", return: true }
        - { title: Chat, when: "Small talk", return: true }
        - { title: Paid, when: "The lead has made a deposit", next: vip }
        - { title: Rules, when: "Asks for the rules", next: rules, return: true }
      next: done
    - { key: india, kind: sendMessage, messages: [{ text: india }], finish: waiting, next: talk }
    - { key: vip, kind: sendMessage, messages: [{ text: vip }], finish: waiting, stay: true }
    - { key: rules, kind: sendMessage, messages: [{ text: rules }], finish: waiting, stay: true }
    - { key: done, kind: sendMessage, messages: [{ text: done }], finish: waiting, stay: true }
    - { key: silent, kind: aiReply, goal: g, requirement: r, skipReplyWhenMet: true, next: done }
    - { key: deposit, kind: aiReply, goal: g, requirement: "The lead has made a deposit", next: vip }`,
};

const drawn = (bot: Record<string, unknown> = {}, start = 'A/talk') => ({
  bot: { start, ...bot },
  fields: [
    { key: 'country', name: 'Country', type: 'text' },
    { key: 'age', type: 'number' },
  ],
  flows,
});

describe('a conversation with the AI', () => {
  it('asks on entering the step, with the macros of the texts filled in', () => {
    const story = play(drawn({ ai: { decideModel: 'a', replyModel: 'b', legend: 'Legend of {{name}}' } }));
    story.starts();
    const [question] = story.questions;
    expect(question).toMatchObject({
      ...{ legend: 'Legend of Ann', stepLegend: 'You sell tea', place: 'A/talk' },
      task: {
        ...{ of: 'turn', goal: 'Talk with Ann', requirement: 'The lead has named a country', mayBeMet: true },
        writes: [
          { key: 'country', name: 'Country', type: 'text', options: [] },
          { key: 'age', name: 'age', type: 'number', options: [] },
        ],
      },
    });
    expect(story.status).toBe('auto');
  });

  it('says once at the beginning who is speaking, in the language of the reply', () => {
    const story = play(drawn());
    story.starts();
    story.aiSays('Hello!');
    story.writes('hi');
    story.aiSays('Where are you from?');
    expect(story.texts).toEqual([`${line}\n\nHello!`, 'Where are you from?']);
    const russian = play(drawn());
    russian.starts();
    russian.aiSays('Привет!');
    expect(russian.texts).toEqual(['Вам отвечает ИИ-помощник, а не человек.\n\nПривет!']);
  });

  it('says so again when a move may have taken the opening line back', () => {
    const story = play(drawn());
    story.starts();
    story.aiSays('Hello!');
    story.updateDialog({ move: { flow: 'A', step: 'deposit' } });
    story.aiSays('And now?');
    expect(story.texts.at(-1)).toBe(`${line}\n\nAnd now?`);
    story.passes('2m');
    story.updateDialog({ move: { flow: 'A', step: 'talk' } });
    story.aiSays('Well?');
    expect(story.texts.at(-1)).toBe('Well?');
  });

  it('replies and goes on when the requirement is met; the lead’s fields are written', () => {
    const story = play(drawn({ ai: { decideModel: 'a', replyModel: 'b', disclosure: false } }));
    story.starts();
    story.aiSays('Great!', { requirementMet: true, fields: { country: 'Brazil', age: '30' } });
    expect(story.texts).toEqual(['Great!', 'done']);
    expect(story.dialog.fields).toEqual({ country: 'Brazil', age: 30 });
    expect(story.step).toBe('A/done');
  });

  it('waits for the lead once more where the step finishes by waiting, and does not talk on', () => {
    const story = play({
      bot: { start: 'A/talk', ai: { decideModel: 'a', replyModel: 'b', disclosure: false } },
      flows: {
        A: `
          - { key: talk, kind: aiReply, goal: g, requirement: r, finish: waiting, next: done }
          - { key: done, kind: sendMessage, messages: [{ text: done }], finish: waiting }`,
      },
    });
    story.starts();
    story.aiSays('Good.', { requirementMet: true });
    expect([story.status, story.step]).toEqual(['waiting', 'A/talk']);
    story.writes('ok');
    expect([story.texts, story.questions.length]).toEqual([['Good.', 'done'], 1]);
  });

  it('says nothing more where the step wants no reply then', () => {
    const story = play(drawn({}, 'A/silent'));
    story.starts();
    story.aiSays(null, { requirementMet: true });
    expect(story.texts).toEqual(['done']);
  });

  it('takes a branch to its step without a reply; one for once is offered once', () => {
    const story = play(drawn());
    story.starts();
    story.aiSays(null, { branch: 'India' });
    expect([story.texts, story.step]).toEqual([['india'], 'A/india']);
    story.writes('ok');
    expect(story.step).toBe('A/talk');
    const titles = story.questions.map(({ task }) =>
      task.of === 'turn' ? task.branches.map((b) => b.title) : [],
    );
    expect(titles).toEqual([
      ['India', 'No money', 'Chat', 'Rules'],
      ['No money', 'Chat', 'Rules'],
    ]);
    const turn = story.aiSays('Hm.', { branch: 'India' });
    expect(story.step).toBe('A/talk');
    expect(turn.entries).toContainEqual(expect.objectContaining({ kind: 'decided', branch: null }));
    expect(story.texts.at(-1)).toContain('Hm.');
  });

  it('answers and returns: with a ready text, by the AI, or by another step’s messages', () => {
    const story = play(drawn({ ai: { decideModel: 'a', replyModel: 'b', disclosure: false } }));
    story.starts();
    story.aiSays(null, { branch: 'No money' });
    story.writes('how are you?');
    story.aiSays('Fine!', { branch: 'Chat' });
    story.writes('rules?');
    story.aiSays(null, { branch: 'Rules' });
    expect(story.texts).toEqual(['No problem, Ann.', 'Fine!', 'rules']);
    expect(story.step).toBe('A/talk');
    story.writes('and now?');
    expect(story.questions).toHaveLength(4);
  });

  it('takes a new turn when the lead writes before the answer, whose words come too late then', () => {
    const story = play(drawn());
    story.starts();
    const first = story.questions[0];
    story.writes('hello?');
    expect(story.questions).toHaveLength(2);
    story.aiSays('old', {}, first);
    expect(story.texts).toEqual([]);
    story.aiSays('new');
    expect(story.texts).toHaveLength(1);
  });

  it('begins its pushes anew behind each of its answers', () => {
    const story = play({
      bot: { start: 'A/talk', ai: { decideModel: 'a', replyModel: 'b', disclosure: false } },
      flows: {
        A: `- { key: talk, kind: aiReply, goal: g, pushes: [{ after: 1h, message: { text: push } }] }`,
      },
    });
    story.starts();
    story.aiSays('one');
    story.passes('30m');
    story.writes('hm');
    story.passes('30s');
    story.aiSays('two');
    story.passes('59m');
    expect(story.texts).toEqual(['one', 'two']);
    story.passes('1m');
    expect(story.texts).toEqual(['one', 'two', 'push']);
  });
});

describe('what the model proposes is only a proposal', () => {
  it('a branch that the step does not list moves nobody', () => {
    const story = play(drawn());
    story.starts();
    for (const branch of ['VIP', 'A/vip', 'vip', '__proto__', 'India ', '']) {
      const turn = story.aiSays('ok', { branch });
      expect(story.step).toBe('A/talk');
      const decided = turn.entries.find((entry) => entry.kind === 'decided');
      expect(decided?.refused).toHaveLength(1);
      story.writes('more');
    }
  });

  it('fields that the step does not let it write, or of a wrong type, are not written', () => {
    const story = play(drawn());
    story.starts();
    const turn = story.aiSays('ok', {
      fields: { balance: '1000', age: 'old', __proto__x: '1', country: 'India' },
    });
    expect(story.dialog.fields).toEqual({ country: 'India' });
    expect(turn.entries.find((entry) => entry.kind === 'decided')?.refused).toHaveLength(3);
  });

  it('a deposit is a fact of the events: no word of the lead or the model makes one', () => {
    const story = play(drawn({}, 'A/deposit'));
    story.starts();
    expect(story.questions[0]?.task).toMatchObject({ mayBeMet: false });
    story.aiSays('Thank you for your trust', { requirementMet: true });
    expect(story.step).toBe('A/deposit');
    story.postback({ event: 'sale', cost: '20' });
    story.writes('I paid');
    expect(story.questions.at(-1)?.task).toMatchObject({ mayBeMet: true });
    story.aiSays('I see it', { requirementMet: true });
    expect(story.step).toBe('A/vip');
  });

  it('a branch that speaks of a deposit is not even offered before there is one', () => {
    const story = play(drawn());
    story.starts();
    story.aiSays('ok', { branch: 'Paid' });
    expect(story.step).toBe('A/talk');
    story.postback({ event: 'sale', cost: '20' });
    story.writes('paid');
    story.aiSays(null, { branch: 'Paid' });
    expect(story.step).toBe('A/vip');
  });

  it('the owner’s own condition counts instead of the one read from the words', () => {
    const story = play({
      bot: { start: 'A/talk' },
      flows: {
        A: `
          - { key: talk, kind: aiReply, goal: g, requirement: "The lead has made a deposit", requires: "tags = trusted", next: vip }
          - { key: vip, kind: sendMessage, messages: [{ text: vip }], finish: waiting }`,
      },
    });
    story.starts();
    story.aiSays('no', { requirementMet: true });
    expect(story.step).toBe('A/talk');
    story.updateDialog({ addTags: ['trusted'] });
    story.writes('now?');
    story.aiSays('yes', { requirementMet: true });
    expect(story.step).toBe('A/vip');
  });
});

describe('when the AI fails for good', () => {
  const failed = { ok: false, of: 'turn', why: 'failed', reason: 'the endpoint answers 500' } as const;

  it('the lead gets nothing wrong, and an operator sees an error', () => {
    const story = play(drawn());
    story.starts();
    const turn = story.ai(failed);
    expect([story.status, story.texts, turn.outcome]).toEqual(['error', [], 'failed']);
    expect(story.warnings).toEqual(['aiFailed']);
  });

  it('a person takes over where the owner wants that, and the fallback is said', () => {
    const story = play(
      drawn({
        ai: { decideModel: 'a', replyModel: 'b', onFailure: 'manual', fallback: 'One moment, {{name}}.' },
      }),
    );
    story.starts();
    story.ai(failed);
    expect([story.status, story.texts]).toEqual(['manual', ['One moment, Ann.']]);
  });

  it('a used-up budget hands over to a person', () => {
    const story = play(drawn());
    story.starts();
    story.ai({ ok: false, of: 'turn', why: 'budget', reason: 'the tokens of the day are used up' });
    expect([story.status, story.warnings]).toEqual(['manual', ['aiBudget']]);
  });

  it('an answer that never comes is given up within a minute', () => {
    const story = play(drawn());
    story.starts();
    story.passes('54s');
    expect(story.status).toBe('auto');
    story.passes('1s');
    expect(story.status).toBe('error');
    story.aiSays('too late');
    expect(story.texts).toEqual([]);
  });

  it('an empty reply is a failure', () => {
    const story = play(drawn());
    story.starts();
    story.aiSays('  ');
    expect([story.status, story.texts]).toEqual(['error', []]);
  });

  it('the dialog goes on when an operator hands it back', () => {
    const story = play(drawn());
    story.starts();
    story.operatorChanges({ status: 'manual' });
    story.aiSays('too late');
    expect(story.texts).toEqual([]);
    story.operatorChanges({ status: 'auto' });
    expect(story.questions).toHaveLength(2);
    story.aiSays('here again');
    expect(story.texts.at(-1)).toContain('here again');
  });
});

describe('a message that the AI writes', () => {
  const messages = {
    bot: { start: 'A/say', ai: { decideModel: 'a', replyModel: 'b', disclosure: false } },
    flows: {
      A: `
        - key: say
          kind: sendMessage
          messages:
            - { text: one }
            - { prompt: "Greet {{name}}", buttons: [[{ text: Go, goto: next }]] }
            - { text: three }
          finish: waiting
          next: next
        - { key: next, kind: sendMessage, messages: [{ text: next }], finish: waiting }`,
    },
  };

  it('keeps its place among the others, with its buttons', () => {
    const story = play(messages);
    story.starts();
    expect([story.texts, story.questions.at(-1)?.task]).toEqual([
      ['one'],
      { of: 'write', prompt: 'Greet Ann', push: false },
    ]);
    story.writes('anybody there?');
    story.ai({ ok: true, of: 'write', text: 'Hello, Ann!' });
    expect([story.texts, story.status]).toEqual([['one', 'Hello, Ann!', 'three'], 'waiting']);
    story.presses('Go');
    expect(story.step).toBe('A/next');
  });

  it('that fails stops the step like any answer of the AI', () => {
    const story = play(messages);
    story.starts();
    story.ai({ ok: false, of: 'write', why: 'failed', reason: 'garbage' });
    expect([story.status, story.texts]).toEqual(['error', ['one']]);
  });
});

describe('media that a lead sends', () => {
  const bot = (policy: string) => ({ recognition: { voice: policy } });

  it('are recognised first, and then count as the lead’s words', () => {
    const story = play(drawn(bot('recognise')));
    story.starts();
    story.aiSays('Hello!');
    story.sends('voice');
    expect(story.questions.at(-1)?.task).toEqual({ of: 'recognise', media: 'voice' });
    const turn = story.ai({ ok: true, of: 'recognise', text: 'I am from India' });
    expect(turn.recognised).toEqual([{ effectKey: '1.0', text: 'I am from India' }]);
    expect(story.questions.at(-1)?.task).toMatchObject({ of: 'turn' });
  });

  it('go to a person, or are skipped, as the bot says', () => {
    const manual = play(drawn(bot('manual')));
    manual.starts();
    manual.aiSays('Hello!');
    manual.sends('voice');
    expect(manual.status).toBe('manual');
    const skip = play(drawn(bot('skip')));
    skip.starts();
    skip.aiSays('Hello!');
    skip.sends('voice');
    expect([skip.status, skip.questions.length]).toEqual(['auto', 1]);
  });

  it('that cannot be recognised are an answer that failed, within a minute', () => {
    const story = play(drawn(bot('recognise')));
    story.starts();
    story.aiSays('Hello!');
    story.sends('voice');
    story.passes('55s');
    expect(story.status).toBe('error');
  });
});
