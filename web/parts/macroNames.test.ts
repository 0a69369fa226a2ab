import { describe, expect, it } from 'vitest';
import { parseTemplate, renderText } from '../../src/macro/macro.ts';
import {
  type MacroSource,
  macroAt,
  macroNames,
  matchingMacros,
  sampleData,
  withMacro,
} from './macroNames.ts';

const source: MacroSource = {
  fields: [{ key: 'last_deposit', name: 'Last deposit', type: 'number' }, { key: '__proto' }],
  tracker: ['ad_name'],
  variables: { regLink: 'https://partner.com/signup?sub1={{tracker.clickid}}' },
};

describe('the macros that a text may use', () => {
  it('all render to something with the sample lead', () => {
    const data = sampleData(source);
    const warnings: string[] = [];
    for (const { name } of macroNames(source)) {
      const text = renderText(parseTemplate(`{{${name}}}`, 'message'), data, ({ macro, reason }) =>
        warnings.push(`${macro} ${reason}`),
      );
      expect(text, name).not.toBe('');
    }
    expect(warnings).toEqual([]);
  });

  it('name a variable once, whether or not its owner typed "variables."', () => {
    const names = macroNames({ ...source, variables: { 'variables.link': 'x' } }).map(({ name }) => name);
    expect(names).toContain('variables.link');
  });

  it('are found by a part of the name or of what the owner calls it, the best first', () => {
    const names = macroNames(source);
    expect(matchingMacros(names, 'deposit').map(({ name }) => name)).toEqual(['fields.last_deposit']);
    expect(matchingMacros(names, 'name')[0]?.name).toBe('name');
  });
});

describe('typing a macro', () => {
  it.each([
    ['Hello {{na', 10, 'message', { from: 6, query: 'na' }],
    ['Hello {{ na', 11, 'message', { from: 6, query: 'na' }],
    ['{{', 2, 'message', { from: 0, query: '' }],
    ['{user', 5, 'message', null],
    ['?a={user', 8, 'webhook', { from: 3, query: 'user' }],
    ['?a={{user', 9, 'webhook', { from: 3, query: 'user' }],
    ['{{name}} and', 12, 'message', null],
  ] as const)('%j at %i in a %s is seen as %j', (text, caret, syntax, expected) => {
    expect(macroAt(text, caret, syntax)).toEqual(expected);
  });

  it('takes the place of what was typed, and doubles no braces', () => {
    expect(withMacro('Hi {{na}} you', 3, 7, 'name')).toEqual({ text: 'Hi {{name}} you', caret: 11 });
    expect(withMacro('Hi ', 3, 3, 'name')).toEqual({ text: 'Hi {{name}}', caret: 11 });
  });

  it('has one brace in a webhook, and leaves the braces of its JSON', () => {
    expect(withMacro('?a={us', 3, 6, 'username', 'webhook')).toEqual({ text: '?a={username}', caret: 13 });
    expect(withMacro('?a={{us', 3, 7, 'username', 'webhook').text).toBe('?a={{username}}');
    expect(withMacro('{"a":}', 5, 5, 'chatId', 'webhook').text).toBe('{"a":{chatId}}');
    expect(withMacro('{"a":{ch}', 5, 8, 'chatId', 'webhook').text).toBe('{"a":{chatId}');
  });
});
