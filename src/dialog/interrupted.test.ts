/** What comes in between while the AI is at work: nothing is lost, said twice or given up for no reason. */
import { describe, expect, it } from 'vitest';
import { type Drawn, play } from '../../test/support/play.ts';

const flows = {
  A: `
    - key: talk
      kind: aiReply
      goal: g
      requirement: r
      pushes: [{ after: 30s, message: { text: push one } }, { after: 10m, message: { text: push two } }]
      next: done
    - { key: hold, kind: sendMessage, messages: [{ text: hi }], finish: waiting, stay: true }
    - { key: rest, kind: customDelay, for: 10m, next: done }
    - key: menu
      kind: sendMessage
      messages: [{ text: menu, buttons: [[{ text: Rules, run: rules }, { text: Gone, goto: gone }]] }]
      next: quiet
    - { key: quiet, kind: aiReply, goal: g }
    - { key: rules, kind: sendMessage, messages: [{ text: rules }] }
    - { key: say, kind: sendMessage, messages: [{ prompt: greet }, { text: two }], finish: waiting, stay: true,
        pushes: [{ after: 10s, prompt: remind }, { after: 20s, message: { text: push } }] }
    - { key: done, kind: sendMessage, messages: [{ text: done }], finish: waiting }`,
};

const ai = { decideModel: 'a', replyModel: 'b', disclosure: false };

const begun = (start: string, bot: Record<string, unknown> = {}) => {
  const drawn: Drawn = { bot: { start, ai, ...bot }, flows };
  const story = play(drawn);
  story.starts();
  return story;
};

describe('while the AI answers', () => {
  it('a lead that goes on writing is not given up: its quiet time decides when the AI is asked', () => {
    const story = begun('A/quiet', { delays: { response: '10s' } });
    for (let n = 0; n < 15; n += 1) {
      story.writes(`part ${n}`);
      story.passes('8s');
    }
    expect([story.status, story.warnings, story.questions.length]).toEqual(['auto', [], 1]);
    story.passes('2s');
    expect(story.questions).toHaveLength(2);
    story.aiSays('Now I see');
    expect(story.texts).toEqual(['Now I see']);
  });

  it.each(['skipped media', 'a button that runs a step', 'a button that is gone'])(
    '%s does not make its answer come too late',
    (what) => {
      const story = begun('A/menu', { recognition: { photo: 'skip' } });
      if (what === 'skipped media') story.sends('photo');
      else story.presses(what.endsWith('gone') ? 'Gone' : 'Rules');
      story.aiSays('Hello');
      expect([story.texts.at(-1), story.status]).toEqual(['Hello', 'auto']);
      story.passes('1h');
      expect([story.status, story.warnings.includes('aiFailed')]).toEqual(['auto', false]);
    },
  );

  it('its pushes wait, and count from its answer', () => {
    const story = begun('A/talk');
    story.passes('40s');
    expect(story.texts).toEqual([]);
    story.aiSays('Hello');
    story.passes('29s');
    expect(story.texts).toEqual(['Hello']);
    story.passes('1s');
    expect(story.texts).toEqual(['Hello', 'push one']);
    story.passes('1d');
    expect(story.texts).toEqual(['Hello', 'push one', 'push two']);
  });

  it('a push of the step never takes the place of a message that is being written', () => {
    const story = begun('A/say');
    story.passes('40s');
    expect(story.questions.map(({ task }) => task)).toEqual([{ of: 'write', prompt: 'greet', push: false }]);
    story.ai({ ok: true, of: 'write', text: 'Hello' });
    expect(story.texts).toEqual(['Hello', 'two']);
    story.passes('10s');
    story.ai({ ok: true, of: 'write', text: 'Still there?' });
    story.passes('10s');
    expect(story.texts).toEqual(['Hello', 'two', 'Still there?', 'push']);
  });

  it('what it wrote before a person took over is not said as a push after the person', () => {
    const story = begun('A/say');
    story.operatorChanges({ status: 'manual' });
    story.operatorChanges({ status: 'auto' });
    story.ai({ ok: true, of: 'write', text: 'late' }, story.questions[0]);
    // What follows the message that was never written is said all the same.
    expect([story.texts, story.status]).toEqual([['two'], 'waiting']);
  });

  it('a push that it writes is not said any more once the lead has pressed a button', () => {
    const story = play({
      bot: { start: 'A/a', ai },
      flows: {
        A: `
          - { key: a, kind: sendMessage, messages: [{ text: a, buttons: [[{ text: More, run: b }]] }], finish: waiting,
              stay: true, pushes: [{ after: 1h, prompt: remind }] }
          - { key: b, kind: sendMessage, messages: [{ text: b }] }`,
      },
    });
    story.starts();
    story.passes('1h');
    story.presses('More');
    story.ai({ ok: true, of: 'write', text: 'Still there?' });
    expect(story.texts).toEqual(['a', 'b']);
  });
});

describe('media that are being recognised', () => {
  const recognise = { recognition: { photo: 'recognise' } };
  const failed = { ok: false, of: 'recognise', why: 'failed', reason: 'no' } as const;

  it('are no failure once the lead has written meanwhile', () => {
    const story = begun('A/hold', recognise);
    story.sends('photo');
    story.writes('never mind');
    story.passes('2m');
    expect([story.status, story.warnings]).toEqual(['waiting', []]);
  });

  it('during a pause of the flow are shown, and neither their success nor their failure ends the pause', () => {
    for (const result of [{ ok: true, of: 'recognise', text: 'a cat' } as const, failed]) {
      const story = begun('A/rest', recognise);
      story.sends('photo');
      story.ai(result);
      expect([story.step, story.status]).toEqual(['A/rest', 'auto']);
      story.passes('10m');
      expect([story.step, story.status]).toEqual(['A/done', 'waiting']);
    }
  });

  it('while a message is being written do not disturb it', () => {
    const story = begun('A/say', recognise);
    const [greeting] = story.questions;
    story.sends('photo');
    story.ai(failed);
    story.ai({ ok: true, of: 'write', text: 'Hello' }, greeting);
    expect([story.texts, story.status]).toEqual([['Hello', 'two'], 'waiting']);
  });

  it('are no answer to a step that came to wait for one only later', () => {
    const story = play({
      bot: { start: 'A/a', ai, ...recognise },
      flows: {
        A: `
          - { key: a, kind: sendMessage, messages: [{ text: a }], delay: 10s, finish: waiting, next: b }
          - { key: b, kind: sendMessage, messages: [{ text: b }], finish: waiting }`,
      },
    });
    story.starts();
    story.sends('photo');
    story.passes('10s');
    story.ai({ ok: true, of: 'recognise', text: 'a cat' });
    expect(story.step).toBe('A/a');
    expect(story.turns.at(-1)?.recognised).toHaveLength(1);
  });
});

describe('an event that the flow itself records', () => {
  const tell = (rule: Record<string, string>): Drawn => ({
    start: 'A/talk',
    rules: [{ on: 'vip', ...rule }],
    bot: { ai },
    flows: {
      A: `
        - key: talk
          kind: aiReply
          goal: g
          pushes: [{ after: 1h, message: { text: "push of talk" } }]
          branches: [{ title: Tell, when: always, next: tell, return: true }]
        - { key: tell, kind: sendTrackerEvent, event: vip, next: after }
        - { key: after, kind: sendMessage, messages: [{ text: after }], finish: waiting, stay: true }
        - { key: pause, kind: customDelay, for: 2h, next: after }`,
    },
  });

  it('from a branch that returns may move the lead, who then is where the rule says', () => {
    const story = play(tell({ move: 'A/pause' }));
    story.starts();
    story.aiSays(null, { branch: 'Tell' });
    expect(story.step).toBe('A/pause');
    story.writes('hello?');
    expect(story.step).toBe('A/pause');
    story.passes('2h');
    expect([story.step, story.texts]).toEqual(['A/after', ['after']]);
  });

  it.each(['manual', 'finished'])(
    'stops the flow when its rule says %s; handed back, the flow goes on',
    (status) => {
      const story = play({ ...tell({ status }), start: 'A/tell' });
      story.starts();
      expect([story.status, story.texts, story.step]).toEqual([status, [], 'A/tell']);
      story.operatorChanges({ status: 'auto' });
      expect([story.step, story.texts]).toEqual(['A/after', ['after']]);
    },
  );

  it('from a branch that returns hands over to a person when its rule says so', () => {
    const story = play(tell({ status: 'manual' }));
    story.starts();
    story.aiSays(null, { branch: 'Tell' });
    expect([story.status, story.step]).toEqual(['manual', 'A/talk']);
    story.passes('3h');
    expect(story.texts).toEqual([]);
  });
});

describe('a call whose answer leads nowhere', () => {
  it('leaves the lead where its next message is heard', () => {
    const story = play({
      bot: { start: 'A/call' },
      flows: {
        A: `
          - { key: call, kind: sendWebhook, url: "https://office.example/x", wait: true, ok: gone, next: done }
          - { key: done, kind: sendMessage, messages: [{ text: done }], finish: waiting }`,
      },
    });
    story.starts();
    story.answers(true);
    expect(story.warnings).toEqual(['missingStep']);
    story.writes('hello?');
    expect(story.step).toBe('A/done');
  });
});

describe('a step that is run without moving there', () => {
  const drawnWith = (run: string): Drawn => ({
    bot: { start: 'A/menu' },
    flows: {
      A: `
        - { key: menu, kind: sendMessage, messages: [{ text: menu, buttons: [[{ text: Run, run: ${run} }]] }], next: call }
        - { key: call, kind: sendWebhook, url: "https://office.example/own", wait: true, next: done }
        - { key: other, kind: sendWebhook, url: "https://office.example/other", wait: true, save: { a: "$.a" }, next: done }
        - { key: leave, kind: changeFlow, to: B/b }
        - { key: done, kind: sendMessage, messages: [{ text: done }, { text: later, pauseBefore: 1h }], finish: waiting }`,
      B: '- { key: b, kind: sendMessage, messages: [{ text: b }] }',
    },
  });

  it('calls outside without its answer being taken for that of the step where the lead is', () => {
    const story = play(drawnWith('other'));
    story.starts();
    story.presses('Run');
    const [own, other] = story.calls;
    expect([own?.wait, other?.wait]).toEqual([true, false]);
    story.answers(true, { a: 'x' }, other?.stepVisit);
    expect([story.step, story.dialog.fields]).toEqual(['A/call', { a: 'x' }]);
    story.answers(true, {}, own?.stepVisit);
    expect(story.step).toBe('A/done');
  });

  it('takes no message back where all it could do is move', () => {
    const story = play(drawnWith('leave'));
    story.starts();
    story.answers(true);
    story.presses('Run');
    expect([story.step, story.texts]).toEqual(['A/done', ['menu', 'done', 'later']]);
  });
});
