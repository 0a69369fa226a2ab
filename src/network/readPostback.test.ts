import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import custom from './custom.json' with { type: 'json' };
import { parseNetwork } from './networkFile.ts';
import { networks } from './networks.ts';
import { readPostback } from './readPostback.ts';

function readBy(key: string, query: string, body = '', contentType = '') {
  const network = networks.get(key);
  if (!network) throw new Error(`no network ${key}`);
  const url = `/api/postbacks/x/tracker-postback?${query}`;
  const reading = readPostback({ method: 'GET', url, contentType, body }, network);
  return {
    ...reading,
    fields: Object.fromEntries(reading.fields),
    codes: reading.warnings.map(({ code }) => code),
  };
}
const read = (query: string, body = '', contentType = '') => readBy('custom', query, body, contentType);

describe('readPostback', () => {
  it("reads the seed's first deposit", () => {
    const query =
      'clickid=c1&tracker.event=sale&tracker.cost=20&tracker.currency=USD&fields.last_deposit=20&fields.user_id=7';
    expect(read(query)).toEqual({
      clickid: 'c1',
      event: { name: 'sale', receivedName: 'sale', cost: '20', currency: 'USD', tid: null },
      fields: { last_deposit: '20', user_id: '7' },
      warnings: [],
      unfilled: [],
      codes: [],
    });
  });

  it('takes the short names for the long ones, and the long ones before the short', () => {
    expect(read('clickid=c&event=sale&cost=1&currency=eur&tid=t').event).toEqual({
      name: 'sale',
      receivedName: 'sale',
      cost: '1',
      currency: 'EUR',
      tid: 't',
    });
    expect(read('clickid=c&tracker.event=sale&event=resale&tracker.tid=1&tid=2').event).toMatchObject({
      name: 'sale',
      tid: '1',
    });
  });

  it('takes status for the event only when no event is given', () => {
    expect(read('clickid=c&status=registration').event?.name).toBe('registration');
    expect(read('clickid=c&status=approved&event=sale').event?.name).toBe('sale');
    expect(read('clickid=c&event=&status=sale').event?.name).toBe('sale');
  });

  it('has no click id where it is empty, absent or a placeholder', () => {
    expect(read('clickid=&event=sale').clickid).toBeNull();
    expect(read('event=sale').clickid).toBeNull();
    expect(read('clickid={clickid}&event=sale')).toMatchObject({ clickid: null, unfilled: ['clickid'] });
  });

  it("knows its own events in any letter case and keeps the sender's spelling beside", () => {
    expect(read('event=SALE').event).toMatchObject({ name: 'sale', receivedName: 'SALE' });
    expect(read('event=Level_5').event).toMatchObject({ name: 'Level_5', receivedName: 'Level_5' });
  });

  it.each(['resale%232', '__proto__', 'constructor', 'x'.repeat(65), 'a%01b'])(
    'refuses the event %s',
    (name) => {
      expect(read(`clickid=c&event=${name}&fields.a=1`)).toMatchObject({
        clickid: 'c',
        event: null,
        fields: { a: '1' },
        codes: ['eventNotUnderstood'],
      });
    },
  );

  it.each([
    ['20', '20'],
    ['-10', '-10'],
    ['1,5', '1.5'],
    ['1%20500.00', '1500.00'],
    ['1+500.00', '1500.00'],
    ['-0', '0'],
    ['%2B3', '3'],
  ])('reads the cost %s as %s', (sent, cost) => {
    expect(read(`event=sale&tracker.cost=${sent}`)).toMatchObject({ event: { cost }, codes: [] });
  });

  it.each(['NaN', 'Infinity', '-Infinity', '1e400', 'twenty', '0x10', '-'])(
    'records the event without an amount when the cost is %s',
    (cost) => {
      expect(read(`clickid=c&event=sale&cost=${cost}&tid=1`)).toMatchObject({
        event: { name: 'sale', cost: null, tid: '1' },
        codes: ['costNotUnderstood'],
      });
    },
  );

  it('defaults the currency to USD, with a warning where something else was meant', () => {
    expect(read('event=sale&cost=1')).toMatchObject({ event: { currency: 'USD' }, codes: [] });
    expect(read('event=sale&cost=1&currency=usdt').event?.currency).toBe('USDT');
    expect(read('event=sale&cost=1&currency=%E2%82%AC')).toMatchObject({
      event: { currency: 'USD' },
      codes: ['currencyNotUnderstood'],
    });
  });

  it('counts every unfilled macro as absent, and names it', () => {
    const query =
      'clickid=%7Bclickid%7D&tracker.event={event}&status=sale&cost={cost}&tid={{tid}}&fields.a={a}&fields.b=%257Bb%257D';
    expect(read(query)).toMatchObject({
      clickid: null,
      event: { name: 'sale', cost: null, tid: null },
      fields: {},
      unfilled: ['clickid', 'tracker.event', 'cost', 'tid', 'fields.a', 'fields.b'],
    });
    expect(read(query).codes).toEqual(Array(6).fill('unfilledMacro'));
  });

  it('reads fields with allowed keys only', () => {
    const bad = ['1a', 'a b', 'a.b', 'é', '', 'x'.repeat(65), 'toString'];
    const query = bad.map((key) => `fields.${encodeURIComponent(key)}=1`).join('&');
    const seen = read(`${query}&fields.__proto__=1&fields.ok=2&fields._a-1=3&fields.${'x'.repeat(64)}=4`);
    expect(seen.fields).toEqual({ ok: '2', '_a-1': '3', ['x'.repeat(64)]: '4' });
    expect(seen.codes).toEqual(['nameNotAllowed', ...bad.map(() => 'fieldKeyNotAllowed')]);
  });

  it('takes details. for fields., which goes first', () => {
    expect(read('details.a=1&details.b=2&fields.a=3').fields).toEqual({ a: '3', b: '2' });
  });

  it('leaves out a field value of more than 4,096 characters', () => {
    expect(read(`fields.a=${'x'.repeat(4096)}`).codes).toEqual([]);
    expect(read(`fields.a=${'x'.repeat(4097)}&fields.b=1`)).toMatchObject({
      fields: { b: '1' },
      codes: ['fieldTooLong'],
    });
  });

  it('says which parameters were repeated', () => {
    expect(read('clickid=a&clickid=b')).toMatchObject({ clickid: 'b', codes: ['repeatedParameter'] });
  });

  it('ignores what it does not know, in silence', () => {
    expect(read('clickid=c&event=sale&foo=bar&baz={baz}&x.y=1').codes).toEqual([]);
  });

  it('goes by the first flag that is true', () => {
    expect(readBy('pocketoption', 'click_id=c&reg=1&ftd=0&dep={dep}')).toMatchObject({
      event: { name: 'registration', receivedName: 'reg' },
      unfilled: ['dep'],
    });
    expect(readBy('pocketoption', 'click_id=c&reg=0&ftd=false&dep=').event).toBeNull();
    expect(readBy('custom', 'clickid=c&reg=true').event).toBeNull();
  });

  it('assumes no sale from fields alone', () => {
    expect(readBy('keitaro', 'subid=c&fields.a=1').event).toBeNull();
  });

  it.each(['hold', 'pending', 'Hold', 'PENDING'])('holds the amount of a custom %s', (name) => {
    expect(read(`event=${name}&cost=20&tid=1`).event).toMatchObject({ name, cost: '20', standing: 'held' });
  });

  it.each(['rejected', 'reversed', 'chargeback', 'refund', 'Refund'])('lets a custom %s reverse', (name) => {
    for (const cost of ['', '20', '0', '-0', 'much', '-{amount}']) {
      expect(read(`event=${name}&cost=${cost}&tid=1`).event?.standing).toBe('reversed');
    }
  });

  it('takes a negative amount once: the event counts it and reverses nothing besides', () => {
    for (const [key, word] of [
      ['custom', 'refund'],
      ['keitaro', 'rejected'],
      ['binom', 'chargeback'],
    ] as const) {
      const { event } = readBy(key, `clickid=c&event=${word}&tracker.cost=-0.01&tid=1`);
      expect(event).toMatchObject({ cost: '-0.01' });
      expect(event).not.toHaveProperty('standing');
    }
    const { event } = readBy('tune', 'clickid=c&tracker.event=sale&status=rejected&tracker.cost=-5&tid=1');
    expect(event).toMatchObject({ name: 'rejected', cost: '-5' });
    expect(event).not.toHaveProperty('standing');
  });

  it('knows our own hold and rejected from every network', () => {
    for (const key of networks.keys()) {
      expect(readBy(key, 'clickid=c&tracker.event=hold').event?.standing).toBe('held');
      expect(readBy(key, 'clickid=c&tracker.event=rejected').event?.standing).toBe('reversed');
    }
  });

  it('has no standing where the amount counts', () => {
    for (const name of ['sale', 'withdrawal', 'cancelled', 'declined', 'level_5', 'holder']) {
      expect(read(`event=${name}&cost=1`).event).not.toHaveProperty('standing');
    }
  });

  it("leaves a custom network's names to their owner", () => {
    for (const name of ['lead', 'approved', 'rebill', 'trash']) {
      expect(read(`event=${name}`).event).toMatchObject({ name, receivedName: name });
    }
  });

  it.each([
    ['sale', 'declined', '5', { name: 'rejected', receivedName: 'declined', standing: 'reversed' }],
    ['registration', 'declined', '', { name: 'rejected', receivedName: 'declined', standing: 'reversed' }],
    ['sale', 'pending', '5', { name: 'hold', receivedName: 'pending', standing: 'held' }],
    [
      'registration',
      'pending',
      '5',
      { name: 'registration', receivedName: 'registration', standing: 'held' },
    ],
  ])('lets a status go before the event it stands beside: %s, %s', (event, status, cost, expected) => {
    const query = `clickid=c&tracker.event=${event}&status=${status}&tracker.cost=${cost}&tid=1`;
    for (const key of ['tune', 'everflow', 'redtrack', 'affise']) {
      expect(readBy(key, query).event).toMatchObject(expected);
    }
  });

  it.each(['approved', '', 'other', '{status}'])(
    'keeps the event beside the status %j, which neither holds nor reverses',
    (status) => {
      const { event } = readBy('tune', `clickid=c&tracker.event=sale&status=${status}&tracker.cost=5`);
      expect(event).toEqual({ name: 'sale', receivedName: 'sale', cost: '5', currency: 'USD', tid: null });
    },
  );

  it('says once that the status was not filled in', () => {
    expect(readBy('affise', 'clickid=c&tracker.event=sale&status={status}').unfilled).toEqual(['status']);
    expect(readBy('affise', 'clickid=c&status={status}&event=sale').unfilled).toEqual(['status']);
    expect(readBy('affise', 'clickid=c&status={status}').event).toBeNull();
    const network = parseNetwork({ ...custom, reads: { event: ['status'] }, statuses: ['status'] });
    const url = '/x?clickid=c&status={status}&event=sale';
    const reading =
      network.ok && readPostback({ method: 'GET', url, contentType: '', body: '' }, network.value);
    expect(reading).toMatchObject({ event: { name: 'sale' }, unfilled: ['status'] });
  });

  it('leaves a status alone where the network sends it for something else', () => {
    expect(readBy('pocketoption', 'clickid=c&tracker.event=withdrawal&status=declined').event?.name).toBe(
      'withdrawal',
    );
    expect(read('clickid=c&event=sale&status=rejected').event?.name).toBe('sale');
  });

  it('never throws', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom(
            'clickid=',
            'event=',
            '{',
            '}',
            'status=',
            'cost=',
            '&',
            '-',
            'fields.',
            '%',
            '=',
            '1',
            'reg',
          ),
        )
        .map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...networks.keys()), text, text, (key, query, body) => {
        const reading = readBy(key, query, body);
        expect(reading.clickid).not.toBe('');
        expect(reading.event?.tid).not.toBe('');
      }),
    );
  });
});
