import { describe, expect, it } from 'vitest';
import { addressOf, botOf, screenOf } from './screenOf.ts';

const places = [
  { to: '/dialogs' },
  { to: '/bots/$bot/flows' },
  { to: '/bots/$bot/settings/general' },
  { to: '/tracker/campaigns' },
];

describe('the screen of an address', () => {
  it.each([
    ['/dialogs', '/dialogs'],
    ['/dialogs/12', '/dialogs'],
    ['/dialogsX', null],
    ['/bots/leo/flows/FD', '/bots/$bot/flows'],
    ['/bots/leo', null],
    ['/bots/leo/settings/general', '/bots/$bot/settings/general'],
    ['/', null],
  ])('%s is %s', (path, to) => {
    expect(screenOf(path, places)?.to ?? null).toBe(to);
  });
});

describe('the bot of an address', () => {
  it('is read even from one that is no valid encoding', () => {
    expect(botOf('/bots/caf%C3%A9/flows')).toBe('café');
    expect(botOf('/bots/%E0%A4%A/flows')).toBe('%E0%A4%A');
    expect(botOf('/dialogs')).toBeNull();
  });

  it('fills an address in as it is, without what replacing might read into it', () => {
    expect(addressOf('/bots/$bot/flows', 'a b$&')).toBe('/bots/a%20b%24%26/flows');
    expect(addressOf('/bots/$bot/flows', null)).toBeNull();
    expect(addressOf('/dialogs', null)).toBe('/dialogs');
  });
});
