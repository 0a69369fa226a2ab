import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lintFunnel } from './lintFunnel.ts';
import { lintText } from './lintText.ts';
import { emptySpace, offlineConfiguration } from './offlineConfiguration.ts';
import { readFunnel } from './readFunnel.ts';
import { indexSpace } from './spaceIndex.ts';

type Parts = { steps: string[]; bot?: string; rest?: string };

/** A bot whose flow A begins at its step `a`. */
const funnel = ({ steps, bot = '', rest = '' }: Parts): string => `version: 1
bots:
  - key: leo
    name: Leo
    channel: simulator
    start: A/a
${bot}    flows:
      - key: A
        steps:
${steps.map((step) => `          - ${step}\n`).join('')}${rest}`;

/** `code path`, without the bot and the flow. */
const found = (text: string): string[] =>
  lintText(text).map(({ code, path }) => `${code} ${path.replace(/^bots\[0\]\.(flows\[0\]\.)?/, '')}`);

const says = (key: string, rest: string): string =>
  `{ key: ${key}, kind: sendMessage, messages: [{ text: x }], ${rest} }`;
const waits = (key: string, next?: string): string =>
  says(key, `finish: waiting, ${next ? `next: ${next}` : 'stay: true'}`);
const ends = (key: string): string => says(key, 'finish: finished');

it('finds nothing doubtful in the example but a wait that leads nowhere', () => {
  const example = readFileSync(new URL('./example.yaml', import.meta.url), 'utf8');
  expect(found(example)).toEqual(['endlessWait flows[2].steps[2].key']);
});

describe('steps to which nothing leads', () => {
  it.each([
    [
      'a button',
      [
        says('a', 'finish: waiting, stay: true').replace('x }', 'x, buttons: [[{ text: t, goto: b }]] }'),
        ends('b'),
      ],
    ],
    [
      'a button that runs',
      [
        says('a', 'finish: waiting, stay: true').replace('x }', 'x, buttons: [[{ text: t, run: b }]] }'),
        ends('b'),
      ],
    ],
    [
      'a branch',
      [
        '{ key: a, kind: customCondition, branches: [{ when: cost > 1, next: b }], otherwise: c }',
        ends('b'),
        ends('c'),
      ],
    ],
    [
      'a split',
      [
        '{ key: a, kind: abRouter, branches: [{ percent: 50, next: b }, { percent: 50, next: c }] }',
        ends('b'),
        ends('c'),
      ],
    ],
    [
      'an answer',
      [
        '{ key: a, kind: sendWebhook, url: "https://x.example", wait: true, ok: b, failed: c }',
        ends('b'),
        ends('c'),
      ],
    ],
    ['the AI', ['{ key: a, kind: aiReply, goal: g, branches: [{ title: t, when: w, next: b }] }', ends('b')]],
    ['another flow', ['{ key: a, kind: changeFlow, to: A/b }', ends('b')]],
    [
      'a push',
      [
        '{ key: a, kind: customPush, stay: true, pushes: [{ after: 1h, message: { text: x, buttons: [[{ text: t, goto: b }]] } }] }',
        ends('b'),
      ],
    ],
  ])('are not those that %s leads to', (_, steps) => {
    const ai = '    ai: { decideModel: m, replyModel: m }\n';
    expect(found(funnel({ steps, bot: ai }))).toEqual([]);
  });

  it('are not those of rules, campaigns and pushes for a whole flow', () => {
    const push = '{ after: 1h, message: { text: x, buttons: [[{ text: t, goto: d }]] } }';
    const steps = [
      waits('a').replace('stay: true', 'stay: true, useGlobalPushes: true'),
      ends('b'),
      ends('c'),
      ends('d'),
      ends('e'),
    ];
    const bot = `    globalPushes: { A: [${push}] }\n    trackOrganic: true\n    organicActions: [{ on: sale, move: A/e }]\n`;
    const rest = 'campaigns:\n  - { key: c, bot: leo, start: A/b, autoActions: [{ on: sale, move: A/c }] }\n';
    expect(found(funnel({ steps, bot, rest }))).toEqual([]);
    expect(found(funnel({ steps, bot, rest: rest.replace('A/c', 'A/b') }))).toEqual([
      'unreachableStep steps[2].key',
    ]);
    const off = rest.replace('on: sale, move', 'enabled: false, on: sale, move');
    expect(found(funnel({ steps, bot, rest: off }))).toEqual(['unreachableStep steps[2].key']);
  });

  it('are named by the first of those that lead to each other', () => {
    const steps = [ends('a'), waits('b', 'c'), waits('c', 'd'), waits('d', 'c'), waits('e', 'b')];
    expect(lintText(funnel({ steps })).map(({ reason }) => reason.replace(/.* lead to /, ''))).toEqual([
      expect.stringMatching(/A\/e, and behind it to 3 more$/),
    ]);
    expect(found(funnel({ steps }))).toEqual(['unreachableStep steps[4].key']);
    expect(found(funnel({ steps: steps.slice(0, 4) }))).toEqual(['unreachableStep steps[1].key']);
    expect(found(funnel({ steps: [ends('a'), ...steps.slice(2, 4)] }))).toEqual([
      'unreachableStep steps[1].key',
    ]);
  });

  it('are not looked for in a bot without any first step: that is said once', () => {
    const text = funnel({ steps: [ends('a'), ends('b')] }).replace('    start: A/a\n', '');
    expect(found(text)).toEqual(['noStart bots[0]']);
  });

  it('are judged with the campaigns that the space has already', () => {
    const rest = 'campaigns:\n  - { key: c, bot: leo, autoActions: [{ on: sale, move: A/b }] }\n';
    const stored = offlineConfiguration(funnel({ steps: [ends('a'), ends('b')], rest }));
    const read = readFunnel(funnel({ steps: [ends('a'), ends('b'), ends('c')] }));
    if (!stored.ok || !read.ok) throw new Error('expected two files that can be read');
    const codes = (space: typeof emptySpace) =>
      lintFunnel(read.value.funnel, indexSpace(space)).map(({ code, path }) => `${code} ${path.at(-2)}`);
    expect(codes(stored.value)).toEqual(['unreachableStep 2']);
    expect(codes(emptySpace)).toEqual(['unreachableStep 1', 'unreachableStep 2']);
  });
});

describe('circles', () => {
  const tags = (key: string, rest: string): string =>
    `{ key: ${key}, kind: changeTags, assign: [x], ${rest} }`;
  const circle = (...steps: string[]): string[] =>
    lintText(funnel({ steps, bot: '    ai: { decideModel: m, replyModel: m }\n' }))
      .filter(({ code }) => code === 'circle')
      .map(({ reason }) => reason.split(';')[0] ?? '');

  it('are steps that lead round without waiting', () => {
    expect(circle(tags('a', 'next: a'))).toEqual(['goes round without waiting: A/a -> A/a']);
    expect(
      circle(tags('a', 'next: b'), '{ key: b, kind: changeFlow, to: A/c }', tags('c', 'next: b')),
    ).toEqual(['goes round without waiting: A/b -> A/c -> A/b']);
    const maybe = '{ key: b, kind: customCondition, branches: [{ when: cost > 1, next: c }], otherwise: a }';
    expect(circle(tags('a', 'next: b'), maybe, ends('c'))).toEqual([
      'goes round without waiting unless a branch leads out: A/a -> A/b -> A/a',
    ]);
  });

  it.each([
    'kind: changeTags, assign: [x], delay: 1s, next: a',
    'kind: changeTags, assign: [x], stay: true',
    'kind: changeTags, assign: [x], finish: waiting, next: a',
    'kind: customDelay, for: 1h, next: a',
    'kind: customPush, pushes: [{ after: 1h, prompt: x }], next: a',
    'kind: sendMessage, messages: [{ prompt: x }], next: a',
    'kind: sendWebhook, url: "https://x.example", wait: true, ok: a, failed: a',
    'kind: aiReply, goal: g, requirement: r, next: a',
  ])('are not those in which something is waited for: %s', (step) => {
    expect(circle(tags('a', 'next: b'), `{ key: b, ${step} }`)).toEqual([]);
  });
});

describe('the end of a step', () => {
  const push = 'pushes: [{ after: 1h, message: { text: x } }]';
  it.each([
    ['kind: changeTags, assign: [x]', ['nothingAfter steps[0].key']],
    ['kind: changeTags, assign: [x], finish: manual', []],
    [
      'kind: customCondition, branches: [{ when: cost > 1, next: A/a }]',
      ['nothingAfter steps[0].key', 'circle'],
    ],
    ['kind: customCondition, branches: [{ when: cost > 1 or cost <= 1, next: A/b }]', []],
    ['kind: sendWebhook, url: "https://x.example", wait: true, ok: b', ['nothingAfter steps[0].key']],
    ['kind: sendWebhook, url: "https://x.example", ok: b, stay: true', ['branchNeverTaken steps[0].ok']],
    ['kind: aiReply, goal: g, requirement: r', ['nothingAfter steps[0].key']],
    ['kind: aiReply, goal: g', ['endlessWait steps[0].key']],
    ['kind: aiReply, goal: g, next: b', ['nextNeverTaken steps[0].next', 'endlessWait steps[0].key']],
    ['kind: changeFlow, to: A/b, next: b', ['nextNeverTaken steps[0].next']],
    ['kind: customPush, pushes: [{ after: 1h, message: { text: x } }]', ['endlessWait steps[0].key']],
    [`kind: changeFlow, to: A/b, ${push}`, ['pushesNeverSent steps[0].pushes']],
    [`kind: changeTags, assign: [x], next: b, ${push}`, ['pushesNeverSent steps[0].pushes']],
    [`kind: changeTags, assign: [x], next: b, delay: 1h, ${push}`, []],
  ])('%s', (step, expected) => {
    const bot = '    ai: { decideModel: m, replyModel: m }\n';
    const codes = found(funnel({ steps: [`{ key: a, ${step} }`, ends('b')], bot }));
    expect(codes.filter((one) => !one.startsWith('unreachableStep') && !one.startsWith('circle'))).toEqual(
      expected.filter((one) => one !== 'circle'),
    );
  });
});

describe('branches', () => {
  const conditions = (...whens: string[]): string[] => {
    const branches = whens.map((when) => `{ when: '${when}', next: b }`).join(', ');
    const step = `{ key: a, kind: customCondition, branches: [${branches}], otherwise: b }`;
    return found(funnel({ steps: [step, ends('b')] })).map((one) => one.replace('steps[0].', ''));
  };

  it('that can never hold, repeat, or come too late are never taken', () => {
    expect(conditions('status = auto and status = manual')).toEqual(['branchNeverTaken branches[0].when']);
    expect(conditions('cost > 1', 'event = sale', 'cost > 1')).toEqual(['branchNeverTaken branches[2].when']);
    expect(conditions('cost > 1', 'cost > 5')).toEqual(['branchNeverTaken branches[1].when']);
    expect(conditions('cost > 10', 'cost <= 5', 'cost > 20 or cost < 0')).toEqual([
      'branchNeverTaken branches[2].when',
    ]);
    expect(conditions('cost > 5', 'cost > 1', 'cost < 0 or event = sale')).toEqual([]);
  });

  it('that leave nothing make otherwise idle', () => {
    expect(conditions('cost > 5', 'cost <= 5')).toEqual(['otherwiseNeverTaken otherwise']);
    expect(conditions('cost > 5', 'cost < 5')).toEqual([]);
  });

  it('of an AI whose condition can never hold are told too', () => {
    const never = 'requires: cost > 5 and cost < 3';
    const step = `{ key: a, kind: aiReply, goal: g, requirement: r, ${never}, branches: [{ title: t, when: w, answer: x, ${never} }], next: b }`;
    expect(
      found(funnel({ steps: [step, ends('b')], bot: '    ai: { decideModel: m, replyModel: m }\n' })),
    ).toEqual(['branchNeverTaken steps[0].requires', 'branchNeverTaken steps[0].branches[0].requires']);
  });

  it('of an AI that name a fact without demanding the event are told', () => {
    const branches =
      '[{ title: t, when: Лид уже сделал депозит, answer: x }, { title: u, when: The lead is angry, answer: x }]';
    const step = `{ key: a, kind: aiReply, goal: g, requirement: The lead has registered, branches: ${branches}, next: b }`;
    expect(
      found(funnel({ steps: [step, ends('b')], bot: '    ai: { decideModel: m, replyModel: m }\n' })),
    ).toEqual(['aiClaimsFact steps[0].requirement', 'aiClaimsFact steps[0].branches[0].when']);
  });
});

describe('rules', () => {
  const rules = (...lines: string[]): string[] => {
    const rest = `campaigns:\n  - key: c\n    bot: leo\n    autoActions:\n${lines.map((line) => `      - { ${line}, move: A/a }\n`).join('')}`;
    return found(funnel({ steps: [ends('a')], rest })).map((one) =>
      one.replace('campaigns[0].autoActions', ''),
    );
  };

  it('on one event need different conditions, the one without any last', () => {
    expect(rules('on: sale', 'on: sale')).toEqual(['twoRulesOnOneEvent [1].on']);
    expect(rules('on: sale, when: amount > 5', 'on: sale, when: amount > 5')).toEqual([
      'twoRulesOnOneEvent [1].on',
    ]);
    expect(rules('on: sale', 'on: sale, when: amount > 5', 'on: sale, when: amount > 6')).toEqual([
      'twoRulesOnOneEvent [1].on',
      'twoRulesOnOneEvent [2].on',
    ]);
    expect(rules('on: sale, when: amount > 5', 'on: sale', 'on: "resale#3"', 'on: resale')).toEqual([]);
    expect(rules('on: sale, enabled: false', 'on: sale')).toEqual([]);
  });

  it('never fire when their condition cannot hold or an earlier one always does', () => {
    expect(rules('on: sale, when: amount > 5', 'on: sale, when: amount > 10')).toEqual([
      'ruleNeverFires [1].when',
    ]);
    expect(rules('on: sale, when: event != sale')).toEqual(['ruleNeverFires [0].when']);
    expect(rules('on: resale, when: event != sale')).toEqual([]);
    expect(rules('on: "sale#2"')).toEqual(['ruleNeverFires [0].on']);
    expect(rules('on: "registration#2"')).toEqual([]);
  });

  it('of organic leads never fire while those are not tracked', () => {
    const organic = (bot: string) =>
      found(funnel({ steps: [ends('a')], bot: `${bot}    organicActions: [{ on: sale, move: A/a }]\n` }));
    expect(organic('')).toEqual(['ruleNeverFires organicActions']);
    expect(organic('    trackOrganic: true\n')).toEqual([]);
  });
});

describe('events', () => {
  const waitsFor = (event: string, networks: string[], step = ends('b')): string[] => {
    const postbacks = networks.map((network, n) => `  - { key: p${n}, network: ${network} }\n`).join('');
    const rest = `campaigns:\n  - { key: c, bot: leo, autoActions: [{ on: ${event}, move: A/b }] }\n${postbacks && `postbacks:\n${postbacks}`}`;
    return lintText(funnel({ steps: [ends('a'), step], rest }))
      .filter(({ code }) => code === 'unsentEvent')
      .map(({ reason }) => reason);
  };

  it('that no network sends are told, with the name that was meant', () => {
    expect(waitsFor('wedding', ['1win'])).toEqual(["none of the postbacks' networks sends wedding"]);
    expect(waitsFor('registratoin', ['1win', 'binomo'])).toEqual([
      expect.stringMatching(/did you mean registration\?/),
    ]);
    expect(waitsFor('ftd', ['1win'])).toEqual([expect.stringMatching(/did you mean sale\?/)]);
    expect(waitsFor('resale', ['1win'])).toEqual([]);
  });

  it('may have any name with a custom network, or none, unless it looks like a slip', () => {
    for (const networks of [[], ['custom'], ['1win', 'custom']]) {
      expect(waitsFor('wedding', networks)).toEqual([]);
      expect(waitsFor('first_deposit', networks)).toEqual([]);
      expect(waitsFor('first_deposit_', networks)).toHaveLength(1);
      expect(waitsFor('Sale', networks)).toEqual([expect.stringMatching(/did you mean sale\?/)]);
    }
  });

  it('bring the fields that their networks write by themselves', () => {
    const step =
      '{ key: a, kind: customCondition, branches: [{ when: fields.last_deposit > 5, next: b }], otherwise: b }';
    const postbacks = 'postbacks:\n  - { key: p, network: 1win }\n';
    expect(found(funnel({ steps: [step, ends('b')], rest: postbacks }))).toEqual([]);
    expect(found(funnel({ steps: [step, ends('b')] }))).toEqual([
      'undeclaredField steps[0].branches[0].when',
    ]);
  });

  it('may come from a step', () => {
    const step = '{ key: b, kind: sendTrackerEvent, event: wedding, finish: finished }';
    expect(waitsFor('wedding', ['1win'], step)).toEqual([]);
  });

  it('are looked for in conditions too, with their place', () => {
    const step =
      "{ key: a, kind: customCondition, branches: [{ when: 'cost > 1 and count(registratoin) > 1', next: b }], otherwise: b }";
    const [finding] = lintText(funnel({ steps: [step, ends('b')] }));
    expect(finding).toMatchObject({ code: 'unsentEvent', line: 10, column: 85 });
  });
});

describe('any file', () => {
  it('has its own names only, not those that every object inherits', () => {
    const text = funnel({ steps: [waits('a').replace('stay: true', 'stay: true, useGlobalPushes: true')] });
    expect(found(text.replace('key: A', 'key: constructor').replace('A/a', 'constructor/a'))).toEqual([
      'noGlobalPushes steps[0].useGlobalPushes',
    ]);
  });

  it('is linted without an accident, with names that every object inherits', () => {
    const name = fc.constantFrom('a', 'b', 'constructor', 'toString', 'hasOwnProperty', 'valueOf');
    const condition = fc.oneof(
      name.map((one) => `event = ${one} or fields.${one} = 1 or tags = ${one} or count(${one}) > 1`),
      fc.string({ maxLength: 20 }).filter((text) => text.length > 0),
    );
    const step = fc.oneof(
      fc.record({ key: name, kind: fc.constant('changeTags'), next: name, useGlobalPushes: fc.boolean() }),
      fc.record({ key: name, kind: fc.constant('sendTrackerEvent'), event: fc.constant('x'), next: name }),
      fc.record({
        key: name,
        kind: fc.constant('customCondition'),
        branches: fc.array(fc.record({ when: condition, next: name }), { minLength: 1, maxLength: 3 }),
      }),
    );
    const flow = fc.record({ key: name, steps: fc.array(step, { maxLength: 4 }) });
    const actions = fc.array(fc.record({ on: name, when: condition }), { maxLength: 3 });
    const bot = fc.record({
      ...{ key: name, name: name, channel: fc.constant('simulator') },
      ...{ flows: fc.array(flow, { maxLength: 3 }), organicActions: actions },
      variables: fc.dictionary(
        fc.constantFrom('toString', 'x'),
        fc.constantFrom('{{variables.x}}', '{{variables.toString}}'),
      ),
    });
    fc.assert(
      fc.property(fc.array(bot, { maxLength: 2 }), actions, (bots, autoActions) => {
        const campaigns = [{ key: 'c', bot: 'constructor', autoActions }];
        const findings = lintText(JSON.stringify({ version: 1, bots, campaigns }));
        expect(findings.every(({ line, reason }) => line !== undefined && reason !== '')).toBe(true);
        expect(findings.some(({ code }) => code === 'malformed')).toBe(false);
      }),
    );
  });
});
