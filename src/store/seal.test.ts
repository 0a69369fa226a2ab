import { hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSealer } from './seal.ts';

const secret = 'correct horse battery staple';
const sealer = createSealer(secret);
const text = fc.string({ unit: 'binary', maxLength: 200 });

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return String(error);
  }
  throw new Error('it did not throw');
}

describe('createSealer', () => {
  it('opens what it sealed, in the same place', () => {
    fc.assert(
      fc.property(text, text, (value, context) => {
        expect(createSealer(secret).open(sealer.seal(value, context), context)).toBe(value);
      }),
    );
  });

  it('opens nothing in which one character was changed, dropped or added', () => {
    const sealed = sealer.seal('123456:bot-token', 'bot.1.token');
    const letter = fc.constantFrom(...'ABab01-_.='.split(''));
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.nat(1), fc.option(letter, { nil: '' }), (at, drop, put) => {
        const changed = sealed.slice(0, at) + put + sealed.slice(at + drop);
        fc.pre(changed !== sealed);
        expect(messageOf(() => sealer.open(changed, 'bot.1.token'))).toContain('cannot be read');
      }),
      { numRuns: 2000 },
    );
  });

  it('opens nothing in another place', () => {
    const sealed = sealer.seal('token', 'bot.1.token');
    expect(() => sealer.open(sealed, 'bot.2.token')).toThrow('belongs to another place');
  });

  it('says that the secret has changed, and shows neither secret nor text', () => {
    const sealed = sealer.seal('the text', 'bot.1.token');
    const message = messageOf(() => createSealer('another secret of ours').open(sealed, 'bot.1.token'));
    expect(message).toContain('another SIGNALBOX_SECRET');
    expect(message).not.toMatch(/another secret of ours|horse|the text/);
  });

  it('seals the same text differently each time', () => {
    expect(sealer.seal('a', 'b')).not.toBe(sealer.seal('a', 'b'));
  });

  it('refuses text that is no sealed value, however long', () => {
    for (const wrong of ['', 'v1...', 'v2.a.b.c', '\0', '__proto__', `v1.${'a'.repeat(1_000_000)}`]) {
      expect(() => sealer.open(wrong, '')).toThrow('cannot be read');
    }
  });

  it('derives the same text for a label in every process, and another for every other label and secret', () => {
    const derived = sealer.derive('telegram webhook 1');
    expect(createSealer(secret).derive('telegram webhook 1')).toBe(derived);
    expect(derived).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const others = [
      sealer.derive('telegram webhook 2'),
      createSealer(`${secret}!`).derive('telegram webhook 1'),
    ];
    expect(new Set([derived, ...others]).size).toBe(3);
  });

  it('no label derives the key that it seals with', () => {
    const key = hkdfSync('sha256', secret, 'signalbox seal', 'key', 32);
    const keyText = Buffer.from(key).toString('base64url');
    expect(['key', 'key id', ''].map(sealer.derive)).not.toContain(keyText);
  });
});
