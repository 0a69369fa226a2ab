import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestFingerprint } from './requestFingerprint.ts';

const request = { method: 'GET', url: '/a?b=c', contentType: '', body: '' };

describe('requestFingerprint', () => {
  it('is equal for byte-identical requests and for no others', () => {
    const text = fc.string({ unit: 'binary', maxLength: 8 });
    const requests = fc.record({ method: text, url: text, contentType: text, body: text });
    fc.assert(
      fc.property(requests, requests, (left, right) => {
        const same = JSON.stringify(left) === JSON.stringify(right);
        expect(requestFingerprint(left) === requestFingerprint(right)).toBe(same);
        expect(requestFingerprint({ ...left })).toBe(requestFingerprint(left));
      }),
    );
  });

  it('tells apart what only moved from one part to the next', () => {
    expect(requestFingerprint({ ...request, url: '/a', contentType: '?b=c' })).not.toBe(
      requestFingerprint(request),
    );
    expect(requestFingerprint({ ...request, contentType: 'x' })).not.toBe(
      requestFingerprint({ ...request, body: 'x' }),
    );
  });

  it('stays short for a long request', () => {
    expect(requestFingerprint({ ...request, body: 'x'.repeat(65_536) }).length).toBeLessThan(50);
  });
});
