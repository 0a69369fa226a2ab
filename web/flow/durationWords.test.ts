import { expect, it } from 'vitest';
import { durationWords } from './durationWords.ts';

it('says a duration as people do, and leaves what is none', () => {
  expect(durationWords('2h', 'en')).toBe('2 hr');
  expect(durationWords('1h30m', 'en')).toBe('1 hr 30 min');
  expect(durationWords('3d', 'ru')).toBe('3 дн.');
  expect(durationWords('soon', 'en')).toBe('soon');
  expect(durationWords('2h soon', 'en')).toBe('2h soon');
});
