/** A rejected or reversed conversion: finds the event whose amount it takes back. */
import { addDecimals, compareDecimals, type Decimal, negateDecimal } from '../base/decimal.ts';
import type { EventReport } from '../event/event.ts';
import type { MoneyEvent } from './dialogSignal.ts';
import { type Walk, warn } from './walk.ts';

export type TakenBack = { cost: Decimal; currency: string; reverses: string };

/**
 * With a transaction id: the lead's latest counted event of that id. Without one: the latest deposit, of
 * the amount if the report names one. Each is taken back once; null, with a warning, when there is none.
 */
export function takeBack(walk: Walk, report: EventReport): TakenBack | null {
  const found = findTaken(walk, report);
  if (!found) warn(walk, 'nothingToTakeBack', `${report.name} takes nothing back: ${why(report)}`);
  return found;
}

/**
 * Whether a reversal that was received before has something to take back after all: the conversion itself
 * came in only behind it.
 */
export const hasCaughtUp = (walk: Walk, report: EventReport): boolean =>
  report.standing === 'reversed' && report.tid !== null && findTaken(walk, report) !== null;

function findTaken(walk: Walk, report: EventReport): TakenBack | null {
  const events = moneyEvents(walk);
  const gone = new Set(events.flatMap((event) => event.reverses ?? []));
  const meant = events.filter((event) => event.standing === null && isMeant(event, report));
  const paid = meant.filter((event) => !isNegative(event.cost));
  // A negative amount beside a positive one of the same transaction is its refund, not another conversion.
  const found = (paid.length > 0 ? paid : meant).findLast((event) => !gone.has(labelOf(event)));
  if (!found) return null;
  const refunds = paid.length === 1 ? meant.filter((event) => isRefundOf(event, found)) : [];
  const left = refunds.reduce((sum, { cost }) => addDecimals(sum, cost), found.cost);
  if (refunds.length > 0 && compareDecimals(left, '0') <= 0) return null;
  return { cost: negateDecimal(left), currency: found.currency, reverses: labelOf(found) };
}

const isNegative = (cost: Decimal): boolean => compareDecimals(cost, '0') < 0;

const isRefundOf = (event: MoneyEvent, paid: MoneyEvent): boolean =>
  event !== paid && isNegative(event.cost) && event.currency === paid.currency;

const labelOf = (event: { name: string; ordinal: number }): string => `${event.name}#${event.ordinal}`;

/** Those of earlier turns, then those of this one. */
function moneyEvents(walk: Walk): MoneyEvent[] {
  const fresh = walk.events.flatMap(({ event, reverses }): MoneyEvent[] =>
    event.cost === null ? [] : [{ ...event, cost: event.cost, standing: event.standing ?? null, reverses }],
  );
  return [...(walk.facts.moneyEvents ?? []), ...fresh];
}

function isMeant(event: MoneyEvent, report: EventReport): boolean {
  if (report.tid) return event.tid === report.tid;
  if (event.name !== 'sale' && event.name !== 'resale') return false;
  if (report.cost === null || compareDecimals(report.cost, '0') === 0) return true;
  return event.currency === report.currency && compareDecimals(event.cost, report.cost) === 0;
}

const why = ({ tid }: EventReport): string =>
  tid ? `no counted amount has the tid ${tid.slice(0, 64)}` : 'no counted deposit is left that it could mean';
