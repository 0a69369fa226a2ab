import { describe, expect, it } from 'vitest';
import { dayOf, dayWords, lastDays } from './reportPeriod.ts';

describe('the period of a report', () => {
  it('ends today and counts today', () => {
    expect(lastDays(7, new Date(2024, 2, 3, 23, 59))).toEqual({ from: '2024-02-26', to: '2024-03-03' });
    expect(lastDays(1, new Date(2024, 0, 1))).toEqual({ from: '2024-01-01', to: '2024-01-01' });
  });

  it('is made of days where the reader is, not of UTC', () => {
    expect(dayOf(new Date(2024, 11, 31, 0, 1))).toBe('2024-12-31');
    expect(dayOf(new Date(2024, 11, 31, 23, 59))).toBe('2024-12-31');
  });

  it('names a day in words', () => {
    expect(dayWords('2024-03-10', 'en')).toBe('Mar 10');
    expect(dayWords('2024-03-10', 'ru')).toBe('10 мар.');
  });
});
