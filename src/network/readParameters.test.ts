import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readParameters } from './readParameters.ts';

const form = 'application/x-www-form-urlencoded';
const json = 'application/json';

const read = (query: string, body = '', contentType = '') => {
  const url = `/api/postbacks/x/tracker-postback${query}`;
  const { parameters, warnings, repeated } = readParameters({ method: 'GET', url, contentType, body });
  return {
    values: Object.fromEntries(parameters),
    codes: warnings.map(({ code }) => code),
    warnings,
    repeated,
  };
};

describe('where parameters come from', () => {
  it('reads the query, decoded and trimmed', () => {
    expect(read('?clickid=a%20b+c&tracker.event=sale&empty=&flag&&=x').values).toEqual({
      clickid: 'a b c',
      'tracker.event': 'sale',
      empty: '',
      flag: '',
    });
    expect(read('').values).toEqual({});
    expect(read('?').values).toEqual({});
  });

  it('lets the body win over the query', () => {
    expect(read('?a=1&b=2', 'b=3&c=4', form).values).toEqual({ a: '1', b: '3', c: '4' });
    expect(read('?a=1&b=2', '{"b":3}', json).values).toEqual({ a: '1', b: '3' });
  });

  it('lets the last of a repeated name count, and names it', () => {
    expect(read('?a=1&a=2&b=1&a=3')).toMatchObject({ values: { a: '3', b: '1' }, repeated: ['a'] });
    expect(read('?a=1', 'a=2', form).repeated).toEqual([]);
  });

  it('reads brackets as nesting, and as lists', () => {
    expect(
      read('?a[]=1&a[]=2&b[0]=3&fields[user_id]=4&tracker[event]=sale&c[d][e]=5&f%5Bg%5D=6').values,
    ).toEqual({
      a: '2',
      b: '3',
      'fields.user_id': '4',
      'tracker.event': 'sale',
      'c.d.e': '5',
      'f.g': '6',
    });
  });

  it('reads JSON flat or nested, the last scalar of a list, and keeps the digits of numbers', () => {
    const body =
      '{"tracker.cost":1.50,"tracker":{"event":"sale","tid":12345678901234567890},"a":[1,[2]],"b":true,"c":null,"d":1e3}';
    expect(read('', body, json)).toMatchObject({
      values: {
        'tracker.cost': '1.50',
        'tracker.event': 'sale',
        'tracker.tid': '12345678901234567890',
        a: '2',
        b: 'true',
        c: '',
        d: '1000',
      },
      codes: [],
    });
  });

  it('goes by what the body looks like, not by its content type', () => {
    expect(read('', '{"a":1}', form).values).toEqual({ a: '1' });
    expect(read('', ' \ufeff{"a":1}\n', '').values).toEqual({ a: '1' });
    expect(read('', 'a=1&b=2', json).values).toEqual({ a: '1', b: '2' });
    expect(read('', 'a=1\n', 'text/plain').values).toEqual({ a: '1' });
  });

  it('warns of a list of objects, of which the last value of each name counts', () => {
    expect(read('', '[{"a":1,"b":1},{"a":2}]', json)).toMatchObject({
      values: { a: '2', b: '1' },
      codes: ['severalObjects'],
    });
  });

  it.each([
    [
      'a multipart form',
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1',
      'multipart/form-data; boundary=x',
    ],
    ['a multipart form without its type', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1', ''],
    ['XML', '<a b="c"/>', 'text/xml'],
    ['broken JSON', '{"a":1,"b=', json],
    ['a JSON scalar', '"a"', json],
    ['text', 'hello', 'text/plain'],
  ])('keeps the query and warns when the body is %s', (_what, body, type) => {
    expect(read('?q=1', body, type)).toMatchObject({ values: { q: '1' }, codes: ['bodyNotUnderstood'] });
  });
});

describe('malformed input', () => {
  it.each([
    ['100%', '100%'],
    ['%zz%4', '%zz%4'],
    ['%FF%D0%BF%C3', '%FFп%C3'],
    ['%ED%A0%80', '%ED%A0%80'],
    ['%F0%9F%92%B0%', '💰%'],
    ['%C0%80%E0%80%80%F4%90%80%80', '%C0%80%E0%80%80%F4%90%80%80'],
    ['a%00b', 'ab'],
    ['%0D%0A a%09', 'a'],
    ['%E2%80%8B', '\u200b'],
    ['\ud800', '\ufffd'],
  ])('reads %j as %j', (sent, value) => expect(read(`?a=${sent}`).values).toEqual({ a: value }));

  it('agrees with decodeURIComponent wherever that has an answer, one bad code aside', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const encoded = encodeURIComponent(text.replaceAll('\0', ''));
        expect(read(`?x=${encoded}`).values.x).toBe(read(`?x=${encoded}%25%`).values.x?.slice(0, -2).trim());
      }),
    );
  });

  it('trims names and cleans lone surrogates in JSON', () => {
    expect(read('?%20clickid%0A=1').values).toEqual({ clickid: '1' });
    expect(read('', String.raw`{"a":"x\ud800y\u0000"}`, json).values).toEqual({ a: 'x\ufffdy' });
  });

  it.each([
    '__proto__',
    'constructor',
    'prototype',
    'fields.__proto__',
    'constructor.prototype.x',
    '__proto__[x]',
  ])('never reads a parameter called %s', (name) => {
    const { parameters, warnings } = readParameters({
      method: 'GET',
      url: `/?${name}=1&a=2`,
      contentType: '',
      body: '',
    });
    expect([...parameters]).toEqual([['a', '2']]);
    expect(warnings).toMatchObject([{ code: 'nameNotAllowed' }]);
  });

  it('never reads prototype names from JSON either', () => {
    const seen = read(
      '',
      '{"__proto__":{"polluted":1},"fields":{"constructor":"x","constructor_name":"y"}}',
      json,
    );
    expect(seen.values).toEqual({ 'fields.constructor_name': 'y' });
    expect(seen.codes).toEqual(['nameNotAllowed', 'nameNotAllowed']);
    expect('polluted' in {}).toBe(false);
  });

  it.each([
    ['?clickid=abc?tracker.event=sale', { clickid: 'abc', 'tracker.event': 'sale' }],
    ['?clickid=abc%3Ftracker.event%3Dsale', { clickid: 'abc', 'tracker.event': 'sale' }],
    [
      '?clickid=abc%3Ftracker.event%3Dsale%26fields.a%3D1&tid=2',
      { clickid: 'abc', 'tracker.event': 'sale', 'fields.a': '1', tid: '2' },
    ],
    ['??clickid=abc', { clickid: 'abc' }],
    ['?fields.a=1?click_id=abc&reg=true', { 'fields.a': '1', click_id: 'abc', reg: 'true' }],
    ['?tracker.event=registration?whatever={reg}', { 'tracker.event': 'registration', whatever: '{reg}' }],
    ['?currency=MAD?value={sumdep}&ftd={ftd}', { currency: 'MAD', value: '{sumdep}', ftd: '{ftd}' }],
    ['?a=1?tid=2?cost=3', { a: '1', tid: '2', cost: '3' }],
  ])('reads the second ? of %s as &', (query, values) => {
    expect(read(query).values).toEqual(values);
    expect(read(query).codes).toContain('secondQuestionMark');
  });

  it.each([
    '?fields.link=https%3A%2F%2Fx.com%2F%3Fclickid%3Dabc',
    '?fields.link=https://x.com/?clickid=abc',
    '?fields.text=really?',
    '?fields.text=what?not=this',
  ])('leaves the ? of %s alone', (query) => {
    expect(Object.keys(read(query).values)).toHaveLength(1);
    expect(read(query).codes).toEqual([]);
  });

  it('never lets a parameter hidden in a value replace one sent openly', () => {
    expect(read('?clickid=A&fields.a=%3Fclickid%3DB').values).toEqual({ clickid: 'A', 'fields.a': '' });
  });

  it.each([
    '?tracker.cost=5¤cy=EUR&tid=1',
    '?tracker.cost=5%C2%A4cy=EUR&tid=1',
    '?tracker.cost=5%C2%A4cy%3DEUR&tid=1',
    '?tracker.cost=5\u00c2\u00a4cy=EUR&tid=1',
    '?tracker.cost=5%A4cy=EUR&tid=1',
    '?tracker.cost=5&¤cy=EUR&tid=1',
  ])('mends the mangled &currency of %s', (query) => {
    expect(read(query).values).toEqual({ 'tracker.cost': '5', currency: 'EUR', tid: '1' });
    expect(read(query).codes).toEqual(['htmlMangled']);
  });

  it('mends &amp; and the mangled &reg', () => {
    expect(read('?a=1&amp;b=2&amp;amp;c=3').values).toEqual({ a: '1', b: '2', c: '3' });
    expect(read('?click_id=1%C2%AE=true').values).toEqual({ click_id: '1', reg: 'true' });
  });
});

describe('bounds', () => {
  it('reads the first 1,000 parameters', () => {
    const many = Array.from({ length: 1500 }, (_, i) => `p${i}=${i}`).join('&');
    expect(Object.keys(read(`?${many}`).values)).toHaveLength(1000);
    expect(read(`?${many}`).codes).toEqual(['tooManyParameters']);
    const object = JSON.stringify(Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`p${i}`, i])));
    expect(Object.keys(read('', object, json).values)).toHaveLength(1000);
    expect(read('', object, json).codes).toEqual(['tooManyParameters']);
  });

  it('reads nesting eight levels deep', () => {
    const nest = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    expect(read('', nest(8), json)).toMatchObject({ values: { 'a.a.a.a.a.a.a.a': '1' }, codes: [] });
    expect(read('', nest(9), json)).toMatchObject({ values: {}, codes: ['tooDeep'] });
    expect(read('', nest(10_000), json)).toMatchObject({ values: {}, codes: ['tooDeep'] });
    expect(read('', '['.repeat(30_000) + ']'.repeat(30_000), json).codes).toEqual(['tooDeep']);
    expect(read(`?a${'[b]'.repeat(9)}=1`)).toMatchObject({ values: {}, codes: ['tooDeep'] });
  });

  it('keeps a megabyte value, refuses a long name, and bounds the warnings', () => {
    expect(read(`?a=${'x'.repeat(1_000_000)}`).values.a).toHaveLength(1_000_000);
    expect(read(`?${'x'.repeat(201)}=1`)).toMatchObject({ values: {}, codes: ['nameTooLong'] });
    const { warnings } = read(`?${'__proto__=1&'.repeat(900)}`);
    expect(warnings).toHaveLength(51);
    expect(warnings.at(-1)?.code).toBe('moreWarnings');
  });

  it.each([
    '?',
    '?clickid=',
    'a?tid=',
    '%',
    '%F',
    '%FF',
    '&',
    'amp;',
    '&amp;',
    '[',
    'a[',
    '¤cy=',
    '%C2%A4cy=',
    '+',
    '%3Ftid%3D',
    'http://?tid=',
  ])('survives 64 KiB of %j', (piece) => {
    const text = piece.repeat(65_536 / piece.length);
    expect(() => read(`?a=${text}`)).not.toThrow();
    expect(() => read(`?${text}`, text, form)).not.toThrow();
  });
});

describe('for any input', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          '?',
          '&',
          '=',
          '%',
          '%3F',
          '%3D',
          '[',
          ']',
          '¤cy=',
          'tracker.event',
          'clickid',
          '{',
          '}',
          '"',
          '\0',
          'a',
          '__proto__',
        ),
      )
      .map((pieces) => pieces.join('')),
    fc.json(),
  );

  it('never throws, and every name and value is clean', () => {
    fc.assert(
      fc.property(nasty, nasty, nasty, (url, contentType, body) => {
        const { parameters } = readParameters({ method: 'POST', url: `/?${url}`, contentType, body });
        for (const text of [...parameters.keys(), ...parameters.values()]) {
          expect(text.isWellFormed() && text === text.trim() && !text.includes('\0')).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('the last value wins, and the body over the query', () => {
    const pairs = fc.array(
      fc.tuple(fc.constantFrom('a', 'b', 'fields.c'), fc.stringMatching(/^[a-z0-9é ]{0,6}$/)),
      {
        minLength: 1,
      },
    );
    const encode = (list: [string, string][]) =>
      list.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
    fc.assert(
      fc.property(pairs, pairs, (query, body) => {
        const expected = Object.fromEntries([...query, ...body].map(([name, value]) => [name, value.trim()]));
        expect(read(`?${encode(query)}`, encode(body), form).values).toEqual(expected);
        expect(read(`?${encode(query)}`, JSON.stringify(Object.fromEntries(body)), json).values).toEqual(
          expected,
        );
      }),
    );
  });
});
