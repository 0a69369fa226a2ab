import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type MacroData,
  type MacroWarning,
  parseTemplate,
  renderForm,
  renderHeader,
  renderHtml,
  renderJson,
  renderText,
  type Syntax,
} from './macro.ts';

const base: MacroData = {
  chatId: 42,
  username: '',
  name: 'Ann',
  createdAt: Date.UTC(2024, 2, 10, 22, 49, 32, 806),
  stepKey: 'REG',
  stepId: 'id',
  flowKey: 'FD',
  status: 'auto',
  timezone: 'Europe/Moscow',
  fields: { balance: 50.5, list: ['a', 'b'], day: '2024-03-10', odd: 'someday', empty: '' },
  tracker: { clickid: 'c 1&d' },
  variables: new Map(),
  event: { name: 'sale', cost: '20.00', currency: 'USD', tid: null },
};

type Renderer = typeof renderText;

function render(
  source: string,
  changes: Partial<MacroData> = {},
  by: Renderer = renderText,
  syntax: Syntax = 'message',
) {
  const warnings: MacroWarning[] = [];
  const text = by(parseTemplate(source, syntax), { ...base, ...changes }, (warning) =>
    warnings.push(warning),
  );
  return { text, warnings: warnings.map(({ macro, reason }) => `${macro}: ${reason}`) };
}

const variables = (sources: Record<string, string>): Partial<MacroData> => ({
  variables: new Map(
    Object.entries(sources).map(([name, source]) => [name, parseTemplate(source, 'message')]),
  ),
});

describe('names', () => {
  it('are case-sensitive, may have white space around and chat. in front', () => {
    expect(render('{{ name }} {{\nchat.name\t}} {{chat.fields.balance}}').text).toBe('Ann Ann 50.5');
    expect(render('{{Name}}')).toEqual({ text: '', warnings: ['Name: unknown'] });
  });

  it('of places, events and lists render', () => {
    expect(render('{{flowKey}}/{{stepKey}} {{stepId}} {{status}} {{chatId}}').text).toBe('FD/REG id auto 42');
    expect(render('{{event.name}} {{event.cost}} {{event.currency}}').text).toBe('sale 20.00 USD');
    expect(render('{{fields.list}}').text).toBe('a, b');
  });

  it('that are unknown or empty render as nothing and warn', () => {
    expect(
      render('a{{username}}b{{event.tid}}{{fields.empty}}{{tracker.no}}{{event.at}}{{variables.no}}'),
    ).toEqual({
      text: 'ab',
      warnings: [
        'username: empty',
        'event.tid: empty',
        'fields.empty: empty',
        'tracker.no: empty',
        'event.at: unknown',
        'variables.no: unknown',
      ],
    });
    expect(render('{{event.name}}', { event: null }).warnings).toEqual(['event.name: empty']);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'never reach a prototype: %s',
    (key) => {
      const source = `{{fields.${key}}}{{tracker.${key}}}{{variables.${key}}}{{event.${key}}}{{${key}}}`;
      expect(render(source).text).toBe('');
      expect(render(`{${key}}`, {}, renderText, 'webhook').text).toBe('');
    },
  );

  it.each([
    '{name}',
    '{{first name}}',
    '{{}}',
    '{{ }}',
    '{{fields.x',
    '{{name | default: "x}}',
    '{{{}',
    '{{1}}',
    '}}',
  ])('text that is no macro stays: %s', (source) =>
    expect(render(source)).toEqual({ text: source, warnings: [] }),
  );

  it('find the innermost braces', () => {
    expect(render('{{{name}}}').text).toBe('{Ann}');
    expect(render('{{{name}}}', {}, renderText, 'webhook').text).toBe('{Ann}');
    expect(render('{"a":{"b":{chatId}}}', {}, renderJson, 'webhook').text).toBe('{"a":{"b":42}}');
  });

  it('in a Send webhook prefer the builtin for {KEY} and the field for {fields.KEY}', () => {
    const changes = { fields: { name: 'field', chatId: 'own' } };
    expect(
      render('{name} {fields.name} {fields.chatId} {{chatId}}', changes, renderText, 'webhook').text,
    ).toBe('Ann field own 42');
  });

  it('in a Send webhook do not swallow blocks of code', () => {
    const source = 'query {\n  chat {\n name\n}\n}';
    expect(render(source, {}, renderText, 'webhook').text).toBe(source);
  });
});

describe('filters', () => {
  it('work in a chain', () => {
    expect(render('{{username | default: "friend" | upper}} {{name|lower}}')).toEqual({
      text: 'FRIEND ann',
      warnings: [],
    });
    expect(render(`{{username | default: 'a | "}} b'}} {{username|default:"\\"q\\""}}`).text).toBe(
      'a | "}} b "q"',
    );
  });

  it('that are unknown or lack their argument leave the value and warn', () => {
    expect(
      render('{{name | shout}}{{name | default}}{{name | upper: "x"}}{{name | date: DD}}{{name |}}'),
    ).toEqual({
      text: 'AnnAnnAnnAnnAnn',
      warnings: Array(5).fill('name: badFilter'),
    });
  });

  it('date writes in the time zone of the bot', () => {
    expect(render('{{createdAt | date: "DD.MM.YYYY YY HH:mm:ss"}}').text).toBe('11.03.2024 24 01:49:32');
    expect(render('{{createdAt | date: "DD HH"}}', { timezone: 'America/New_York' }).text).toBe('10 18');
    expect(render('{{createdAt | date: "DD HH"}}', { timezone: 'No/Where' }).text).toBe('10 22');
  });

  it('date keeps a day without a time where it is', () => {
    expect(render('{{fields.day | date: "DD.MM"}}', { timezone: 'America/New_York' }).text).toBe('10.03');
    const written = (day: string) =>
      render('{{fields.day | date: "YYYY-MM-DD HH:mm"}}', { fields: { day } }).text;
    expect(written('10.03.2024 15:30')).toBe('2024-03-10 15:30');
    expect(written('2024-03-10T15:30:00+05:00')).toBe('2024-03-10 13:30');
    expect(written('1710092972')).toBe('2024-03-10 20:49');
    expect(written('1710092972806')).toBe('2024-03-10 20:49');
  });

  it.each(['someday', '2024-02-31', '2024-13-01', '5', '2024-01-01 25:00'])(
    'an unreadable date stays: %s',
    (day) => {
      expect(render('{{fields.day | date: "DD.MM.YYYY"}}', { fields: { day } })).toEqual({
        text: day,
        warnings: ['fields.day: badDate'],
      });
    },
  );
});

describe('a URL inside a text', () => {
  it('gets percent-encoded values up to the next white space', () => {
    expect(
      render('Register: https://partner.com/signup?sub1={{tracker.clickid}} now {{tracker.clickid}}').text,
    ).toBe('Register: https://partner.com/signup?sub1=c%201%26d now c 1&d');
    expect(render('HTTP://a.com/{{name}}', { name: 'a/б' }).text).toBe('HTTP://a.com/a%2F%D0%B1');
  });

  it('takes raw values without white space and controls', () => {
    expect(render('https://a.com/{{name | raw}}', { name: 'x/y?z=1&\r\n ü\t' }).text).toBe(
      'https://a.com/x/y?z=1&%20ü',
    );
  });

  it.each([
    ['https://{{name}}/x', 'https:///x'],
    ['https://{{name}}.a.com', 'https://.a.com'],
    ['https://a.com{{name}}', 'https://a.com'],
    ['https://a.com{{name | raw}}', 'https://a.com'],
    ['https://a.com:{{name}}/', 'https://a.com:/'],
    ['https://a:{{name}}@a.com/', 'https://a:@a.com/'],
    ['https://a.com\\{{name | raw}}', 'https://a.com\\'],
    ['{{name}}://a.com', '://a.com'],
    ['{{name}}s://a.com', 's://a.com'],
  ])('gets no host from a macro: %s', (source, expected) => {
    expect(render(source)).toEqual({ text: expected, warnings: ['name: host'] });
  });

  it('is not moved to another host by a path that an empty host would turn into one', () => {
    expect(render('https://{{name}}/{{name}}/x')).toEqual({
      text: 'https:////x',
      warnings: ['name: host', 'name: host'],
    });
  });

  it('goes on behind a variable', () => {
    const changes = variables({ link: 'https://a.com/?s={{tracker.clickid}}', base: 'https://a.com' });
    expect(render('{{variables.link}}&n={{tracker.clickid}} {{tracker.clickid}}', changes).text).toBe(
      'https://a.com/?s=c%201%26d&n=c%201%26d c 1&d',
    );
    expect(render('{{variables.base}}{{name}}', changes)).toEqual({
      text: 'https://a.com',
      warnings: ['name: host'],
    });
  });
});

describe('variables', () => {
  it('are encoded whole inside another URL', () => {
    const changes = variables({ link: 'https://a.com/?s={{tracker.clickid}}' });
    expect(render('https://b.com/?to={{variables.link}}', changes).text).toBe(
      'https://b.com/?to=https%3A%2F%2Fa.com%2F%3Fs%3Dc%25201%2526d',
    );
  });

  it('are escaped as values', () => {
    const changes = variables({ v: '<b>"{{name}}"\n' });
    expect(render('<i>{{variables.v}}</i>', changes, renderHtml).text).toBe(
      '<i>&lt;b&gt;&quot;Ann&quot;\n</i>',
    );
    expect(render('{"a":"{variables.v}","b":{variables.v}}', changes, renderJson, 'webhook').text).toBe(
      '{"a":"<b>\\"Ann\\"\\n","b":"<b>\\"Ann\\"\\n"}',
    );
  });

  it('nest eight deep', () => {
    const chain = (length: number): Record<string, string> => {
      const links: Record<string, string> = { v1: 'end' };
      for (let at = 2; at <= length; at++) links[`v${at}`] = `{{variables.v${at - 1}}}`;
      return links;
    };
    expect(render('{{variables.v8}}', variables(chain(8)))).toEqual({ text: 'end', warnings: [] });
    const deep = render('{{variables.v9}}', variables(chain(9)));
    expect(deep.text).toBe('');
    expect(deep.warnings).toContain('variables.v1: tooDeep');
  });

  it('that contain themselves render that part as nothing', () => {
    expect(render('{{variables.a}}', variables({ a: 'x{{variables.b}}', b: 'y{{variables.a}}' }))).toEqual({
      text: 'xy',
      warnings: ['variables.a: cycle'],
    });
  });

  it('cannot multiply without end', () => {
    const sources: Record<string, string> = { v0: 'ha' };
    for (let at = 1; at < 8; at++) sources[`v${at}`] = `{{variables.v${at - 1}}}`.repeat(20);
    const found = render('{{variables.v7}}', variables(sources));
    expect(found.text.length).toBeLessThan(2_000_000);
    expect(found.warnings.some((warning) => warning.endsWith('tooLarge'))).toBe(true);
  });
});

describe('Telegram HTML', () => {
  const link = variables({
    link: 'https://a.com/?a=1&s={{tracker.clickid}}',
    text: 'hello',
    field: '{{fields.u}}',
  });

  it('escapes values, not the template', () => {
    expect(render('<b>{{name}}</b>', { name: `<i>&"'` }, renderHtml).text).toBe(
      `<b>&lt;i&gt;&amp;&quot;'</b>`,
    );
  });

  it('ends a URL at the attribute, and lets no value end the attribute', () => {
    expect(
      render(`<a href='https://a.com/?n={{name}}'>{{name}}</a>`, { name: `' "<` }, renderHtml).text,
    ).toBe(`<a href='https://a.com/?n=%27%20%22%3C'>' &quot;&lt;</a>`);
    expect(render('<a href="tg://user?id={{chatId}}">{{name}}</a>', {}, renderHtml).text).toBe(
      '<a href="tg://user?id=42">Ann</a>',
    );
  });

  it('takes a whole link from a variable only', () => {
    expect(render('<a href="{{variables.link}}">{{name}}</a>', link, renderHtml)).toEqual({
      text: '<a href="https://a.com/?a=1&amp;s=c%201%26d">Ann</a>',
      warnings: [],
    });
    const fields = { u: 'https://evil.com' };
    for (const source of [
      '{{fields.u}}',
      '{{variables.field}}',
      '{{variables.text}}',
      '{{variables.link}}/x',
      'h{{name}}',
    ]) {
      const found = render(`<a href="${source}">x</a>`, { ...link, fields }, renderHtml);
      expect(found.text).not.toContain('evil');
      expect(found.warnings.join()).toMatch(/: host$/);
    }
  });
});

describe('JSON', () => {
  it('keeps numbers bare, quotes texts, writes null for nothing', () => {
    const source =
      '{"a":{fields.balance},"b":{name},"c":{username},"d":{event.cost},"e":{createdAt},"f":"{chatId}","g":{fields.list}}';
    expect(JSON.parse(render(source, {}, renderJson, 'webhook').text)).toEqual({
      a: 50.5,
      b: 'Ann',
      c: null,
      d: 20,
      e: '2024-03-10T22:49:32.806Z',
      f: '42',
      g: 'a, b',
    });
    expect(render('{nothing}', {}, renderJson, 'webhook').text).toBe('null');
  });

  it('quotes digits that are text, filtered numbers and numbers that JSON lacks', () => {
    const fields = { digits: '007', big: 1e21, none: Number.NaN };
    expect(
      render(
        '[{fields.digits},{fields.big},{fields.none},{x | default: "5"}]',
        { fields },
        renderJson,
        'webhook',
      ).text,
    ).toBe('["007",1e+21,"NaN","5"]');
  });

  it('percent-encodes in a URL of a string and not behind it', () => {
    const source =
      '{"u":"https://a.com/?s={tracker.clickid}","c":"{tracker.clickid}","h":"https://a.com","d":{name}}';
    expect(JSON.parse(render(source, {}, renderJson, 'webhook').text)).toEqual({
      u: 'https://a.com/?s=c%201%26d',
      c: 'c 1&d',
      h: 'https://a.com',
      d: 'Ann',
    });
    const changes = { ...variables({ u: 'https://a.com/' }), name: 'a b' };
    expect(render('[{variables.u},{name}]', changes, renderJson, 'webhook').text).toBe(
      '["https://a.com/","a b"]',
    );
  });

  it('stays valid with the same structure for any value', () => {
    const source = String.raw`{"a":{name},"b":"x{name}y","c":"\\{name}","d":"\{name}","e":["{tracker.t}",{fields.f},{tracker.t}],"u":"https://a.com/{name | raw}?{tracker.t}"}`;
    const template = parseTemplate(source, 'webhook');
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constantFrom('"', '\\', '\\"', '\ud800', '\0'),
    );
    fc.assert(
      fc.property(value, value, fc.oneof(value, fc.double()), (name, t, f) => {
        const body = renderJson(template, { ...base, name, tracker: { t }, fields: { f } }, () => {});
        const read: unknown = JSON.parse(body);
        const clean = name.replaceAll('\0', '').toWellFormed();
        expect(Object.keys(Object(read))).toEqual(['a', 'b', 'c', 'd', 'e', 'u']);
        expect(read).toMatchObject({ a: clean || null, b: `x${clean}y`, c: `\\${clean}`, d: `\\${clean}` });
        expect(body.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('forms and headers', () => {
  it('a form percent-encodes every value', () => {
    expect(
      render('a={name}&b=https://x.com&c={chatId}', { name: 'a b&c=d' }, renderForm, 'webhook').text,
    ).toBe('a=a%20b%26c%3Dd&b=https://x.com&c=42');
  });

  it('a header holds one line of latin1', () => {
    expect(
      render('a {name}\r\nb', { name: 'é\r\nSet-Cookie: x\0\u0085 Я😀' }, renderHeader, 'webhook').text,
    ).toBe('a éSet-Cookie: x %D0%AF%F0%9F%98%80b');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(render('{name}', { name }, renderHeader, 'webhook').text).toMatch(/^[\x20-\x7e\xa0-\xff]*$/);
      }),
    );
  });
});

describe('hostile values', () => {
  const renderers: Renderer[] = [renderText, renderHtml, renderJson, renderForm, renderHeader];

  it('are never read as a template again', () => {
    for (const by of renderers) {
      const found = render(
        '{{name}}|{{variables.v}}',
        { name: '{{tracker.secret}}', tracker: { secret: 'leak' }, ...variables({ v: '{{name}}' }) },
        by,
      );
      expect(found.text).not.toContain('leak');
      expect(found.warnings).toEqual([]);
    }
    expect(render('{{name}}', { name: '{{name}}' }).text).toBe('{{name}}');
    const pieces = fc.constantFrom(
      '{',
      '{{',
      '}}',
      '}',
      'name',
      'tracker.secret',
      'variables.v',
      '|',
      'raw',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(pieces), fc.array(pieces), (left, right) => {
        const changes = { name: left.join(''), username: right.join(''), tracker: { secret: 'leak' } };
        expect(render('{{name}}{{username}}', changes).text).toBe(changes.name + changes.username);
      }),
    );
  });

  it('lose NUL and half surrogate pairs', () => {
    expect(render('{{name}}', { name: 'a\0b\ud800c' }).text).toBe('ab\ufffdc');
    expect(render('https://a.com/{{name}}', { name: '\udc00' }).text).toBe('https://a.com/%EF%BF%BD');
    expect(render('\ud800{{name}}\0').text).toBe('\ufffdAnn\ufffd');
  });

  it('in any source and any value never make a renderer throw or write ill-formed text', () => {
    const pieces = fc.constantFrom(
      '{{',
      '{',
      '}}',
      '}',
      'name',
      'fields.f',
      'https://',
      '/',
      '"',
      '\\',
      ' ',
      '<a href="',
      '|raw',
      '|date:"DD"',
      'a',
      '?',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(pieces), fc.string({ unit: 'binary' }), (source, value) => {
        for (const syntax of ['message', 'webhook'] as const) {
          for (const by of renderers) {
            const changes = { name: value, fields: { f: value }, createdAt: Number.NaN };
            expect(render(source.join(''), changes, by, syntax).text.isWellFormed()).toBe(true);
          }
        }
      }),
    );
  });

  it('of a megabyte are parsed in linear time', () => {
    for (const part of ['{{a|"\\"', '{{a|"|', '{{ ', '{{name}}', 'https://', '<a href="', '{{a|\'{{a|"']) {
      const source = part.repeat(Math.ceil(1_000_000 / part.length));
      expect(parseTemplate(source, 'webhook').tail.length).toBeLessThanOrEqual(source.length);
    }
  });
});
