import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventIdentity, nameThatCounts, repeatsWithoutTid } from './eventIdentity.ts';

const report = { companyId: 'company', clickid: 'click', event: 'sale', tid: 't1' };

describe('eventIdentity', () => {
  it('is the same for the same company, click, event and transaction', () => {
    expect(eventIdentity(report)).toBe(eventIdentity({ ...report }));
  });

  it('is frozen: a stored identity must be met again after every upgrade', () => {
    expect(eventIdentity(report)).toBe('tid=7:company=5:click=4:sale=2:t1');
    expect(eventIdentity({ ...report, tid: null })).toBe('once=7:company=5:click=4:sale');
    expect(eventIdentity({ ...report, tid: 'x'.repeat(41) })).toBe(
      'tid=7:company=5:click=4:sale~41:6e58deb5198326f2e647cee8dfc0de79',
    );
  });

  it('counts registration and sale once per click without a transaction, other events every time', () => {
    for (const event of ['registration', 'sale']) {
      expect(eventIdentity({ ...report, event, tid: null })).not.toBeNull();
      expect(eventIdentity({ ...report, event, tid: '' })).toBe(
        eventIdentity({ ...report, event, tid: null }),
      );
    }
    for (const event of ['resale', 'withdrawal', 'Sale', 'constructor']) {
      expect(eventIdentity({ ...report, event, tid: null })).toBeNull();
    }
  });

  it('differs whenever any part differs, whatever separators the parts hold', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.stringMatching(/^[=~:0-9a]{0,8}$/),
      fc.constantFrom('sale', 'registration', 'a', '=1:a', 'a=1:b'),
    );
    const reports = fc.record({ companyId: piece, clickid: piece, event: piece, tid: piece });
    fc.assert(
      fc.property(reports, reports, (left, right) => {
        const one = eventIdentity(left);
        if (one === null || one !== eventIdentity(right)) return true;
        return JSON.stringify(left) === JSON.stringify(right);
      }),
    );
  });

  it('tells parts apart that meet at another border', () => {
    expect(eventIdentity({ ...report, companyId: 'a', clickid: 'bc' })).not.toBe(
      eventIdentity({ ...report, companyId: 'ab', clickid: 'c' }),
    );
    expect(eventIdentity({ ...report, event: 'sale', tid: 'x' })).not.toBe(
      eventIdentity({ ...report, event: 'sale=1:x', tid: null }),
    );
  });

  it('stays under 200 plain characters for the longest and strangest ids', () => {
    const huge = `${'\0\ud800'.repeat(32_768)}`;
    const identity = eventIdentity({ companyId: huge, clickid: huge, event: huge, tid: huge }) ?? '';
    expect(identity).toMatch(/^[\x20-\x7e]{1,200}$/);
    const full = 'x'.repeat(40);
    expect(eventIdentity({ companyId: full, clickid: full, event: full, tid: full })?.length).toBeLessThan(
      200,
    );
    expect(eventIdentity({ ...report, tid: `${huge}a` })).not.toBe(
      eventIdentity({ ...report, tid: `${huge}b` }),
    );
  });
});

describe('nameThatCounts', () => {
  it('turns a sale with a transaction after a first sale into a resale', () => {
    expect(nameThatCounts('sale', 't1', 0)).toBe('sale');
    expect(nameThatCounts('sale', 't2', 1)).toBe('resale');
    expect(nameThatCounts('sale', null, 1)).toBe('sale');
    expect(nameThatCounts('registration', 't2', 1)).toBe('registration');
  });
});

/** What the engine does with a row of reports, as these three functions are meant to be called. */
function play(reports: [event: string, tid: string | null][]): string[] {
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  return reports.map(([event, tid]) => {
    const identity = eventIdentity({ ...report, event, tid });
    if (repeatsWithoutTid(event, tid, counts.get(event) ?? 0)) return 'duplicate';
    if (identity !== null && seen.has(identity)) return 'duplicate';
    if (identity !== null) seen.add(identity);
    const name = nameThatCounts(event, tid, counts.get('sale') ?? 0);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return name;
  });
}

describe('a network with one word for deposits', () => {
  it('gets sale, resale, resale, and every repeat is a duplicate', () => {
    expect(
      play([
        ['sale', '1'],
        ['sale', '2'],
        ['sale', '2'],
        ['sale', '1'],
        ['sale', '3'],
        ['sale', null],
      ]),
    ).toEqual(['sale', 'resale', 'duplicate', 'duplicate', 'resale', 'duplicate']);
  });

  it('gets a resale for a new transaction after a sale that had none', () => {
    expect(
      play([
        ['sale', null],
        ['sale', null],
        ['sale', '7'],
        ['sale', '7'],
      ]),
    ).toEqual(['sale', 'duplicate', 'resale', 'duplicate']);
  });

  it('counts a registration once without transaction, also after one that had a transaction', () => {
    expect(
      play([
        ['registration', '1'],
        ['registration', null],
        ['resale', null],
        ['resale', null],
      ]),
    ).toEqual(['registration', 'duplicate', 'resale', 'resale']);
  });
});
