import type { Network } from './networkFile.ts';

/**
 * Every event name that the network can bring by itself: those of its URLs, words, flags and word lists,
 * and the one it means by naming none. Other names still arrive where an owner writes them into a URL,
 * always so with `custom`.
 */
export function eventsOf(network: Network): ReadonlySet<string> {
  return new Set([
    ...network.events.map(({ event }) => event),
    ...network.words.values(),
    ...[...network.flags, ...network.wordLists].map(([, event]) => event),
    ...(network.defaultEvent === undefined ? [] : [network.defaultEvent]),
  ]);
}
