import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from './readAnswer.ts';

const read = (body: string, path: string): string | null => {
  const { saved, missing } = readAnswer(body, { a: path });
  return missing.length ? null : (saved.a ?? null);
};

describe('readAnswer', () => {
  it('reads the values that the paths name and says which are missing', () => {
    const body = '{"data":{"balance":"20.00"},"items":[{"id":7}],"matrix":[[1,2],[3]]}';
    const save = {
      balance: '$.data.balance',
      item: '$.items[0].id',
      cell: '$.matrix[0][1]',
      none: '$.data.no',
    };
    expect(readAnswer(body, save)).toEqual({
      saved: { balance: '20.00', item: '7', cell: '2' },
      missing: ['none'],
    });
  });

  it('makes text of numbers, booleans and objects, and nothing of null', () => {
    expect(read('{"a":true}', '$.a')).toBe('true');
    expect(read('{"a":""}', '$.a')).toBe('');
    expect(read('{"a":{"b":[1,null]}}', '$.a')).toBe('{"b":[1,null]}');
    expect(read('[1]', '$')).toBe('[1]');
    expect(read('"x"', '$')).toBe('x');
    expect(read('{"a":null}', '$.a')).toBeNull();
  });

  it('keeps numbers as they were written, so long ids and amounts survive', () => {
    expect(read('{"id":12345678901234567890}', '$.id')).toBe('12345678901234567890');
    expect(read('{"sum":20.00}', '$.sum')).toBe('20.00');
    expect(read('{"sum":2e1}', '$.sum')).toBe('20');
  });

  it('sees own properties only', () => {
    for (const path of ['$.constructor', '$.__proto__', '$.toString', '$.a.length', '$.b.length', '$.a[0]']) {
      expect(read('{"a":"text","b":[1]}', path)).toBeNull();
    }
    expect(read('{"__proto__":{"a":1}}', '$.__proto__.a')).toBe('1');
  });

  it('is not harmed by hostile names of fields and answers', () => {
    const save = JSON.parse('{"__proto__":"$.a","constructor":"$.a"}');
    const { saved } = readAnswer('{"a":"x","__proto__":{"polluted":1}}', save);
    expect(Object.entries(saved)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'x'],
    ]);
    expect('polluted' in {}).toBe(false);
    expect(read(String.raw`{"a":"x\u0000y\ud800"}`, '$.a')).toBe('x\ufffdy\ufffd');
    const deep = `${'['.repeat(30_000)}1${']'.repeat(30_000)}`;
    expect(read(deep, '$.a')).toBeNull();
    expect(() => read(deep, '$')).not.toThrow();
    expect(read(`{"n":5.0,"deep":${deep}}`, '$.n')).toMatch(/^5(\.0)?$/);
  });

  it.each([
    '',
    'a',
    '.a',
    '$a',
    '$.',
    '$..a',
    '$.a.',
    '$[x]',
    '$[-1]',
    '$[0',
    '$.a[*]',
    '$[?(@.a)]',
    '$.a[]',
  ])('takes the path %j for a missing value', (path) => {
    expect(read('{"a":[1]}', path)).toBeNull();
  });

  it('takes an answer that is not JSON for missing values', () => {
    for (const body of ['', '<html>', '{"a":', 'NaN']) {
      expect(readAnswer(body, { a: '$.a', b: '$' })).toEqual({ saved: {}, missing: ['a', 'b'] });
    }
  });

  it('never throws and answers for every key', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), fc.dictionary(fc.string(), fc.string()), (body, save) => {
        const { saved, missing } = readAnswer(body, save);
        expect([...Object.keys(saved), ...missing].sort()).toEqual(Object.keys(save).sort());
      }),
    );
  });
});
