import { describe, expect, it } from 'vitest';
import { logAddress, readLogQuery, withDefaults } from './logQuery.ts';

describe('the address of the log', () => {
  it('is read without what nobody knows', () => {
    expect(
      readLogQuery({ kind: 'operator', outcome: 'x', span: 'constructor', dialog: 'a', warned: 'yes' }),
    ).toEqual({});
    expect(readLogQuery({ kind: 'all', span: 'all' })).toEqual({});
    const all = {
      kind: 'postback',
      outcome: 'parked',
      postback: 'p',
      dialog: '12',
      span: 'day',
      warned: true,
    };
    expect(readLogQuery({ ...all, dialog: 12 })).toEqual(all);
  });

  it('asks for a whole minute, so that a page is asked for once', () => {
    const query = withDefaults({ span: 'hour', warned: true });
    const first = logAddress(query, '7', Date.UTC(2024, 2, 10, 12, 30, 5));
    expect(first).toBe(logAddress(query, '7', Date.UTC(2024, 2, 10, 12, 30, 55)));
    expect(new URLSearchParams(first.split('?')[1]).get('since')).toBe('2024-03-10T11:30:00.000Z');
  });
});
