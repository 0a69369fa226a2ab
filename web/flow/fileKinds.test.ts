import { expect, it } from 'vitest';
import { fits } from './fileKinds.ts';

it('tells which files Telegram takes as what', () => {
  expect(fits('photo', { mime: 'image/png', size: 5 })).toBe(true);
  expect(fits('photo', { mime: 'image/png', size: 11e6 })).toBe(false);
  expect(fits('photo', { mime: 'image/svg+xml', size: 5 })).toBe(false);
  expect(fits('album', { mime: 'video/mp4', size: 11e6 })).toBe(true);
  expect(fits('album', { mime: 'image/jpeg', size: 11e6 })).toBe(false);
  expect(fits('videoNote', { mime: 'image/jpeg', size: 5 })).toBe(false);
  expect(fits('document', { mime: 'application/x-anything', size: 49e6 })).toBe(true);
});
