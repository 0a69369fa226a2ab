import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectKey } from '../flow/flow.ts';
import { freeKey } from './freeKey.ts';

describe('the key made of a name', () => {
  it('can be read, in Latin letters', () => {
    expect(freeKey('Back office', new Set())).toBe('back-office');
    expect(freeKey('Мой сервис №1', new Set())).toBe('moy-servis-1');
    expect(freeKey('!!!', new Set(['webhook']))).toBe('webhook-2');
  });

  it('is a key and free, whatever the name', () => {
    const names = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z -]{50,90}$/));
    fc.assert(
      fc.property(names, (name) => {
        const first = freeKey(name, new Set());
        const second = freeKey(name, new Set([first]));
        for (const key of [first, second]) expect(objectKey.safeParse(key).success).toBe(true);
        expect(second).not.toBe(first);
      }),
    );
  });
});
