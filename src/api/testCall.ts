/** A postback as the network would send it, with sample values in the place of its macros. */
import { networks, postbackUrls } from '../network/network.ts';

export type TestValues = { clickid: string; cost: string; currency: string; tid: string };

/** Path and query of the call; null for an event that the network's URLs do not name. */
export function testCall(
  network: string,
  postbackId: string,
  event: string,
  parameter: string | undefined,
  values: TestValues,
): string | null {
  const known = networks.get(network);
  if (!known) return null;
  const path = `/api/postbacks/${postbackId}/tracker-postback`;
  const ready = postbackUrls(known, path, parameter).find((one) => one.event === event);
  const query = new URLSearchParams();
  const pairs = ready?.url.split('?')[1]?.split('&') ?? [];
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    query.set(name, sampleOf(name, value, known.reads, values));
  }
  // What the network appends by itself, and events that its URLs do not name, are written in our own words.
  query.set('clickid', values.clickid);
  query.set('tracker.event', event);
  if (!ready || pairs.length === 0) {
    query.set('tracker.cost', values.cost);
    query.set('tracker.currency', values.currency);
    query.set('tracker.tid', values.tid);
  }
  return `${path}?${query.toString()}`;
}

function sampleOf(
  name: string,
  value: string,
  reads: Readonly<Record<'cost' | 'currency' | 'tid', readonly string[]>>,
  values: TestValues,
): string {
  for (const what of ['cost', 'currency', 'tid'] as const)
    if (reads[what].includes(name)) return values[what];
  return /[{}[\]%<>]|__/.test(value) ? 'test' : value;
}
