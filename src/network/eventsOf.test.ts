import { describe, expect, it } from 'vitest';
import custom from './custom.json' with { type: 'json' };
import { eventsOf } from './eventsOf.ts';
import { parseNetwork } from './networkFile.ts';
import { networks } from './networks.ts';
import { readPostback } from './readPostback.ts';

const named = (key: string): ReadonlySet<string> => {
  const network = networks.get(key);
  return network ? eventsOf(network) : new Set();
};

describe('eventsOf', () => {
  it('knows the events of the URLs, words, flags, word lists and of a request that names none', () => {
    const network = parseNetwork({
      ...custom,
      events: [{ event: 'byUrl', title: 'x' }],
      words: { w: 'byWord' },
      flags: { f: 'byFlag' },
      wordLists: { l: 'byList' },
      defaultEvent: 'byDefault',
    });
    const ours = ['registration', 'sale', 'resale', 'withdrawal'];
    expect(network.ok && [...eventsOf(network.value)].sort()).toEqual(
      [...ours, 'byUrl', 'byWord', 'byFlag', 'byList', 'byDefault'].sort(),
    );
  });

  it('knows what trackers and platforms hold and reject, and not what a partner never sends', () => {
    for (const key of ['keitaro', 'binom', 'voluum', 'redtrack', 'affise', 'tune', 'everflow']) {
      expect([...named(key)], key).toEqual(expect.arrayContaining(['hold', 'rejected']));
    }
    expect(named('1win').has('hold')).toBe(false);
    expect(named('binomo').has('install')).toBe(true);
  });

  it('covers every word of a network: what a word reads as is among them', () => {
    for (const network of networks.values()) {
      for (const word of network.words.keys()) {
        const url = `/x?clickid=c&tracker.event=${encodeURIComponent(word)}`;
        const { event } = readPostback({ method: 'GET', url, contentType: '', body: '' }, network);
        expect(eventsOf(network).has(event?.name ?? '')).toBe(true);
      }
    }
  });
});
