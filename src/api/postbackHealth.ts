/** How a postback does, told from its latest requests. */
import { formatInstant, type Instant } from '../base/instant.ts';
import { type Network, readPostback } from '../network/network.ts';
import type { JournalRecord } from '../store/store.ts';
import type { ApiPostbackHealth } from './contractConfiguration.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Outcomes of requests that found nobody. */
const unmatchedOutcomes: ReadonlySet<string> = new Set(['parked', 'expired', 'otherCampaign']);

/** `calls` newest first; what counts as received, unmatched and unfilled came in the last 24 hours. */
export function postbackHealth(
  calls: readonly JournalRecord[],
  network: Network | undefined,
  now: Instant,
  parked: number,
): ApiPostbackHealth {
  const lastByEvent = new Map<string, string>();
  const unfilled = new Map<string, number>();
  let [received, duplicates, unmatched] = [0, 0, 0];
  for (const { at, outcome, document } of calls) {
    const { method = '', url = '', contentType = '', body = '' } = document.request ?? {};
    const reading = network && readPostback({ method, url, contentType, body }, network);
    const event = document.entries.find((entry) => entry.kind === 'event')?.name ?? reading?.event?.name;
    if (event !== undefined && !lastByEvent.has(event)) lastByEvent.set(event, formatInstant(at));
    if (at < now - dayMs) continue;
    received += 1;
    if (outcome === 'duplicate') duplicates += 1;
    if (unmatchedOutcomes.has(outcome)) unmatched += 1;
    for (const name of new Set(reading?.unfilled)) unfilled.set(name, (unfilled.get(name) ?? 0) + 1);
  }
  const [last] = calls;
  return {
    lastAt: last ? formatInstant(last.at) : null,
    lastByEvent: Object.fromEntries(lastByEvent),
    ...{ received, duplicates, unmatched, parked },
    unmatchedShare: received === 0 ? null : unmatched / received,
    unfilled: Object.fromEntries(unfilled),
  };
}
