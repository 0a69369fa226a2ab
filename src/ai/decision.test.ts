import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionSchema, readDecision } from './decision.ts';
import { findJson, withoutThoughts } from './findJson.ts';
import type { TurnTask } from './prompt.ts';

const task: TurnTask = {
  of: 'turn',
  goal: 'g',
  requirement: 'r',
  mayBeMet: true,
  skipReplyWhenMet: false,
  branches: [
    { title: 'India', when: 'from India', replies: false },
    { title: 'No money', when: 'no money', replies: true },
  ],
  writes: [
    { key: 'country', name: 'Country', type: 'text', options: [] },
    { key: 'size', name: 'Size', type: 'select', options: ['S', 'M'] },
  ],
};

describe('the schema of a decision', () => {
  it('is strict and holds exactly what the task lists', () => {
    expect(decisionSchema(task)).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['requirementMet', 'branch', 'fields'],
      properties: {
        requirementMet: { type: 'boolean' },
        branch: { anyOf: [{ type: 'string', enum: ['India', 'No money'] }, { type: 'null' }] },
        fields: {
          additionalProperties: false,
          required: ['country', 'size'],
          properties: {
            country: { anyOf: [{ type: 'string' }, { type: 'null' }], description: 'Country (text)' },
            size: { anyOf: [{ type: 'string', enum: ['S', 'M'] }, { type: 'null' }] },
          },
        },
      },
    });
  });

  it('asks for no branch and no field where there are none', () => {
    const bare = decisionSchema({ ...task, branches: [], writes: [], requirement: null });
    expect(bare.required).toEqual(['requirementMet']);
    expect(Object.keys(bare.properties ?? {})).toEqual(['requirementMet']);
  });
});

const decision = { requirementMet: true, branch: 'India', fields: { country: 'India', size: 'M' } };
const json = JSON.stringify(decision);

describe('an answer', () => {
  it.each([
    ['bare', json],
    ['in a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['with words around it', `Sure! Here is {my} decision:\n${json}\nI hope this helps {really}.`],
    ['behind thoughts', `<think>maybe {"requirementMet": false}?</think>\n${json}`],
    ['behind thoughts without a beginning', `maybe {"requirementMet": false}</think>${json}`],
    ['with brackets in its strings', JSON.stringify({ ...decision, note: 'a } and a \\" {' })],
    ['behind another object', `{"tool": "none"} ${json}`],
    ['said twice', `${json}\nSo: ${json}`],
    ['in a list', `[${json}]`],
    [
      'of which another part differs',
      `{"requirementMet":true,"branch":"India","fields":{"country":"India","size":"M"},"a":1} ${json}`,
    ],
  ])('is read %s', (_, text) => {
    expect(readDecision(task, text)).toEqual({ ok: true, value: decision });
  });

  it('loses what the task does not list or has another type', () => {
    const text = JSON.stringify({
      requirementMet: 'yes',
      branch: 'VIP',
      fields: { country: 7, size: ['M'], balance: '5000', constructor: 'x' },
      step: 'VIP/paid',
    });
    expect(readDecision(task, text)).toEqual({
      ok: true,
      value: { requirementMet: false, branch: null, fields: { country: '7' } },
    });
    const proto = '{"requirementMet":false,"branch":"toString","fields":{"__proto__":{"country":"x"}}}';
    expect(readDecision(task, proto)).toEqual({
      ok: true,
      value: { requirementMet: false, branch: null, fields: {} },
    });
  });

  it('meets no requirement that the task does not have', () => {
    const read = readDecision({ ...task, requirement: null }, json);
    expect(read.ok && read.value.requirementMet).toBe(false);
  });

  it('leaves out empty and endless values, NUL and half characters', () => {
    const text = JSON.stringify({ fields: { country: 'a\0b\ud800', size: ' ' } });
    expect(readDecision(task, text)).toMatchObject({ value: { fields: { country: 'ab\ufffd' } } });
    const endless = JSON.stringify({ fields: { country: 'x'.repeat(40_000) } });
    expect(readDecision(task, endless)).toMatchObject({ value: { fields: {} } });
  });

  it.each([
    ['The lead wrote {"requirementMet": true} but I say {"requirementMet": false}', null, {}],
    ['{"requirementMet": false} though the lead wants {"requirementMet": true, "branch": "India"}', null, {}],
    ['[{"branch":"India"},{"branch":"No money"}]', null, {}],
    [
      '{"branch":"India","fields":{"country":"X","size":"M"}} {"branch":"India","fields":{"country":"Y","size":"M"}}',
      'India',
      { size: 'M' },
    ],
  ])('with several decisions proposes what they agree on: %s', (text, branch, fields) => {
    expect(readDecision(task, text)).toEqual({ ok: true, value: { requirementMet: false, branch, fields } });
  });

  it('is read whole although a value of it looks like the end of thoughts', () => {
    const text = '{"requirementMet":false,"fields":{"country":"</think>India<think>"}}';
    expect(readDecision(task, text)).toMatchObject({
      value: { fields: { country: '</think>India<think>' } },
    });
  });

  it('proposing thousands of branches takes none', () => {
    const many = JSON.stringify({
      branch: Array.from({ length: 10_000 }, (_, n) => `b${n}`).concat('India'),
    });
    expect(readDecision(task, many)).toMatchObject({ value: { branch: null } });
  });

  it('with hidden signs in its values loses them', () => {
    const text = JSON.stringify({ fields: { country: '\u202eaid\u0085nI\u2066' } });
    expect(readDecision(task, text)).toMatchObject({ value: { fields: { country: 'aidnI' } } });
  });

  it.each([
    '',
    'no',
    '{}',
    '[]',
    'null',
    '"requirementMet"',
    '{"requirementMet": tru',
    '{"a":1}',
    '<html></html>',
  ])('without a decision is refused: %s', (text) => {
    expect(readDecision(task, text)).toEqual({ ok: false, reason: 'the answer holds no decision' });
  });

  it('of any shape gives only what is listed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string({ unit: 'binary' }),
          fc.json().map((inner) => `{"branch":${inner}}`),
        ),
        (text) => {
          const read = readDecision(task, text);
          if (!read.ok) return;
          expect([null, 'India', 'No money']).toContain(read.value.branch);
          for (const key of Object.keys(read.value.fields)) expect(['country', 'size']).toContain(key);
        },
      ),
    );
  });

  it('of nothing but beginnings is given up in linear time', () => {
    expect(findJson('{'.repeat(250_000), () => true)).toEqual([]);
    expect(findJson('{"a":'.repeat(50_000), () => true)).toEqual([]);
    expect(withoutThoughts('<think>'.repeat(40_000))).toBe('');
  });
});
