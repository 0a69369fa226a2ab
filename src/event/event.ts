/** What happened to a lead somewhere else: a registration, a deposit, any named occurrence. */
import type { Decimal } from '../base/decimal.ts';
import type { Instant } from '../base/instant.ts';

/** An event as somebody reports it, before identity and ordinal are known. */
export type EventReport = {
  /** The name that counts, after the network's own words have been translated. */
  name: string;
  /** The name as it was received. */
  receivedName: string;
  /** Null when none was sent or what was sent is no number. */
  cost: Decimal | null;
  /** ISO code, upper case. */
  currency: string;
  /** Transaction id, null when none was sent. */
  tid: string | null;
  /**
   * Absent: its amount counts. `held`: the network has not approved it yet, the amount is shown and not
   * counted. `reversed`: it takes back the amount of the lead's earlier event (the one with this tid).
   */
  standing?: EventStanding;
};

export type EventStanding = 'held' | 'reversed';

/** An event as it was accepted into a dialog. */
export type LeadEvent = EventReport & {
  /** 1 for the lead's first event of that name. */
  ordinal: number;
  at: Instant;
};

export { parseAmount, parseCurrency } from './amount.ts';
export { eventIdentity, nameThatCounts, repeatsWithoutTid } from './eventIdentity.ts';
export { isEventName, isInheritedName, parseEventName } from './eventName.ts';
export type { ReceivedRequest } from './receivedRequest.ts';
export { requestFingerprint } from './requestFingerprint.ts';
