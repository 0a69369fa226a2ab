/** The URLs that the owner pastes into the network's cabinet. */
import type { Network } from './networkFile.ts';

export type PostbackUrl = { event: string; title: string; url: string };

/**
 * One ready URL per event that the network knows, the network's own macros in place and unencoded.
 * `postbackUrl` is `https://host/api/postbacks/<id>/tracker-postback`. `parameter` is the one that
 * carries the click id in the registration link, the network's default when absent or unknown to it.
 * A network that appends a query of its own (Binomo) gets the bare URL for every event.
 */
export function postbackUrls(network: Network, postbackUrl: string, parameter?: string): PostbackUrl[] {
  const carrier =
    parameter !== undefined && network.clickIds.has(parameter) ? parameter : network.clickIdParameter;
  const clickId = network.clickIds.get(carrier) ?? '';
  return network.events.map(({ event, title, parameters }) => {
    if (network.urls === 'bare') return { event, title, url: postbackUrl };
    // An event's name is any text; the macros after it must stay as the network spells them.
    const pairs = [`clickid=${clickId}`, `tracker.event=${encodeURIComponent(event)}`];
    for (const [name, macro] of Object.entries(parameters)) pairs.push(`${name}=${macro}`);
    return { event, title, url: `${postbackUrl}?${pairs.join('&')}` };
  });
}
