import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offlineConfiguration } from '../funnel/funnel.ts';
import type { Configuration } from '../store/store.ts';
import { type PlayOptions, playStory } from './playStory.ts';
import { readStories } from './readStories.ts';

const configurationOf = (text: string): Configuration => {
  const read = offlineConfiguration(text);
  if (!read.ok) throw new Error(JSON.stringify(read.reason));
  return read.value;
};

const example = configurationOf(readFileSync(new URL('../funnel/example.yaml', import.meta.url), 'utf8'));

/** A bot whose flow `A` has these steps; it starts with the first. */
const drawn = (steps: string, more = ''): Configuration =>
  configurationOf(`version: 1
bots:
  - key: mia
    name: Mia
    channel: simulator
    start: A/a
    ai: { decideModel: m, replyModel: m, disclosure: false }
    ${more}
    flows:
      - key: A
        steps:
${steps
  .trim()
  .split('\n')
  .map((line) => `          ${line.trimStart()}`)
  .join('\n')}
`);

async function played(lines: string[], configuration = example, options: PlayOptions = {}) {
  const head = 'story: A\npostback: partner\nplay:\n';
  const read = readStories(head + lines.map((line) => `  - ${line}\n`).join(''));
  if (!read.ok || !read.value[0]) throw new Error(JSON.stringify(read));
  const result = await playStory(read.value[0], configuration, options);
  return {
    ...result,
    reasons: result.failures.map(({ line, column, reason }) => `${line}:${column} ${reason}`),
  };
}

describe('an expectation', () => {
  it.each([
    ['expect: Hello', '5:13 messages: expected "Hello", got "Hello, Lead"'],
    ['expect: ["Hello, Lead", more]', '5:13 messages: expected "Hello, Lead", "more", got "Hello, Lead"'],
    ['expect: { contains: [bye] }', '5:25 contains: expected "bye", got "Hello, Lead"'],
    ['expect: { nothing: true }', '5:24 nothing: expected no message, got "Hello, Lead"'],
    ['expect: { buttons: [Go] }', 'buttons: expected "Go", got none'],
    ['expect: { step: RD/vip }', 'step: expected RD/vip, got Welcome/hello'],
    ['expect: { step: null }', 'step: expected none, got Welcome/hello'],
    ['expect: { flow: RD }', 'flow: expected RD, got Welcome'],
    ['expect: { status: manual }', 'status: expected manual, got waiting'],
    ['expect: { tags: [VIP] }', 'tags: expected VIP, got none'],
    ['expect: { fields: { user_id: 5 } }', 'fields: expected user_id = "5", got empty'],
    ['expect: { fields: { constructor2: 5 } }', 'fields: expected constructor2 = "5", got empty'],
    ['expect: { tracker: { source: fb } }', 'tracker: expected source = "fb", got empty'],
    ['expect: { manager: ann }', 'manager: expected ann, got none'],
    ['expect: { events: [sale] }', 'events: expected sale, got none'],
    ['expect: { balance: { USD: 5 } }', 'balance: expected 5 USD, got 0 USD'],
    ['expect: { rule: sale }', 'rule: expected sale, got none'],
    ['expect: { requests: [keitaro] }', 'requests: expected "keitaro", got none'],
    ['expect: { warnings: [macro] }', 'warnings: expected "macro", got none'],
    ['expect: { timeline: [push] }', 'timeline: expected "push", got "start to Welcome/hello"'],
    ['expect: { outcome: duplicate }', 'outcome: expected duplicate, got applied'],
    ['expect not: { step: Welcome/hello }', '5:25 step: expected not Welcome/hello, and so it is'],
    ['expect not: "Hello, Lead"', '5:17 messages: expected not "Hello, Lead", and so it is'],
  ])('says what came instead: %s', async (line, reason) => {
    const { passed, reasons } = await played(['start', line]);
    expect(passed).toBe(false);
    expect(reasons.join('\n')).toContain(reason);
  });

  it('looks at what has come since it was last asked', async () => {
    const { reasons } = await played([
      'start',
      'expect: { status: waiting }',
      'expect: "Hello, Lead"',
      'expect: { nothing: true }',
      'expect not: { contains: [Hello] }',
      'says: hi',
      'expect: { contains: [Register here] }',
    ]);
    expect(reasons).toEqual([]);
  });
});

describe('a story that cannot go on', () => {
  it.each([
    ['click: winter', '4:12 the funnel has no campaign winter'],
    ['click: summer/moon', 'the campaign summer has no source moon'],
    ['postback: { from: acme, event: sale }', '4:15 the funnel has no postback acme'],
    ['updateDialog: { webhook: none }', 'the bot leo has no webhook none'],
    ['presses: Go', '4:14 there is no button "Go" to press (seen: none)'],
    ['{ as: bob, says: hi }', '4:11 the story has no lead bob (it has none: write leads)'],
    ['operator: { says: hi }', 'the lead has not written yet'],
    ['split: { Welcome/nowhere: a }', 'the bot has no step Welcome/nowhere'],
    ['split: { Welcome/hello: a }', 'Welcome/hello has no choice "a" that chance decides'],
  ])('says why, and where: %s', async (line, reason) => {
    const { reasons } = await played([line, 'expect: never seen']);
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain(reason);
  });

  it('tells a link from a button', async () => {
    const { reasons } = await played(['click: summer', 'start', 'says: hi', 'presses: Register']);
    expect(reasons[0]).toMatch(
      /Register is a link to https:\/\/partner\.com\/signup\?sub1=\w+: the bot is not told/,
    );
  });

  it('refuses an operator what the control API refuses', async () => {
    const wrong = ['operator: { move: RD/none }', 'operator: { fields: { last_deposit: much } }'];
    for (const line of wrong) expect((await played(['start', line])).reasons[0]).toContain('cannot do this');
  });

  it('ends after 10,000 turns when a flow goes round by the hour', async () => {
    const circle = drawn(`
      - { key: a, kind: customDelay, for: 1h, next: b }
      - { key: b, kind: customDelay, for: 1h, next: a }`);
    const { reasons, signals } = await played(
      ['start', ...Array.from({ length: 10 }, () => 'wait: 366d')],
      circle,
    );
    expect(reasons).toEqual([expect.stringContaining('has come to 10000 turns')]);
    expect(signals).toBe(10_001);
  });

  it('names the bot when there are several', async () => {
    const bot = (key: string): string => `{ key: ${key}, name: ${key}, channel: simulator }`;
    const two = configurationOf(`version: 1\nbots: [${bot('leo')}, ${bot('mia')}]`);
    expect((await played(['start'], two)).reasons).toEqual([
      '1:8 the funnel has several bots: say bot: leo, mia',
    ]);
  });
});

describe('time in a story', () => {
  it('lets everything happen at its own moment', async () => {
    const slow = drawn(`
      - { key: a, kind: sendMessage, messages: [{ text: one }, { text: two, pauseBefore: 10m }], delay: 1h, next: b }
      - { key: b, kind: sendMessage, messages: [{ text: three }], finish: waiting, stay: true }`);
    const { reasons, lines, begins } = await played(['start', 'wait: 3d', 'expect: [one, two, three]'], slow);
    expect(reasons).toEqual([]);
    const said = lines
      .filter(({ kind }) => kind === 'bot')
      .map(({ at, text }) => [(at - begins) / 60_000, text]);
    expect(said).toEqual([
      [0, 'one'],
      [10, 'two'],
      [70, 'three'],
    ]);
  });

  it('takes back what waits when somebody moves the dialog', async () => {
    const { reasons } = await played(
      ['start', 'operator: { move: A/b }', 'wait: 1h', 'expect: [one, moved]'],
      drawn(`
        - { key: a, kind: sendMessage, messages: [{ text: one }, { text: two, pauseBefore: 10m }], finish: waiting }
        - { key: b, kind: sendMessage, messages: [{ text: moved }], finish: waiting }`),
    );
    expect(reasons).toEqual([]);
  });
});

describe('chance in a story', () => {
  const two = drawn(`
    - { key: a, kind: abRouter, branches: [{ percent: 50, next: b }, { percent: 50, next: c }] }
    - { key: b, kind: sendMessage, messages: [{ text: left }], finish: waiting }
    - { key: c, kind: sendMessage, messages: [{ text: right }], finish: waiting }`);
  const texts = async (seed: number): Promise<string> => {
    const leads = Array.from({ length: 20 }, (_, n) => `l${n}`);
    const read = readStories(
      JSON.stringify({
        story: 'A',
        seed,
        leads: Object.fromEntries(leads.map((key) => [key, {}])),
        play: leads.map((as) => ({ as, start: true })),
      }),
    );
    if (!read.ok || !read.value[0]) throw new Error('no story');
    const { lines } = await playStory(read.value[0], two);
    return lines.flatMap(({ kind, text }) => (kind === 'bot' ? [text] : [])).join();
  };

  it('is the same for the same seed, and another for another', async () => {
    const [first, again, other] = await Promise.all([texts(1), texts(1), texts(2)]);
    expect(first).toBe(again);
    expect(first).not.toBe(other);
    expect(first).toContain('left');
    expect(first).toContain('right');
  });

  it('is silenced by split', async () => {
    for (const way of ['b', 'A/c']) {
      const text = way === 'b' ? 'left' : 'right';
      expect((await played([`split: { A/a: ${way} }`, 'start', `expect: ${text}`], two)).reasons).toEqual([]);
    }
  });

  it('leaves the configuration that was handed in as it was', async () => {
    const before = JSON.stringify(two);
    await played(['split: { A/a: b }', 'start', 'operator: { fields: { fresh: 1 } }'], two);
    expect(JSON.stringify(two)).toBe(before);
  });
});

describe('what the outside answers', () => {
  const calls = drawn(
    `
    - { key: a, kind: sendWebhook, url: "https://x.example/{chatId}", wait: true, save: { got: "$.n" }, ok: b, failed: c }
    - { key: b, kind: sendMessage, messages: [{ text: "good {{fields.got}}" }], finish: waiting, next: a }
    - { key: c, kind: sendMessage, messages: [{ text: bad }], finish: waiting, next: a }`,
    'fields: [{ key: got, type: number }]',
  );

  it('is said before the call, in order, and once', async () => {
    const { reasons } = await played(
      [
        'answer: { to: x.example, body: { n: 1 } }',
        'answer: { to: A/a, status: 404 }',
        'answer: { to: other.example, body: { n: 9 } }',
        'answer: { saves: { got: 3 } }',
        'answer: { fails: time-out }',
        'start',
        'expect: good 1',
        'says: again',
        'expect: bad',
        'says: again',
        'expect: good 3',
        'says: again',
        'expect: { messages: [bad], timeline: ["the call has failed: time-out"] }',
        'says: again',
        'expect: { contains: [good], requests: [x.example/1001] }',
      ],
      calls,
    );
    expect(reasons).toEqual([]);
  });

  it('may take its time', async () => {
    const lines = ['answer: { body: { n: 1 }, after: 30s }', 'start', 'expect: { nothing: true }'];
    expect((await played([...lines, 'wait: 30s', 'expect: good 1'], calls)).reasons).toEqual([]);
  });
});

describe('an AI in a story', () => {
  const talk = drawn(`
    - { key: a, kind: aiReply, goal: talk, requirement: the lead agrees, next: b }
    - { key: b, kind: sendMessage, messages: [{ text: done }], finish: waiting }`);

  it('may be handed in: it is asked what the endpoint would be asked', async () => {
    const asked: string[] = [];
    const answerAi: PlayOptions['answerAi'] = async ({ effect, dialog, messages, bot, events }) => {
      asked.push(
        `${effect.task.of} ${dialog.name} ${bot.key} ${messages.map(({ text }) => text).join('|')} ${events.length}`,
      );
      const decision = { requirementMet: asked.length > 1, branch: null, fields: {} };
      return { result: { ok: true, of: 'turn', decision, reply: `answer ${asked.length}` }, tokens: 7 };
    };
    const { reasons } = await played(
      ['start', 'expect: answer 1', 'says: fine', 'expect: [answer 2, done]'],
      talk,
      { answerAi },
    );
    expect(reasons).toEqual([]);
    expect(asked).toEqual(['turn Lead mia /start 0', 'turn Lead mia /start|answer 1|fine 0']);
  });

  it('says what the story has ready before it asks anybody', async () => {
    const answerAi = async (): Promise<never> => {
      throw new Error('it was asked');
    };
    expect((await played(['ai: Hello', 'start', 'expect: Hello'], talk, { answerAi })).reasons).toEqual([]);
    await expect(played(['start'], talk, { answerAi })).rejects.toThrow('it was asked');
  });

  it('has a day of tokens, fails, and comes too late', async () => {
    const budget = await played(['ai: { budget: true }', 'start', 'expect: { status: manual }'], talk);
    const fails = await played(
      ['ai: { fails: no power }', 'start', 'expect: { status: error, warnings: [no power] }'],
      talk,
    );
    const late = await played(
      ['ai: { reply: one, after: 10s }', 'ai: two', 'start', 'says: wait', 'wait: 1m', 'expect: two'],
      talk,
    );
    expect([budget.reasons, fails.reasons, late.reasons]).toEqual([[], [], []]);
  });
});

it('plays whatever lines are put together without throwing', async () => {
  const line = fc.constantFrom(
    'start',
    '"blocks the bot"',
    '"unblocks the bot"',
    'click: summer/fb',
    'says: "{clickid}"',
    'sends: voice',
    'wait: 1d',
    'postback: sale',
    'postback: { event: resale, cost: 5, tid: 1 }',
    'postback: { query: "%%%&clickid=__proto__&tracker.event=constructor" }',
    'updateDialog: { step: RD/FD, status: manual }',
    'updateDialog: { query: "chatId={chatId}&fields.__proto__=1" }',
    'operator: { status: auto }',
    'operator: { says: hi }',
    'answer: { status: 500 }',
    'expect: { fields: { toString: null }, events: ["constructor#1"], balance: { toString: 0 } }',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 30 }), async (lines) => {
      const { failures, passed } = await played(lines);
      expect(passed).toBe(failures.length === 0);
    }),
    { numRuns: 100 },
  );
});
