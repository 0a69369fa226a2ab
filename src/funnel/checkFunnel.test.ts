import { describe, expect, it } from 'vitest';
import { networks } from '../network/network.ts';
import { createContext } from './checkContext.ts';
import { checkFunnel } from './checkFunnel.ts';
import { emptySpace } from './offlineConfiguration.ts';
import { readFunnel } from './readFunnel.ts';
import { indexSpace } from './spaceIndex.ts';

const empty = indexSpace(emptySpace);

function check(text: string): { errors: string[]; warnings: string[] } {
  const read = readFunnel(text);
  if (!read.ok) throw new Error(JSON.stringify(read.reason));
  const { funnel, about } = read.value;
  const context = createContext(funnel, empty);
  checkFunnel(context, 'server');
  const told = (wanted: 'error' | 'warning'): string[] =>
    context.findings
      .filter(({ severity }) => severity === wanted)
      .map((finding) => {
        const { name, line, column } = about(finding.path, finding.reason, finding.at);
        return `${line}:${column} ${name}: ${finding.reason}`;
      });
  return { errors: told('error'), warnings: told('warning') };
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
      `11:24 postbacks[0].network: expected one of ${[...networks.keys()].join(', ')}`,
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

describe('every kind of step', () => {
  it('leads to steps that exist, from branches and pushes too', () => {
    const buttons = (to: string) => `buttons: [[{ text: t, goto: ${to} }]]`;
    const push = (to: string) => `pushes: [{ after: 1h, message: { text: x, ${buttons(to)} } }]`;
    const text = steps(
      `{ key: a, kind: customCondition, branches: [{ when: cost > 1, next: b1 }], otherwise: b2, ${push('b3')} }`,
      '{ key: b, kind: abRouter, branches: [{ percent: 50, next: b4 }, { percent: 50, next: a }] }',
      '{ key: c, kind: aiReply, goal: x, branches: [{ title: t, when: w, next: b5 }, { title: u, when: w, answer: a }] }',
      `{ key: d, kind: customPush, ${push('b6')} }`,
    ).replace(
      'flows:',
      `globalPushes: { A: [{ after: 1h, message: { text: x, ${buttons('b7')} } }] }\n    flows:`,
    );
    expect(check(text).errors.map((error) => error.replace(/^\S+ bots\[0\]\./, ''))).toEqual([
      'flows[0].steps[0].branches[0].next: there is no step b1',
      'flows[0].steps[0].otherwise: there is no step b2',
      'flows[0].steps[0].pushes[0].message.buttons[0][0].goto: there is no step b3',
      'flows[0].steps[1].branches[0].next: there is no step b4',
      'flows[0].steps[2].branches[0].next: there is no step b5',
      'flows[0].steps[3].pushes[0].message.buttons[0][0].goto: there is no step b6',
      'globalPushes.A[0].message.buttons[0][0].goto: there is no step b7',
    ]);
  });

  it('has conditions that can be read; else the place inside the text is named, however it is written', () => {
    const text = steps(
      "{ key: a, kind: customCondition, branches: [{ when: 'cost => 1', next: a }] }",
      '{ key: b, kind: customCondition, branches: [{ when: "cost => 1", next: a }] }',
      '{ key: c, kind: customCondition, branches: [{ when: cost => 1, next: a }] }',
      '{ key: d, kind: aiReply, goal: x, requires: amount > 1, branches: [{ title: t, when: w, requires: event, answer: a }] }',
    );
    expect(check(text).errors.map((error) => error.slice(0, error.indexOf(':', 10)))).toEqual([
      '9:72 bots[0].flows[0].steps[0].branches[0].when',
      '10:72 bots[0].flows[0].steps[1].branches[0].when',
      '11:71 bots[0].flows[0].steps[2].branches[0].when',
      '12:57 bots[0].flows[0].steps[3].requires',
      '12:116 bots[0].flows[0].steps[3].branches[0].requires',
    ]);
    const rules = `${bot('    organicActions: [{ on: sale, when: amount > 1 }, { on: sale, when: amount = }]\n')}campaigns:
  - { key: c, bot: leo, start: A/a, autoActions: [{ on: sale, when: currency = EUR or or }] }
`;
    expect(check(rules).errors.map((error) => error.split(' ').slice(0, 2).join(' '))).toEqual([
      '6:80 bots[0].organicActions[1].when:',
      '8:32 campaigns[0].start:',
      '8:87 campaigns[0].autoActions[0].when:',
    ]);
  });

  it('shares out a hundred percent', () => {
    const thirds = (last: number) =>
      steps(
        `{ key: a, kind: abRouter, branches: [{ percent: 33.33, next: a }, { percent: 33.33, next: a }, { percent: ${last}, next: a }] }`,
        `{ key: b, kind: assignOperator, assign: [{ operator: x, percent: 66.66 }, { operator: y, percent: ${last} }] }`,
      );
    expect(check(thirds(33.34)).errors).toEqual([]);
    expect(check(thirds(33.33)).errors).toEqual([
      '9:49 bots[0].flows[0].steps[0].branches: the percents make 99.99, not 100',
      '10:53 bots[0].flows[0].steps[1].assign: the percents make 99.99, not 100',
    ]);
  });

  it('sends media from inside the data folder or from the web', () => {
    const media = (file: string) =>
      check(steps(`{ key: a, kind: sendMessage, messages: [{ photo: ${file} }] }`)).errors;
    for (const file of [
      'a.jpg',
      'a/b c.jpg',
      '"https://x.example/{{tracker.id}}.jpg"',
      '"{{variables.photo}}"',
    ]) {
      expect(media(file), file).toEqual([]);
    }
    for (const file of [
      '/etc/passwd',
      '../a.jpg',
      'a/../b',
      '.key',
      'a//b',
      '"C:\\\\a"',
      'a\\b',
      'file:///a',
      'file:046050f6',
      'data:x',
    ]) {
      expect(media(file), file).toHaveLength(1);
    }
  });

  it('knows its macros in prompts, captions, answers, pushes and the settings of the AI', () => {
    const push = '{ after: 1h, prompt: "{{nope}}" }';
    const text = steps(
      '{ key: a, kind: sendMessage, messages: [{ prompt: "{{nope}}" }, { photo: "https://x.example/{{nope}}", caption: "{{nope}}" }] }',
      '{ key: b, kind: aiReply, goal: "{{nope}}", requirement: "{{nope}}", legend: "{{nope}}", extra: "{{nope}}", branches: [{ title: t, when: "{{nope}}", answer: "{{nope}}" }] }',
      `{ key: c, kind: customPush, pushes: [${push}] }`,
    ).replace(
      'flows:',
      `globalPushes: { A: [${push}] }
    ai: { decideModel: m, replyModel: m, legend: "{{nope}}", restrictions: "{{nope}}", fallback: "{{nope}}" }
    flows:`,
    );
    const { errors, warnings } = check(text);
    expect(errors).toEqual([]);
    expect(warnings).toHaveLength(14);
    expect(warnings.every((warning) => warning.endsWith('nope: there is no macro of this name'))).toBe(true);
  });

  it('needs a Telegram bot to have a token', () => {
    const { errors } = check(bot('').replace('simulator', 'telegram'));
    expect(errors.join()).toContain('a Telegram bot needs a token');
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
    const named = (bot: string): string =>
      two.replace('variable: a }', `variable: a, bot: ${bot} }`).replace(/\n {2}- \{ key: [qr],.*/g, '');
    expect(check(named('mia'))).toMatchObject({ errors: [], warnings: [] });
    expect(check(named('nobody')).errors.join()).toContain('registrationLink.bot: there is no bot nobody');
  });
});

describe('texts as Telegram HTML', () => {
  const text = (written: string): string =>
    `{ key: a, kind: sendMessage, messages: [{ text: '${written}' }] }`;

  it('may hold every tag of Telegram, also around macros and in captions', () => {
    const { errors, warnings } = check(
      steps(
        text(
          '<b>Hi {{name}}</b> <a href="https://x.example/?a={{chatId}}&amp;b=1">x</a> 2 < 3 &lt;b&gt; R&D',
        ),
        '{ key: b, kind: sendMessage, messages: [{ photo: a.jpg, caption: "<tg-spoiler>x</tg-spoiler>" }] }',
      ),
    );
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
  });

  it('name each tag that is sent as it stands, with its place', () => {
    const { warnings } = check(
      steps(
        text('{{name}} {{chatId}}: <b>x <foo>&nbsp;</i>'),
        text('<a href="{{name}}">x</a>').replace('key: a', 'key: b'),
        '{ key: c, kind: aiReply, goal: x, branches: [{ title: t, when: "<b>", answer: "<u>" }] }',
      ),
    );
    const told = warnings.filter((warning) => warning.includes('as it stands'));
    expect(told.map((warning) => warning.replace(/^(\S+) \S+ /, '$1 '))).toEqual([
      '9:83 <b> is sent as it stands: it is never closed',
      '9:88 <foo> is sent as it stands: Telegram knows no such tag',
      '9:93 &nbsp; is sent as it stands: Telegram knows &lt; &gt; &amp; &quot; and numbers of signs only',
      '9:99 </i> is sent as it stands: nothing is open that this closes',
      `10:62 <a href="{{name}}"> is sent as it stands: the macro name cannot supply a URL's whole address; only a bot variable can be one`,
      '11:92 <u> is sent as it stands: it is never closed',
    ]);
  });

  it('fit into one message without their tags and macros', () => {
    const long = (length: number): string => 'x'.repeat(length);
    const tagged = (length: number): string => `<b>${long(length)}</b>{{fields.${long(60)}}}&amp;`;
    const media = (caption: string): string =>
      `{ key: b, kind: sendMessage, messages: [{ photo: a.jpg, caption: '${caption}' }] }`;
    const codes = (...lines: string[]): string[] => {
      const { errors, warnings } = check(steps(...lines));
      return [...errors, ...warnings.filter((warning) => !warning.includes('no custom field'))].map((found) =>
        found.replace(/^\S+ \S+ /, ''),
      );
    };
    expect(codes(text(tagged(4095)), media(tagged(1023)))).toEqual([]);
    expect(codes(text(tagged(4096)))).toEqual([
      'has 4097 signs without its tags and macros: Telegram takes 4096',
    ]);
    expect(codes(media(tagged(1024)))).toEqual([
      'has 1025 signs, and a caption 1024: it is sent as a text below the media',
    ]);
    expect(codes(media(tagged(4096)))).toHaveLength(1);
  });
});

describe('notification groups', () => {
  it('have keys of their own and conditions that can be read', () => {
    const { errors, warnings } = check(
      bot(`    notificationGroups:
      - { key: a, chatId: -1001, when: cost => 1 }
      - { key: a, chatId: -1002, when: fields.level > 1 }
`),
    );
    expect(errors.map((error) => error.split(': ')[0])).toEqual([
      '8:16 bots[0].notificationGroups[1].key',
      '7:46 bots[0].notificationGroups[0].when',
    ]);
    expect(warnings).toEqual(['8:47 bots[0].notificationGroups[1].when: the bot has no custom field level']);
  });
});

describe('a channel campaign', () => {
  const file = (channel: string, rest = ''): string =>
    `${steps('{ key: a, kind: sendMessage, messages: [{ text: "{{tracker.ad}}" }] }').replace('    flows:', '    start: A/a\n    flows:')}  - key: mia
    name: Mia
    channel: simulator
    flows: [{ key: G, steps: [{ key: hi, kind: sendMessage, messages: [{ text: "{{tracker.ad}} {{tracker.clickid}}" }] }] }]
campaigns:
  - { key: c, bot: leo, parameters: [{ key: ad }], type: channel, channel: { chatId: -1001, ${channel} }${rest} }
postbacks: [{ key: p, network: 1win }]
`;

  it('names a bot that lets people in and a greeting of that bot', () => {
    expect(check(file('bot: mia, greeting: G/hi'))).toEqual({ errors: [], warnings: [] });
    expect(check(file('bot: mia, greeting: A/a')).errors).toEqual([
      '16:113 campaigns[0].channel.greeting: there is no step A/a in mia',
    ]);
    expect(check(file('greeting: G/hi')).errors).toEqual([
      '16:103 campaigns[0].channel.greeting: there is no step G/hi in leo',
    ]);
    expect(check(file('bot: nobody, greeting: G/hi')).errors).toEqual([
      '16:98 campaigns[0].channel.bot: there is no bot nobody',
    ]);
    expect(check(file('bot: mia')).warnings).toEqual([expect.stringContaining('names no greeting')]);
  });

  it('hands the click on to the bot that talks, or a warning says that it does not', () => {
    const mute = (channel: string) => check(file(channel).replace(' {{tracker.clickid}}', '')).warnings;
    expect(mute('bot: mia, greeting: G/hi')).toEqual([
      expect.stringContaining('mia never says {{tracker.clickid}}'),
    ]);
    // The bot that talks has met the lead itself.
    expect(mute('bot: leo, greeting: A/a')).toEqual([]);
  });

  it('brings subscribe and contact, which rules may wait for', () => {
    const rules = ', autoActions: [{ on: subscribe }, { on: contact }, { on: leave }]';
    expect(check(file('bot: mia, greeting: G/hi', rules)).warnings).toEqual([
      expect.stringContaining("none of the postbacks' networks sends leave"),
    ]);
  });

  it('is one only with a channel, and nothing else has one', () => {
    const refused = (campaign: string) => readFunnel(`${bot('')}campaigns:\n  - ${campaign}\n`);
    expect(refused('{ key: c, bot: leo, type: channel }')).toMatchObject({ ok: false });
    expect(refused('{ key: c, bot: leo, channel: { chatId: -1 } }')).toMatchObject({ ok: false });
    expect(refused('{ key: c, bot: leo, type: channel, channel: { chatId: 1 } }')).toMatchObject({
      ok: false,
    });
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
      '10:62 bots[0].flows[0].steps[0].messages[0].text: fields.sale: the bot has no custom field sale',
      '10:78 bots[0].flows[0].steps[0].messages[0].text: variables.x: the bot has no variable x',
      '10:94 bots[0].flows[0].steps[0].messages[0].text: tracker.buyer: no campaign brings a tracker field buyer',
      '10:112 bots[0].flows[0].steps[0].messages[0].text: nme: there is no macro of this name',
    ]);
  });
});
