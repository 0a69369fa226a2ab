import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Field, field, fieldTypes, isFieldKey, parseFieldValue } from './flow.ts';

const options = ['red', 'dark blue'];
const declared = (type: Field['type']): Field =>
  type === 'select' || type === 'multiselect' ? { key: 'x', type, options } : { key: 'x', type };
const read = (type: Field['type'], text: string) => {
  const value = parseFieldValue(declared(type), text);
  return value.ok ? value.value : 'refused';
};

describe('a value', () => {
  it.each<[Field['type'], string, unknown]>([
    ['text', ' as it is ', ' as it is '],
    ['text', 'x'.repeat(4096), 'x'.repeat(4096)],
    ['text', 'x'.repeat(4097), 'refused'],
    ['longText', 'x'.repeat(32_768), 'x'.repeat(32_768)],
    ['longText', 'x'.repeat(32_769), 'refused'],
    ['number', '5000', 5000],
    ['number', '-12,5', -12.5],
    ['number', '1 500.00', 1500],
    ['number', '0.000001', 0.000_001],
    ['number', '999999999999999', 999_999_999_999_999],
    ['number', '9999999999999999', 'refused'],
    ['number', 'NaN', 'refused'],
    ['number', 'Infinity', 'refused'],
    ['number', '1e400', 'refused'],
    ['number', '0x10', 'refused'],
    ['number', 'five', 'refused'],
    ['link', 'https://x.example/a?b=c#d', 'https://x.example/a?b=c#d'],
    ['link', 'HTTP://x.example', 'HTTP://x.example'],
    ['link', 'javascript:alert(1)', 'refused'],
    ['link', 'ftp://x.example', 'refused'],
    ['link', '//x.example', 'refused'],
    ['link', 'https://user:secret@x.example', 'refused'],
    ['link', 'https://x.example/a b', 'refused'],
    ['date', '2024-03-10', '2024-03-10'],
    ['date', '10.03.2024', '2024-03-10'],
    ['date', '2024-03-10T17:49:32.806Z', '2024-03-10T17:49:32.806Z'],
    ['date', '2024-02-29', '2024-02-29'],
    ['date', '2023-02-29', 'refused'],
    ['date', '31.04.2024', 'refused'],
    ['date', '2024-03-10T25:00', 'refused'],
    ['date', 'tomorrow', 'refused'],
    ['select', 'red', 'red'],
    ['select', ' dark blue ', 'dark blue'],
    ['select', 'Red', 'refused'],
    ['select', 'constructor', 'refused'],
    ['multiselect', 'red, dark blue,red', ['red', 'dark blue']],
    ['multiselect', 'red,green', 'refused'],
  ])('of %s: %s', (type, text, expected) => {
    expect(read(type, text)).toEqual(expected);
  });

  it.each(fieldTypes)('that is empty empties a %s', (type) => {
    expect(read(type, '')).toBe(null);
    expect(read(type, ' \t')).toBe(null);
  });

  it.each(fieldTypes)('of %s is read or refused, never anything else, whatever comes', (type) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const value = parseFieldValue(declared(type), text);
        if (!value.ok) expect(value.reason).not.toBe('');
        else if (type === 'number' && value.value !== null) expect(Number.isFinite(value.value)).toBe(true);
      }),
    );
  });
});

describe('a key', () => {
  it.each(['a', '_x', 'last_deposit', 'A-1', 'x'.repeat(64)])('%s may name a field', (key) => {
    expect(isFieldKey(key)).toBe(true);
  });

  it.each([
    '',
    '1a',
    '-a',
    'a b',
    'a.b',
    'x'.repeat(65),
    '__proto__',
    'constructor',
    'prototype',
    'ключ',
    'a\n',
  ])('%j may not', (key) => {
    expect(isFieldKey(key)).toBe(false);
  });
});

describe('the declaration', () => {
  it('has options exactly where a choice is made', () => {
    expect(field.safeParse({ key: 'x', type: 'select' }).success).toBe(false);
    expect(field.safeParse({ key: 'x', type: 'text', options }).success).toBe(false);
    expect(field.safeParse({ key: 'x', type: 'multiselect', options }).success).toBe(true);
  });
});
