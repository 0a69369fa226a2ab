import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallFailure } from './botApi.ts';
import { confirmAfter, needsLook, pollPauseSeconds } from './poll.ts';

const refused = (code: number, description = '', retryAfterSeconds: number | null = null): CallFailure => ({
  of: 'refused',
  ...{ code, description, retryAfterSeconds, migrateTo: null },
});

describe('the offset', () => {
  it('confirms all that came and nothing that did not', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 1 }), (ids) => {
        const offset = confirmAfter(ids.map((id) => ({ update_id: id }))) ?? 0;
        expect(ids.every((id) => id < offset)).toBe(true);
        expect(ids).toContain(offset - 1);
      }),
    );
  });

  it('is none when nothing came that has a number', () => {
    expect(confirmAfter([])).toBeNull();
    const odd = [null, 7, 'x', [], {}, { update_id: '5' }, { update_id: 1.5 }, { update_id: Number.NaN }];
    expect(confirmAfter(odd)).toBeNull();
    expect(confirmAfter([...odd, { update_id: 4 }])).toBe(5);
  });
});

describe('the pause after a failure', () => {
  it('is as long as Telegram says', () => {
    expect(pollPauseSeconds(refused(429, 'Too Many Requests', 17), 1)).toBe(17);
    expect(pollPauseSeconds(refused(429, 'Too Many Requests', 170), 9)).toBe(170);
  });

  it('doubles up to half a minute, against another poller up to a minute', () => {
    const lost: CallFailure = { of: 'unreached', reason: 'ECONNREFUSED' };
    const tries = [1, 2, 3, 4, 5, 6, 7, 100];
    expect(tries.map((n) => pollPauseSeconds(lost, n))).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
    const conflict = refused(409, 'Conflict: terminated by other getUpdates request');
    expect(tries.map((n) => pollPauseSeconds(conflict, n))).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });
});

describe('polling', () => {
  it('ends where only another look at the bot helps', () => {
    expect(needsLook(refused(401, 'Unauthorized'))).toBe(true);
    expect(needsLook(refused(404, 'Not Found'))).toBe(true);
    expect(needsLook(refused(409, "Conflict: can't use getUpdates method while webhook is active"))).toBe(
      true,
    );
    expect(needsLook(refused(409, 'Conflict: terminated by other getUpdates request'))).toBe(false);
    expect(needsLook(refused(500, 'Internal Server Error: restart'))).toBe(false);
    expect(needsLook({ of: 'doubtful', reason: 'ECONNRESET' })).toBe(false);
  });
});
