import { describe, expect, it } from 'vitest';
import { createSuggest, nearest } from './nearest.ts';

const known = ['registration', 'sale', 'resale', 'withdrawal', 'first_deposit', 'level_4', 'VIP'];

describe('the name that was meant', () => {
  it.each([
    ['first_deposit_', 'first_deposit'],
    ['FirstDeposit', 'first_deposit'],
    ['Sale', 'sale'],
    ['registraton', 'registration'],
    ['regsitration', 'registration'],
    ['withdraw', 'withdrawal'],
    ['reasle', 'resale'],
    ['sales', 'sale'],
    ['vip', 'VIP'],
  ])('%s is %s', (name, meant) => {
    expect(nearest(name, known)).toBe(meant);
  });

  it.each(['sole', 'wedding', 'level_5', 'registered', 'level', '___', '', 'x'.repeat(100_000)])(
    '%s is nobody',
    (name) => {
      expect(nearest(name, known)).toBeNull();
    },
  );

  it('is the nearest, not the first', () => {
    expect(nearest('registration_', ['registrations', 'registration'])).toBe('registration');
  });

  it('is not looked for without an end', () => {
    const many = new Set(Array.from({ length: 200_000 }, (_, n) => `name${'abcdefgh'[n % 8]}${n}`));
    const suggest = createSuggest();
    expect(suggest('firstdepositt', many)).toBeNull();
    expect(suggest('secondd', many)).toBeNull();
    expect(suggest('Sale', new Set(known))).toBeNull();
  });
});
