import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterCall, clickOfArrival, newDemo, readDemo, usernameOf } from './demo.ts';
import { leadBody, startBody } from './leadAct.ts';

const last = { path: '/c/summer', status: 200, body: '{}', durationMs: 3 };

describe('the demo kept by the browser', () => {
  it('gives each lead a chat id of 7 to 10 digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (random) => {
        expect(String(newDemo(random, 'Ann').chatId)).toMatch(/^[1-9]\d{6,9}$/);
      }),
    );
  });

  it('comes back as it was kept', () => {
    const demo = afterCall({ ...newDemo(5, 'Ann'), clickid: 'abc', transactions: 2 }, 'sale', last);
    expect(readDemo(JSON.stringify(demo))).toEqual(demo);
  });

  it('counts the calls that were taken and keeps the last answer, shortened', () => {
    const once = afterCall(newDemo(5, 'Ann'), 'sale', last);
    const twice = afterCall(once, 'sale', { ...last, body: 'x'.repeat(9000) });
    expect(twice.cards.sale?.count).toBe(2);
    const failed = afterCall(twice, 'sale', { ...last, status: 0 });
    expect(failed.cards.sale).toMatchObject({ count: 2, last: { status: 0 } });
    expect(twice.cards.sale?.last.body).toHaveLength(4000);
  });

  it('takes the click over from the link that led to the page', () => {
    expect(clickOfArrival('?start=7aZ_b-3')).toBe('7aZ_b-3');
    for (const search of ['', '?start=', '?start=%3Cb%3E', `?start=${'x'.repeat(65)}`]) {
      expect(clickOfArrival(search)).toBeNull();
    }
  });

  it('begins anew when what was kept is of no use', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readDemo(text)));
    for (const text of [null, '', '[]', '{"v":2,"chatId":5}', '{"v":1,"chatId":"x"}']) {
      expect(readDemo(text)).toBeNull();
    }
    expect(readDemo('{"v":1,"chatId":7,"cards":{"sale":5,"x":{"count":1}}}')?.cards).toEqual({});
  });
});

describe('what the lead sends', () => {
  it('names the lead, and the click as the payload of the start', () => {
    const demo = { ...newDemo(0, ' Ann '), clickid: 'abc' };
    expect(JSON.parse(startBody(demo))).toEqual({
      chatId: 1_000_000,
      name: 'Ann',
      username: 'ann',
      start: 'abc',
    });
  });

  it('leaves out a name and a user name that are empty', () => {
    expect(JSON.parse(leadBody({ chatId: 7, name: ' ' }, { text: 'Hi' }))).toEqual({ chatId: 7, text: 'Hi' });
    expect(usernameOf('Аня')).toBe('');
    expect(JSON.parse(leadBody({ chatId: 7, name: 'Аня' }, { text: 'Hi' })).username).toBe('lead7');
  });
});
