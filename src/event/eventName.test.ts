import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEventName, isInheritedName, parseEventName } from './eventName.ts';

describe('isEventName', () => {
  it.each([
    'sale',
    ' sale\n',
    'первый депозит',
    'Level 5 reached!',
    '👨‍👩‍👧',
    '💰'.repeat(64),
    'x'.repeat(64),
  ])('takes %j', (text) => expect(parseEventName(text)).toEqual({ ok: true, value: text.trim() }));

  it.each([
    '',
    '  ',
    'x'.repeat(65),
    '💰'.repeat(65),
    'x'.repeat(1_000_000),
    'resale#2',
    '#',
    'a\0b',
    'a\nb',
    'a\u2028b',
    '\u202eelas',
    '\ud800',
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    ' __proto__ ',
  ])('refuses %j', (text) => expect(isEventName(text)).toBe(false));

  it('never throws, and what it takes reads back as itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const name = parseEventName(text);
        if (name.ok) expect(parseEventName(name.value)).toEqual(name);
      }),
    );
  });
});

describe('isInheritedName', () => {
  it('knows every name that an empty object answers to', () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', '__defineGetter__']) {
      expect(isInheritedName(name)).toBe(true);
    }
    expect(isInheritedName('user_id')).toBe(false);
  });
});
