import { describe, expect, it } from 'vitest';
import { difference } from './difference.ts';

describe('what has changed meanwhile', () => {
  it('is nothing for the same', () => {
    expect(difference({ a: [1], b: { c: 1 } }, { a: [1], b: { c: 1 } })).toEqual([]);
  });

  it('is told leaf by leaf, with what came and what went', () => {
    const before = { name: 'Leo', delays: { response: '5s' }, start: 'A/a' };
    const after = { name: 'Leo 2', delays: { response: '5s', message: '9s' } };
    expect(difference(before, after)).toEqual([
      { path: 'name', before: 'Leo', after: 'Leo 2' },
      { path: 'delays.message', before: undefined, after: '9s' },
      { path: 'start', before: 'A/a', after: undefined },
    ]);
  });

  it('knows a member of a list by its key, wherever it stands now', () => {
    const before = { tags: [{ key: 'a', color: 'red' }, { key: 'b' }] };
    const after = { tags: [{ key: 'b' }, { key: 'a', color: 'blue' }] };
    expect(difference(before, after)).toEqual([{ path: 'tags.a.color', before: 'red', after: 'blue' }]);
  });

  it('is also another order alone, and a plain list as a whole', () => {
    const [a, b] = [{ key: 'a' }, { key: 'b' }];
    expect(difference({ tags: [a, b] }, { tags: [b, a] })).toEqual([
      { path: 'tags', before: [a, b], after: [b, a] },
    ]);
    expect(difference({ stopWords: ['x'] }, { stopWords: ['x', 'y'] })).toEqual([
      { path: 'stopWords', before: ['x'], after: ['x', 'y'] },
    ]);
  });

  it('is not misled by names of the prototype', () => {
    const after = JSON.parse('{"__proto__": {"x": 1}}');
    expect(difference({}, after)).toEqual([{ path: '__proto__', before: undefined, after: { x: 1 } }]);
  });
});
