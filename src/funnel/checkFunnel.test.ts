import { describe, expect, it } from 'vitest';
import { checkFunnel } from './checkFunnel.ts';
import { readFunnel } from './readFunnel.ts';
import { indexSpace } from './spaceIndex.ts';

const none = { version: 1, companies: [], spaces: [], bots: [], fields: [], flows: [], steps: [] };
const empty = indexSpace({ ...none, webhooks: [], campaigns: [], postbacks: [], secrets: [] });

function check(text: string): { errors: string[]; warnings: string[] } {
  const read = readFunnel(text);
  if (!read.ok) throw new Error(JSON.stringify(read.reason));
  const { funnel, about } = read.value;
  const told = ({ path, reason }: { path: readonly (string | number)[]; reason: string }): string => {
    const { name, line, column } = about(path, reason);
    return `${line}:${column} ${name}: ${reason}`;
  };
  const { errors, warnings } = checkFunnel(funnel, empty);
  return { errors: errors.map(told), warnings: warnings.map(told) };
}

const bot = (rest: string): string =>
  `version: 1\nbots:\n  - key: leo\n    name: Leo\n    channel: simulator\n${rest}`;
/** `${NAME}` without what looks like a mistake to the linter. */
const secret = (name: string): string => `\${${name}}`;
const steps = (...lines: string[]): string =>
  bot(`    flows:\n      - key: A\n        steps:\n${lines.map((line) => `          - ${line}\n`).join('')}`);

describe('the references of a funnel file', () => {
  it('lead to steps that exist, by key in the same flow or by flow/step', () => {
    const text = steps(
      '{ key: a, kind: sendMessage, messages: [{ text: x, buttons: [[{ text: t, goto: zz }, { text: t, run: B/a }]] }], next: A/b }',
      '{ key: b, kind: changeFlow, to: A/c }',
      '{ key: d, kind: sendWebhook, url: "https://x.example", ok: a, failed: b2 }',
      '{ key: e, kind: changeTags, next: nowhere }',
    );
    expect(check(text).errors).toEqual([
      '9:92 bots[0].flows[0].steps[0].messages[0].buttons[0][0].goto: there is no step zz',
      '9:114 bots[0].flows[0].steps[0].messages[0].buttons[0][1].run: there is no step B/a',
      '10:45 bots[0].flows[0].steps[1].to: there is no step A/c',
      '11:83 bots[0].flows[0].steps[2].failed: there is no step b2',
      '12:47 bots[0].flows[0].steps[3].next: there is no step nowhere',
    ]);
  });

  it('name bots, campaigns and networks that exist', () => {
    const text = `${bot('    start: A/a\n')}campaigns:
  - { key: c, bot: mia, start: A/a }
  - { key: d, bot: leo, start: A/a, autoActions: [{ on: sale, move: A/b }] }
postbacks:
  - { key: p, network: nowin, campaign: e }
`;
    expect(check(text).errors).toEqual([
      '6:12 bots[0].start: there is no step A/a',
      '8:20 campaigns[0].bot: there is no bot mia',
      '9:32 campaigns[1].start: there is no step A/a in leo',
      '9:69 campaigns[1].autoActions[0].move: there is no step A/b',
      '11:24 postbacks[0].network: expected one of 1win, binomo, pocketoption, keitaro, custom',
      '11:41 postbacks[0].campaign: there is no campaign e',
    ]);
  });

  it('have one meaning: keys are unique', () => {
    const text = bot(`    fields: [{ key: a, type: text }, { key: a, type: number }]
    tags: [{ key: t }, { key: t }]
    webhooks: [{ key: w }, { key: w }]
    flows: [{ key: A, steps: [{ key: a, kind: changeTags }, { key: a, kind: changeTags }] }, { key: A, steps: [] }]
`);
    expect(check(text).errors.map((error) => error.replace(/^\S+ /, ''))).toEqual([
      'bots[0].fields[1].key: a is there twice',
      'bots[0].tags[1].key: t is there twice',
      'bots[0].webhooks[1].key: w is there twice',
      'bots[0].flows[1].key: A is there twice',
      'bots[0].flows[0].steps[1].key: a is there twice',
    ]);
  });
});

describe('what the engine does not do', () => {
  it.each([
    ['{ key: a, kind: customPush }', 'kind: steps of kind customPush'],
    ['{ key: a, kind: aiReply, goal: x }', 'kind: steps of kind aiReply'],
    ['{ key: a, kind: changeTags, pushes: [{ after: 1h }] }', 'pushes: pushes'],
    ['{ key: a, kind: sendMessage, messages: [{ photo: x.png }] }', 'messages[0].photo: messages with photo'],
    ['{ key: a, kind: sendMessage, messages: [{ prompt: x }] }', 'messages[0].prompt: messages with prompt'],
  ])('is refused plainly: %s', (step, reason) => {
    const { errors } = check(steps(step));
    expect(errors.map((error) => error.replace(/^\S+ bots\[0\]\.flows\[0\]\.steps\[0\]\./, ''))).toEqual([
      `${reason}: not supported by this version`,
    ]);
  });

  it('is refused in bots and rules too', () => {
    const text = bot(`    organicActions: [{ on: sale, when: cost > 1 }]
    globalPushes: { A: [{ after: 1h }] }
    quietHours: "22:00-08:00"
`).replace('simulator', 'telegram');
    const { errors, warnings } = check(text);
    expect(errors.map((error) => error.split(':').slice(1, 2).join())).toHaveLength(3);
    expect(errors.every((error) => error.includes('not supported by this version'))).toBe(true);
    expect(warnings).toEqual(['8:17 bots[0].quietHours: is kept and has no effect in this version']);
  });
});

describe('secrets', () => {
  it('stand only where a secret does', () => {
    const { errors } = check(
      steps(
        `{ key: a, kind: sendMessage, messages: [{ text: "call ${secret('FUNNEL_X')}" }] }`,
        `{ key: b, kind: sendWebhook, url: "https://x.example/${secret('X')}", secret: "${secret('FUNNEL_X')}" }`,
        `{ key: c, kind: sendWebhook, url: "https://x.example", secret: "${secret('HOME')}" }`,
        `{ key: d, kind: sendWebhook, url: "https://x.example", secret: "a${secret('FUNNEL_X')}" }`,
      ),
    );
    const only = 'a secret stands only as token, ai.apiKey or the secret of a sendWebhook step';
    expect(errors).toEqual([
      `9:61 bots[0].flows[0].steps[0].messages[0].text: ${only}`,
      `10:47 bots[0].flows[0].steps[1].url: ${only}`,
      `11:76 bots[0].flows[0].steps[2].secret: the server resolves only names that begin with FUNNEL_; the command line resolves ${secret('HOME')} from its own environment`,
      '12:76 bots[0].flows[0].steps[3].secret: a reference stands alone, with nothing before or behind it',
    ]);
  });
});

describe('variables', () => {
  it('must not lead in a circle, nor through a registration link', () => {
    const circle = bot('    variables: { a: "{{variables.b}}", b: "{{variables.a}}" }\n');
    expect(check(circle).errors).toEqual([
      '6:21 bots[0].variables.a: variables lead in a circle: a -> b -> a',
    ]);
    const link = `${bot('')}postbacks:
  - { key: p, network: custom, registrationLink: { baseUrl: "https://x.example/{{variables.a}}", variable: a } }
`;
    expect(check(link).errors.join()).toContain('variables lead in a circle: a -> a');
  });

  it('take a registration link only where it is clear whose, and only a real one', () => {
    const two = `${bot('')}  - { key: mia, name: Mia, channel: simulator }
postbacks:
  - { key: p, network: custom, registrationLink: { baseUrl: "https://x.example", variable: a } }
  - { key: q, network: custom, registrationLink: { baseUrl: "x.example", variable: a } }
  - { key: r, network: custom, registrationLink: { baseUrl: "https://x.example", variable: a.b } }
`;
    const { errors, warnings } = check(two);
    expect(errors.map((error) => error.split(' ')[1])).toEqual([
      'postbacks[1].registrationLink.baseUrl:',
      'postbacks[2].registrationLink.variable:',
    ]);
    expect(warnings.map((warning) => warning.split(' ')[1])).toEqual([
      'postbacks[0].registrationLink.variable:',
    ]);
  });
});

describe('warnings', () => {
  it('name macros without a source and events that no network sends', () => {
    const text = `${bot(`    start: A/a
    flows:
      - key: A
        steps:
          - { key: a, kind: sendMessage, messages: [{ text: "{{fields.sale}} {{variables.x}} {{tracker.buyer}} {{nme}}" }] }
`)}campaigns:
  - { key: c, bot: leo, parameters: [{ key: ad_name }], autoActions: [{ on: "wedding#2" }, { on: sale }] }
postbacks:
  - { key: p, network: 1win }
`;
    const { errors, warnings } = check(text);
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      "12:77 campaigns[0].autoActions[0].on: none of the postbacks' networks sends wedding",
      '10:61 bots[0].flows[0].steps[0].messages[0].text: fields.sale: the bot has no custom field sale',
      '10:61 bots[0].flows[0].steps[0].messages[0].text: variables.x: the bot has no variable x',
      '10:61 bots[0].flows[0].steps[0].messages[0].text: tracker.buyer: no campaign brings a tracker field buyer',
      '10:61 bots[0].flows[0].steps[0].messages[0].text: nme: there is no macro of this name',
    ]);
  });
});
