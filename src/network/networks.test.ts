import { describe, expect, it } from 'vitest';
import custom from './custom.json' with { type: 'json' };
import { parseNetwork } from './networkFile.ts';
import { networks } from './networks.ts';
import { postbackUrls } from './postbackUrls.ts';
import { readPostback } from './readPostback.ts';

const base = 'https://crm.example/api/postbacks/k3Jx/tracker-postback';
const all = [...networks.values()];

/** What the network makes of a URL that it was given. */
const fill = (url: string): string => url.replace(/\{[^}]*\}/g, '7').slice('https://crm.example'.length);

describe('the networks', () => {
  it('come with Signalbox, each under its key: partners, trackers, platforms, and the custom one last', () => {
    expect([...networks.keys()]).toEqual([
      ...['1win', 'binomo', 'pocketoption'],
      ...['keitaro', 'binom', 'voluum', 'redtrack'],
      ...['affise', 'tune', 'everflow'],
      'custom',
    ]);
    for (const [key, network] of networks) expect(network.key).toBe(key);
  });

  it('carry our click id in the parameter that the product promises', () => {
    expect(all.map(({ clickIdParameter }) => clickIdParameter)).toEqual([
      ...['sub1', 'click_id', 'click_id'],
      ...['subid', 'externalid', 'externalid', 'ref_id'],
      ...['sub1', 'aff_sub', 'sub1'],
      'clickid',
    ]);
    expect([...(networks.get('1win')?.clickIds.keys() ?? [])]).toEqual([
      'sub1',
      'sub2',
      'sub3',
      'sub4',
      'sub5',
    ]);
  });

  const samples = all.flatMap((network) =>
    network.samples.map((sample) => ({ network, sample, title: sample.title })),
  );
  it.each(samples)('$network.name: $title', ({ network, sample }) => {
    const { query, body, contentType, expect: expected } = sample;
    const url =
      query === '' ? '/api/postbacks/x/tracker-postback' : `/api/postbacks/x/tracker-postback?${query}`;
    const reading = readPostback({ method: body === '' ? 'GET' : 'POST', url, contentType, body }, network);
    expect({
      clickid: reading.clickid,
      event: reading.event,
      fields: Object.fromEntries(reading.fields),
      warnings: reading.warnings.map(({ code }) => code),
    }).toStrictEqual(expected);
  });

  it.each(all)('$name offers registration, first deposit and deposit, in that order', (network) => {
    const events = postbackUrls(network, base).map(({ event }) => event);
    expect(events.slice(0, 3)).toEqual(['registration', 'sale', 'resale']);
    expect(new Set(events).size).toBe(events.length);
  });

  it.each(all.filter(({ urls }) => urls === 'macros'))(
    '$name: each URL, filled in, reads as its event',
    (network) => {
      for (const { event, url } of postbackUrls(network, base)) {
        const reading = readPostback({ method: 'GET', url: fill(url), contentType: '', body: '' }, network);
        expect(reading).toMatchObject({ clickid: '7', event: { name: event }, unfilled: [] });
        expect(reading.warnings.filter(({ code }) => code !== 'currencyNotUnderstood')).toEqual([]);
        const raw = readPostback(
          { method: 'GET', url: url.slice('https://crm.example'.length), contentType: '', body: '' },
          network,
        );
        expect(raw).toMatchObject({
          clickid: null,
          event: { name: event, cost: null, tid: null },
          fields: [],
        });
      }
    },
  );
});

describe('postbackUrls', () => {
  const urlsOf = (key: string, parameter?: string): string[] => {
    const network = networks.get(key);
    return network ? postbackUrls(network, base, parameter).map(({ url }) => url) : [];
  };

  it("puts 1win's macros in place, unencoded", () => {
    expect(urlsOf('1win')[1]).toBe(
      `${base}?clickid={sub1}&tracker.event=sale&tracker.cost={amount}&tracker.currency=USD` +
        '&tracker.tid={transaction_id}&fields.user_id={user_id}&fields.last_deposit={amount}',
    );
  });

  it('takes the click id from the parameter that the owner chose', () => {
    expect(urlsOf('1win', 'sub4')[0]).toContain('?clickid={sub4}&');
    expect(urlsOf('1win', 'nonsense')[0]).toContain('?clickid={sub1}&');
  });

  it('gives Binomo, which appends a query of its own, the bare URL', () => {
    expect(new Set(urlsOf('binomo'))).toEqual(new Set([base]));
  });

  it("puts a platform's macros in place, its status among them", () => {
    expect(urlsOf('affise', 'sub8')[1]).toBe(
      `${base}?clickid={sub8}&tracker.event=sale&tracker.cost={sum}&tracker.currency={currency}` +
        '&tracker.tid={transactionid}&status={status}&fields.last_deposit={sum}',
    );
  });

  it('sends a withdrawal as a negative amount', () => {
    expect(urlsOf('custom').at(-1)).toContain('tracker.event=withdrawal&tracker.cost=-{amount}');
  });
});

describe('parseNetwork', () => {
  it.each([
    ['an unknown key', { ...custom, colour: 'red' }, 'colour'],
    [
      'an impossible event',
      { ...custom, events: [{ event: 'resale#2', title: 'x' }] },
      'expected an event name',
    ],
    ['no click id', { ...custom, clickIds: {} }, 'clickIds'],
    ['an upper-case word', { ...custom, words: { FTD: 'sale' } }, 'words'],
    ['an upper-case held event', { ...custom, held: ['Hold'] }, 'held'],
    ['an upper-case reversed event', { ...custom, reversed: ['Refund'] }, 'reversed'],
    ['no sample', { ...custom, samples: [] }, 'samples'],
    ['no object', 'x', 'object'],
  ])('refuses %s and says where', (_what, file, place) => {
    const network = parseNetwork(file);
    expect(network.ok ? '' : network.reason).toContain(place);
  });
});
