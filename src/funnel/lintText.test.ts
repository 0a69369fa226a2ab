import { describe, expect, it } from 'vitest';
import { lintText, summaryOf } from './lintText.ts';

const bot = (rest: string): string =>
  `version: 1\nbots:\n  - key: leo\n    name: Leo\n    channel: simulator\n${rest}`;
/** `${NAME}` without what looks like a mistake to the linter. */
const reference = (name: string): string => `\${${name}}`;

describe('the lint of a text', () => {
  it('tells errors first, then warnings, then notes, each in the order of the file', () => {
    const text = bot(`    start: A/a
    tags: [{ key: idle }]
    flows:
      - key: A
        steps:
          - { key: a, kind: sendMessage, messages: [{ text: "{{nme}}" }], finish: waiting }
          - { key: b, kind: changeTags, next: c }
`);
    expect(lintText(text).map(({ code, line, column }) => `${line}:${column} ${code}`)).toEqual([
      '12:47 missingStep',
      '11:62 macroWithoutSource',
      '12:20 unreachableStep',
      '12:29 emptyStep',
      '7:19 unusedTag',
      '11:20 endlessWait',
    ]);
  });

  it('answers what cannot be read as malformed, with its place', () => {
    expect(lintText('version: 1\nbot: []')).toEqual([
      { code: 'malformed', severity: 'error', path: 'bot', line: 2, column: 1, reason: 'bot: unknown key' },
    ]);
    expect(lintText('version: [').map(({ code }) => code)).toContain('malformed');
  });

  it('needs no environment for secrets, whatever their names', () => {
    const text = bot(`    ai: { apiKey: "${reference('ANY_NAME')}", decideModel: m, replyModel: m }\n`)
      .replace('simulator', 'telegram')
      .replace('name: Leo', `name: Leo\n    token: ${reference('TOKEN')}`);
    expect(lintText(text)).toEqual([]);
    expect(
      lintText(text.replace(reference('TOKEN'), `a${reference('TOKEN')}`)).map(({ code }) => code),
    ).toEqual(['secretName']);
  });

  it('is summed up in words', () => {
    const one = { code: 'x', path: 'x', reason: 'x' };
    const error = { ...one, severity: 'error' } as const;
    const info = { ...one, severity: 'info' } as const;
    expect(summaryOf([])).toBe('nothing found');
    expect(summaryOf([error, error, { ...one, severity: 'warning' }, info])).toBe(
      '2 errors, 1 warning, 1 note',
    );
  });
});
