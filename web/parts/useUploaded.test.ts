import { expect, it } from 'vitest';
import { nameIn } from './useUploaded.ts';

it('reads the name of a file as it was uploaded', () => {
  expect(nameIn(`attachment; filename="card.png"; filename*=UTF-8''%D0%BA%D0%B0%D1%80%D1%82%D0%B0.png`)).toBe(
    'карта.png',
  );
  expect(nameIn('inline; filename="card.png"')).toBe('card.png');
  expect(nameIn(`inline; filename="card.png"; filename*=UTF-8''%ZZ`)).toBe('card.png');
  expect(nameIn('inline')).toBe('');
});
