import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trackerFields } from './campaign.ts';

describe('tracker fields', () => {
  it('are every parameter of the link, and its source', () => {
    const link: [string, string][] = [
      ['ad_name', 'test'],
      ['utm_source', 'facebook'],
      ['clickid', 'other'],
    ];
    expect({ ...trackerFields(link, 'fb') }).toEqual({
      ad_name: 'test',
      utm_source: 'facebook',
      source: 'fb',
    });
    expect({ ...trackerFields([['source', 'mine']], 'fb') }).toEqual({ source: 'mine' });
    expect({ ...trackerFields([], null) }).toEqual({});
  });

  it('never hold names of the prototype, names that no macro can say, or more than 100 of them', () => {
    const hostile: [string, string][] = [
      '__proto__',
      'constructor',
      'prototype',
      'a b',
      '',
      'x'.repeat(65),
    ].map((key) => [key, 'v']);
    expect({ ...trackerFields(hostile, null) }).toEqual({});
    const many = Array.from({ length: 500 }, (_, n): [string, string] => [`k${n}`, 'v']);
    expect(Object.keys(trackerFields(many, null))).toHaveLength(100);
  });

  it('can always be stored', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string({ unit: 'binary', maxLength: 3000 }))), (link) => {
        for (const value of Object.values(trackerFields(link, null))) {
          expect(value.length).toBeLessThanOrEqual(1024);
          expect(value).not.toContain('\0');
          expect(value.isWellFormed()).toBe(true);
        }
      }),
    );
    const cut = trackerFields([['a', `${'x'.repeat(1023)}😀`]], null);
    expect(cut.a?.isWellFormed()).toBe(true);
  });
});
