import { describe, expect, it } from 'vitest';
import { claimedCondition } from './claimedFact.ts';

describe('a text that names a deposit or a registration as done', () => {
  it.each([
    ['The lead has made a deposit', 'event = sale'],
    ['The lead has already deposited', 'event = sale'],
    ['The first deposit has been confirmed', 'event = sale'],
    ['Lead completed their first deposit.', 'event = sale'],
    ['Лид сделал первый депозит', 'event = sale'],
    ['Клиент пополнил счёт', 'event = sale'],
    ['Депозит получен', 'event = sale'],
    ['The lead has registered', 'event = registration'],
    ['The lead completed the registration', 'event = registration'],
    ['Лид зарегистрировался', 'event = registration'],
    ['Лид прошёл регистрацию', 'event = registration'],
    ['The lead has registered and made a deposit', 'event = sale and event = registration'],
    ['The lead does not complain. The lead has deposited.', 'event = sale'],
  ])('%s is the condition %s', (text, condition) => {
    expect(claimedCondition(text)).toBe(condition);
  });

  it.each([
    'The lead wants to make a deposit',
    'The lead asks how to register',
    'The lead has not deposited',
    'The lead agreed to register',
    'The lead says there is no money',
    'Лид готов внести депозит',
    'Лид не сделал депозит',
    'Лид спрашивает, как зарегистрироваться',
    'The lead has named a sum for the deposit',
    '',
  ])('%s is none', (text) => {
    expect(claimedCondition(text)).toBeNull();
  });
});
