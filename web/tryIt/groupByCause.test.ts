import { describe, expect, it } from 'vitest';
import { groupByCause } from './groupByCause.ts';

const start = { id: '1', kind: 'update', text: 'start' };
const repeat = { id: '2', kind: 'postback', text: 'sale · Any partner' };
const line = (id: string, cause: typeof start, kind: string, rest: object = {}) => ({
  id,
  at: `2026-01-01T00:00:0${id.length}.000Z`,
  kind,
  cause,
  ...rest,
});

describe('the timeline', () => {
  it('is grouped by signal, the newest signal first and in it the first line first', () => {
    const groups = groupByCause([
      line('2.1', repeat, 'event'),
      line('2.0', repeat, 'signal'),
      line('1.1', start, 'move'),
      line('1.0', start, 'signal'),
    ]);
    expect(groups.map(({ cause, items }) => [cause.id, ...items.map(({ id }) => id)])).toEqual([
      ['2', '2.0', '2.1'],
      ['1', '1.0', '1.1'],
    ]);
  });

  it.each([
    ['quiet', [line('a', repeat, 'ignored'), line('b', repeat, 'signal')]],
    ['warning', [line('a', repeat, 'warning'), line('b', repeat, 'event')]],
    ['warning', [line('a', repeat, 'answer', { ok: false })]],
    ['normal', [line('a', repeat, 'answer', { ok: true })]],
    ['normal', [line('a', repeat, 'ignored'), line('b', repeat, 'event')]],
  ])('shows as %s what deserves it', (tone, items) => {
    expect(groupByCause(items)[0]?.tone).toBe(tone);
  });
});
