import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFunnel } from './readFunnel.ts';

const example = readFileSync(new URL('./example.yaml', import.meta.url), 'utf8');

function errorsOf(input: unknown): string[] {
  const read = readFunnel(input);
  if (read.ok) return [];
  expect(read.reason.code).toBe('invalid_funnel');
  return (read.reason.parameters ?? []).map(({ name, reason, line, column }) =>
    line === undefined ? `${name}: ${reason}` : `${line}:${column} ${name}: ${reason}`,
  );
}

const bot = (rest: string): string =>
  `version: 1\nbots:\n  - key: leo\n    name: Leo\n    channel: simulator\n${rest}`;

describe('readFunnel', () => {
  it('reads the example', () => {
    const read = readFunnel(example);
    expect(read.ok && read.value.funnel.bots?.[0]?.flows?.map((flow) => flow.steps.length)).toEqual([
      3, 2, 6,
    ]);
  });

  it('reads JSON text and objects alike', () => {
    const object = { version: 1, postbacks: [{ key: 'p', network: 'custom' }] };
    expect(errorsOf(object)).toEqual([]);
    expect(errorsOf(JSON.stringify(object))).toEqual([]);
    expect(errorsOf({ ...object, foo: 1 })).toEqual(['foo: unknown key']);
    expect(errorsOf(JSON.stringify({ ...object, foo: 1 }, null, 1))).toEqual(['9:2 foo: unknown key']);
  });

  it('names the line and column of an unknown key, at any depth', () => {
    const text = bot(`    flows:
      - key: A
        steps:
          - { key: a, kind: sendMessage, messages: [{ text: x, colour: red }] }
    shoe: 44
`);
    expect(errorsOf(text)).toEqual([
      '9:64 bots[0].flows[0].steps[0].messages[0].colour: unknown key',
      '10:5 bots[0].shoe: unknown key',
    ]);
  });

  it('names the place of a wrong value, and of what something is missing from', () => {
    const text = bot(`    timezone: Mars/Olympus
    flows:
      - key: A
        steps:
          - { key: a, kind: teleport }
          - { key: b, title: no kind }
          - { key: c, kind: changeFlow }
          - { key: d, kind: customDelay, for: 1 week }
          - { key: e, kind: setFields, fields: { 1x: y }, next: "a b" }
`);
    const kinds =
      'sendMessage, changeTags, setFields, changeFlow, customDelay, sendWebhook, sendTrackerEvent, customCondition, abRouter, assignOperator, customPush, aiReply';
    expect(errorsOf(text)).toEqual([
      '6:15 bots[0].timezone: expected a time zone such as Europe/Moscow',
      `10:29 bots[0].flows[0].steps[0].kind: expected one of ${kinds}`,
      `11:13 bots[0].flows[0].steps[1].kind: is missing: expected one of ${kinds}`,
      '12:13 bots[0].flows[0].steps[2].to: is missing',
      '13:47 bots[0].flows[0].steps[3].for: expected a duration such as 10s, 5m, 2h or 3d',
      '14:50 bots[0].flows[0].steps[4].fields.1x: expected a letter or _, then up to 63 letters, digits, _ or -',
      '14:65 bots[0].flows[0].steps[4].next: expected 1-64 letters, digits, _ . or - (first a letter or digit), or expected flow/step',
    ]);
  });

  it.each([
    ['', ['file: expected object, received null']],
    ['[]', ['1:1 file: expected object, received array']],
    ['version: 2', ['1:10 version: expected 1']],
    ['version: 1\nversion: 1', ['2:1 file: Map keys must be unique']],
    ['version: 1\n---\nversion: 1', ['2:1 file: has more than one document']],
    ['%YAML 1.1\n---\nversion: 1', ['1:1 file: is read as YAML 1.2']],
    ['version: 1\n<<: { bots: [] }', ['2:1 <<: unknown key']],
    ['version: 1\nconstructor: 1', ['2:1 file: constructor is not allowed as a key']],
    ['version: 1\n__proto__: { bots: [] }', ['2:1 file: __proto__ is not allowed as a key']],
    ['{"version": 1, "__proto__": 1}', ['1:16 file: __proto__ is not allowed as a key']],
    ['version: 1\n? [a, b]\n: 1', ['2:3 file: expected a plain key']],
    ['version: !!float 1', ['1:10 file: Unresolved tag: tag:yaml.org,2002:float']],
    ['version: !js 1', ['1:10 file: Unresolved tag: !js']],
    ['version: "\\0"', ['1:10 file: holds a NUL character']],
    ['version: "\\uD800"', ['1:10 file: holds half of a surrogate pair']],
  ])('refuses %j', (text, errors) => {
    expect(errorsOf(text)).toEqual(errors);
  });

  it('refuses prototype keys, NUL and half surrogates in objects', () => {
    expect(errorsOf(JSON.parse('{"version":1,"bots":[{"__proto__":{}}]}'))).toEqual([
      'bots[0].__proto__: __proto__ is not allowed as a key',
    ]);
    expect(errorsOf({ version: 1, bots: ['\0', '\ud800'] })).toEqual([
      'bots[0]: holds a NUL character',
      'bots[1]: holds half of a surrogate pair',
    ]);
    expect(errorsOf(null)).toEqual(['file: expected object, received null']);
  });

  it('refuses bombs: aliases, depth, size', () => {
    const levels = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n}, `.repeat(9)}]`);
    expect(errorsOf(`a0: &a0 x\n${levels.join('\n')}`)).toEqual(['file: repeats its anchors too often']);
    expect(errorsOf(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)).not.toEqual([]);
    expect(errorsOf(`version: 1\n# ${'x'.repeat(5 * 1024 * 1024)}`)).toEqual(['file: is larger than 5 MB']);
    expect(errorsOf(`version: 1\nbots: [${'{}, '.repeat(900)}]`)).toHaveLength(100);
  });

  it('lets an anchor be used again', () => {
    const text = bot(`    flows:
      - key: A
        steps:
          - { key: a, kind: sendMessage, messages: &hello [{ text: Hello }] }
          - { key: b, kind: sendMessage, messages: *hello }
`);
    expect(errorsOf(text)).toEqual([]);
  });

  it('never throws, whatever the text', () => {
    const pieces = fc.constantFrom(
      'version: 1\n',
      'bots:\n',
      '  - ',
      'key: a\n',
      '{',
      '}',
      '[',
      ']',
      '&a ',
      '*a',
      '? ',
      '"',
      '\0',
      '\ud800',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((parts) => parts.join('')),
        ),
        (text) => {
          readFunnel(text);
        },
      ),
    );
  });
});
