import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldKey, objectKey } from '../../src/flow/flow.ts';
import { settingsPlace } from './formPlace.ts';
import { keyFrom } from './keyFrom.ts';

describe('a key out of a name', () => {
  it.each([
    ['Back office', 'back-office'],
    ['Бэк-офис', 'bek-ofis'],
    ['Café №1', 'cafe-no1'],
    ['2nd bot', 'nd-bot'],
    ['🙂', 'webhook'],
  ])('%s is %s', (name, key) => {
    expect(keyFrom(name, [], 'webhook')).toBe(key);
  });

  it('gets a number when it is taken', () => {
    expect(keyFrom('Leo', ['leo', 'leo-2'], 'bot')).toBe('leo-3');
  });

  it('is a key that the server takes, whatever the name holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        expect(objectKey.safeParse(keyFrom(name, [], 'bot')).success).toBe(true);
        expect(fieldKey.safeParse(keyFrom(name, ['constructor', 'prototype'], 'x', '_')).success).toBe(true);
      }),
    );
  });
});

describe('the place of a finding', () => {
  it.each([
    ['bots.0.delays.response', ['delays', 'response']],
    ['bots[0].tags[2].key', ['tags', '2', 'key']],
    ['settings.name', ['name']],
    ['/settings/ai/baseUrl', ['ai', 'baseUrl']],
    ['variables.regLink', ['variables', 'regLink']],
  ])('%s is %j', (name, place) => {
    expect(settingsPlace(name)).toEqual(place);
  });
});
