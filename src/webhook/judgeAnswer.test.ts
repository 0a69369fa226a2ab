import { describe, expect, it } from 'vitest';
import { judgeAnswer, readRetryAfter } from './judgeAnswer.ts';

describe('judgeAnswer', () => {
  it('tells success, another attempt and failure by the status', () => {
    const of = (result: string, ...statuses: number[]) => statuses.map((status) => [status, result]);
    const expected = [
      ...of('ok', 200, 201, 204, 299),
      ...of('retry', 408, 425, 429, 500, 502, 503, 504, 599),
      ...of('failed', 300, 301, 302, 304, 307, 400, 401, 403, 404, 409, 410, 422, 600, 999),
    ];
    expect(expected.map(([status]) => [status, judgeAnswer(Number(status), null).result])).toEqual(expected);
  });

  it('tries again when there was no answer, or half of a good one', () => {
    expect(judgeAnswer(null, 'late')).toEqual({ result: 'retry', reason: 'late' });
    expect(judgeAnswer(200, 'late')).toEqual({ result: 'retry', reason: 'answered 200, but late' });
    expect(judgeAnswer(404, 'late').result).toBe('failed');
  });
});

describe('readRetryAfter', () => {
  const now = Date.UTC(2026, 0, 5, 12, 0, 0);

  it('reads seconds and both forms of an HTTP date that name GMT', () => {
    expect(readRetryAfter('120', now)).toBe(120);
    expect(readRetryAfter(' 0 ', now)).toBe(0);
    expect(readRetryAfter('Mon, 05 Jan 2026 12:00:30 GMT', now)).toBe(30);
    expect(readRetryAfter('Monday, 05-Jan-26 12:01:00 GMT', now)).toBe(60);
  });

  it('is between now and a day', () => {
    expect(readRetryAfter('86401', now)).toBe(86_400);
    expect(readRetryAfter('9'.repeat(400), now)).toBe(86_400);
    expect(readRetryAfter('Tue, 05 Jan 2027 12:00:00 GMT', now)).toBe(86_400);
    expect(readRetryAfter('Sun, 04 Jan 2026 12:00:00 GMT', now)).toBe(0);
  });

  it.each([undefined, '', '-5', '1.5', '1e3', 'soon', '2026-01-05', 'Mon, 99 Foo 2026 12:00:00 GMT'])(
    'takes %j for nothing',
    (header) => {
      expect(readRetryAfter(header, now)).toBeNull();
    },
  );
});
