import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digest } from './digest.ts';

const sha256 = (text: string): string =>
  createHash('sha256').update(Buffer.from(text, 'utf16le').swap16()).digest('hex').slice(0, 32);

describe('digest', () => {
  it('is SHA-256 of the code units for every length around a block', () => {
    for (let length = 0; length < 100; length += 1) {
      const text = 'aé漢'.repeat(40).slice(0, length);
      expect(digest(text)).toBe(sha256(text));
    }
  });

  it('is SHA-256 for any text, lone surrogates too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => digest(text) === sha256(text)),
    );
    expect(digest('\ud800')).toBe(sha256('\ud800'));
    expect(digest('x'.repeat(65_536))).toBe(sha256('x'.repeat(65_536)));
  });
});
