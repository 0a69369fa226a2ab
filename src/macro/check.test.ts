import { describe, expect, it } from 'vitest';
import { checkTemplate, checkUrl, findVariableCycle, namesIn, parseTemplate, type Syntax } from './macro.ts';

const known = {
  fields: new Set(['refId']),
  tracker: new Set(['clickid']),
  variables: new Set(['regLink', 'variables.typed']),
};

const check = (source: string, syntax: Syntax = 'message') =>
  checkTemplate(source, syntax, known).map(({ name, at }) => `${at} ${name}`);

describe('checkTemplate', () => {
  it('has nothing to say of what is known', () => {
    expect(
      check('{{name | upper}} {{chat.fields.refId}} {{tracker.clickid}} {{variables.typed}} {{event.tid}}'),
    ).toEqual([]);
    expect(check('{"a":"https://x.com","b":{chatId},"c":{refId},"d":{fields.chatId}}', 'webhook')).toEqual(
      [],
    );
    expect(check('a=https://x.com&b={chatId}', 'webhook')).toEqual([]);
  });

  it('names each unknown macro and filter with its place', () => {
    expect(
      check('a{{Name}}{{fields.refID}} {{tracker.x}} {{variables.no}} {{event.x}} {{name | shout}}'),
    ).toEqual(['1 Name', '9 fields.refID', '26 tracker.x', '40 variables.no', '57 event.x', '69 name']);
    expect(check('{KEY} {refId}', 'webhook')).toEqual(['0 KEY']);
    expect(check('\ud800{{first name}} {{}}')).toEqual(['1 {{first name}}']);
  });

  it('takes any key where none are known', () => {
    const open = { fields: null, tracker: null, variables: new Set<string>() };
    expect(checkTemplate('{{fields.x}}{{tracker.y}}', 'message', open)).toEqual([]);
  });

  it('finds macros in the host of a URL', () => {
    expect(check('see https://{{name}}/ and https://x.com/{{name}} and {{name}}://x.com')).toEqual([
      '12 name',
      '53 name',
    ]);
    expect(check('https://{name}/x', 'webhook')).toEqual(['8 name']);
  });
});

describe('checkUrl', () => {
  it('finds what renderUrl would refuse, once', () => {
    const at = (source: string) => checkUrl(source, 'message', known).map((finding) => finding.at);
    expect(at('https://x.com/{{name}}')).toEqual([]);
    expect(at('{{variables.regLink}}')).toEqual([]);
    expect(at('{{name}}')).toEqual([0]);
    expect(at('https://x.com{{name}}')).toEqual([13]);
    expect(at('x.com')).toEqual([0]);
  });
});

describe('namesIn', () => {
  it('lists each name once, in full', () => {
    const names = (source: string, syntax: Syntax) => namesIn(parseTemplate(source, syntax));
    expect(names('{{chat.name}} {{name}} {{fields.x}} {{nope}} {{event.cost}}', 'message')).toEqual([
      'name',
      'fields.x',
      'nope',
      'event.cost',
    ]);
    expect(names('{KEY} {{variables.v}} {tracker.t}', 'webhook')).toEqual([
      'fields.KEY',
      'variables.v',
      'tracker.t',
    ]);
  });
});

describe('findVariableCycle', () => {
  const cycle = (sources: Record<string, string>) => findVariableCycle(new Map(Object.entries(sources)));

  it('names the way round', () => {
    expect(cycle({ a: '{{variables.a}}' })).toEqual(['a', 'a']);
    expect(
      cycle({ x: '{{variables.a}}', a: '{{variables.b}}', 'variables.b': '{{chat.variables.a | upper}}' }),
    ).toEqual(['a', 'b', 'a']);
  });

  it('finds none in a diamond, among strangers or in a very long chain', () => {
    expect(
      cycle({
        a: '{{variables.b}}{{variables.c}}',
        b: '{{variables.d}}',
        c: '{{variables.d}}',
        d: '{{variables.z}}',
      }),
    ).toBe(null);
    const chain = Array.from({ length: 20_000 }, (_, at): [string, string] => [
      `v${at}`,
      `{{variables.v${at + 1}}}`,
    ]);
    expect(findVariableCycle(new Map(chain))).toBe(null);
  });
});
