import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStories } from './readStories.ts';

const problems = (text: string): string[] => {
  const read = readStories(text);
  return read.ok ? [] : read.reason.map(({ line, column, reason }) => `${line}:${column} ${reason}`);
};

const play = (line: string): string => `story: A\nplay:\n  - ${line}\n`;

describe('a story file', () => {
  it('holds one story or a list of them', () => {
    const one = readStories(play('start'));
    const two = readStories('- { story: A, play: [start] }\n- { story: B, play: [says: hi] }\n');
    expect(one.ok && one.value.map(({ story }) => story)).toEqual(['A']);
    expect(two.ok && two.value.map(({ story }) => story)).toEqual(['A', 'B']);
  });

  it.each([
    ['says: ""', '3:11 says: Too small: expected string to have >=1 characters'],
    ['sayz: hi', '3:5 sayz is no word of a story here'],
    ['{ says: hi, wait: 2h }', '3:5 a line of the play is exactly one of'],
    ['wait: soon', '3:11 wait: expected a duration such as 10s, 5m, 2h or 3d'],
    ['wait: 3650d', '3:11 wait: expected a duration'],
    ['sends: smoke', '3:12 sends: expected photo, video'],
    ['expect: { stap: A/b }', '3:15 stap is no word of a story here'],
    ['expect: { status: happy }', '3:23 status: expected start, auto'],
    ['expect: { contains: [a: b] }', '3:26 contains: expected a text: put quotes around it'],
    ['postback: { fields: { __proto__: 1 } }', '3:27 __proto__ is not allowed as a key'],
    ['postback: { fields: { "a b": 1 } }', 'expected the key of a custom field'],
    ['operator: { event: { cost: 1 } }', 'name: is missing'],
    ['updateDialog: { step: nowhere }', '3:27 step: expected flow/step'],
    ['says: "a\\0b"', '3:11 holds a NUL character'],
    ['says: "\\uD800"', '3:11 holds half of a surrogate pair'],
    ['note: nothing happens', '3:5 a line of the play is exactly one of'],
    ['dance', '3:5'],
  ])('is refused with line and column: %s', (line, expected) => {
    expect(problems(play(line)).join('\n')).toContain(expected);
  });

  it.each([
    ['', '1:1'],
    ['[]', '1:1 expected at least one story'],
    ['story: A\n', '1:1 play: is missing'],
    ['story: A\nplay: []\n', '2:7 play: Too small'],
    ['story: A\nstory: B\nplay: [start]\n', '2:1 Map keys must be unique'],
    ['story: A\nplay: [start]\n---\nstory: B\n', 'write several stories as a list'],
    ['story: A\nat: tomorrow\nplay: [start]\n', '2:5 at: expected a time such as'],
    ['story: [\n', 'Flow sequence'],
    [`a: &a [1]\nb: &b [${'*a,'.repeat(200)}]\n`, 'repeats its anchors'],
    ['['.repeat(20_000), ''],
    [`story: A\nplay:\n${'  - start\n'.repeat(5001)}`, 'a story has at most 5000 lines'],
    [`story: A\nplay:\n${'  - start\n'.repeat(150_000)}`, '1:1 a story file is at most 1 MB'],
  ])('is refused as a whole: %#', (text, expected) => {
    expect(problems(text).length).toBeGreaterThan(0);
    expect(problems(text).join('\n')).toContain(expected);
  });

  it('is never read by throwing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.anything().map((one) => JSON.stringify(one) ?? ''),
        ),
        (text) => {
          readStories(text);
          readStories(`story: A\nplay:\n  - ${text.replaceAll('\n', ' ')}\n`);
        },
      ),
    );
  });
});
