import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MacroData, parseTemplate, renderUrl, type Syntax } from './macro.ts';

const sources = {
  regLink: 'https://pp.com?clickid={{tracker.clickid}}',
  alias: ' {{ variables.regLink }} ',
  field: '{{fields.link}}',
  hosted: 'https://{{fields.link}}/',
  text: 'no address',
  loop: '{{variables.loop}}',
  telegram: 'tg://resolve?domain={{username}}',
  slug: 'a/b c',
};

const base: MacroData = {
  chatId: 42,
  username: 'ann',
  name: 'Ann Лі',
  createdAt: 0,
  stepKey: 'REG',
  stepId: 'id',
  flowKey: 'FD',
  status: 'auto',
  timezone: 'UTC',
  fields: { link: 'https://evil.com' },
  tracker: { clickid: 'a&b=c' },
  variables: new Map(
    Object.entries(sources).map(([name, source]) => [name, parseTemplate(source, 'message')]),
  ),
  event: null,
};

const url = (source: string, changes: Partial<MacroData> = {}, syntax: Syntax = 'message') =>
  renderUrl(parseTemplate(source, syntax), { ...base, ...changes }, () => {});

describe('a whole URL', () => {
  it.each([
    [
      'https://x.com/{{name}}?q={{tracker.clickid}}#{{name}}',
      'https://x.com/Ann%20%D0%9B%D1%96?q=a%26b%3Dc#Ann%20%D0%9B%D1%96',
    ],
    [' https://x.com:8080 ', 'https://x.com:8080'],
    ['http://[::1]:80/{{chatId}}', 'http://[::1]:80/42'],
    ['https://пример.рф/?a={{chatId}}', 'https://пример.рф/?a=42'],
    ['https://x.com/a b\n/{{chatId}}', 'https://x.com/a%20b/42'],
    ['https://x.com/{{variables.slug | raw}}', 'https://x.com/a/b%20c'],
    [
      'https://x.com/?to={{variables.regLink}}',
      'https://x.com/?to=https%3A%2F%2Fpp.com%3Fclickid%3Da%2526b%253Dc',
    ],
    ['tg://resolve?domain={{username}}', 'tg://resolve?domain=ann'],
    ['{{variables.regLink}}', 'https://pp.com?clickid=a%26b%3Dc'],
    ['{{variables.alias}}', 'https://pp.com?clickid=a%26b%3Dc'],
    ['{{variables.telegram}}', 'tg://resolve?domain=ann'],
    ['{{variables.none | default: "https://d.com/"}}', 'https://d.com/'],
  ])('%s', (source, value) => expect(url(source)).toEqual({ ok: true, value }));

  it.each([
    '{{fields.link}}',
    '{{variables.field}}',
    '{{variables.hosted}}',
    '{{variables.text}}',
    '{{variables.loop}}',
    '{{variables.none}}',
    '{{variables.none | default: "javascript:1"}}',
    '{{variables.none | default: "https://x.com/ a"}}',
    '{{variables.regLink}}&a=b',
    '{{name}}://x.com/',
    'https:{{fields.link}}',
    'https:/{{fields.link}}',
    'https://{{name}}',
    'https://{{name}}/',
    'https://x.com{{name}}',
    'https://x.com{{name | raw}}',
    'https://x.com:{{chatId}}/',
    'https://a.{{name}}.com/',
    'https://{{name}}@x.com/',
    'https://user:word@x.com/{{name}}',
    'https://x.com\\{{name | raw}}',
    'https:///{{name}}',
    'https:///x',
    'javascript:alert(1)',
    'ftp://x.com/',
    '//x.com/{{name}}',
    'x.com/{{name}}',
    '',
  ])('is refused with a reason: %s', (source) => {
    expect(url(source)).toEqual({ ok: false, reason: expect.stringMatching(/\S/) });
  });

  it('never leaves its host or gains controls, whatever the values are', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '@evil.com',
        '.evil.com',
        '//evil.com',
        '\\\\evil.com',
        '/../..',
        ':99',
        '\r\nHost: x',
        '#@',
        '\t//e.com',
      ),
    );
    const shapes = [
      'https://x.com/{a}',
      'https://x.com/{a | raw}{b}',
      'https://x.com?{a | raw}',
      'https://x.com#{b | raw}',
      'https://x.com//{a | raw}',
      '{variables.v}',
    ];
    const variables = new Map([['v', parseTemplate('https://x.com/{{fields.a | raw}}', 'message')]]);
    fc.assert(
      fc.property(fc.constantFrom(...shapes), value, value, (shape, a, b) => {
        const found = url(shape, { fields: { a, b }, variables }, 'webhook');
        const text = found.ok ? found.value : 'refused';
        expect(text).not.toMatch(/[\s\p{Cc}]/u);
        expect(new URL(text).origin).toBe('https://x.com');
        expect(new URL(text).username).toBe('');
      }),
    );
  });
});
