/** A lead's events as sentences, and which facts they prove. */
import { addDecimals, compareDecimals, type Decimal, formatMoney, negateDecimal } from '../base/decimal.ts';
import { clockAt, type Instant } from '../base/instant.ts';
import type { AiLeadEvent } from '../store/store.ts';
import { quoted, withoutFences } from './fence.ts';

const meanings = new Map([
  ['registration', 'registered with the partner'],
  ['sale', 'first deposit'],
  ['resale', 'repeat deposit'],
  ['withdrawal', 'withdrawal'],
]);

const mostEvents = 100;

/** A line an event: `- sale #1 (first deposit): 20.00 USD, 2026-03-02 10:15`. Of very many the latest 100. */
export function describeEvents(events: readonly AiLeadEvent[], timezone: string): string {
  const shown = events.slice(-mostEvents);
  const left = events.length - shown.length;
  const lines = shown.map((event) => describeEvent(event, events, timezone));
  return [...(left > 0 ? [`(${left} earlier events are left out)`] : []), ...lines].join('\n');
}

function describeEvent(event: AiLeadEvent, all: readonly AiLeadEvent[], timezone: string): string {
  const meaning = meanings.get(event.name);
  const words = meaning ? ` (${meaning})` : '';
  const amount = event.cost === null ? '' : ` ${formatMoney(event.cost)} ${event.currency},`;
  return `- ${nameOf(event.name)} #${event.ordinal}${words}:${amount} ${describeTime(event.at, timezone)}${standingOf(event, all)}`;
}

/** A name may be any printable text: what is no plain word stands in quotes, behind no fence. */
const nameOf = (name: string): string => (/^[\w.-]+$/.test(name) ? name : quoted(name, 100));

function standingOf(event: AiLeadEvent, all: readonly AiLeadEvent[]): string {
  if (event.standing === 'held') return ' - HELD: not confirmed yet';
  if (event.standing === 'reversed') {
    return event.reverses === null
      ? ' - a rejection'
      : ` - takes back ${withoutFences(event.reverses).replace('#', ' #')}`;
  }
  return isTakenBack(event, all) ? ' - TAKEN BACK: it does not count any more' : '';
}

const isTakenBack = (event: AiLeadEvent, all: readonly AiLeadEvent[]): boolean =>
  all.some((one) => one.standing === 'reversed' && one.reverses === `${event.name}#${event.ordinal}`);

/** `2026-03-02 10:15`, by the clock of the time zone. */
export function describeTime(at: Instant, timezone: string): string {
  const { year, month, day, hour, minute } = clockAt(at, timezone);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}

/** What has happened for sure: held, rejected and taken back events prove nothing. */
export const provenEvents = (events: readonly AiLeadEvent[]): AiLeadEvent[] =>
  events.filter((event) => !event.standing && !isTakenBack(event, events));

/** Sum by currency of what has happened for sure. */
export function sumsOf(events: readonly AiLeadEvent[]): Map<string, Decimal> {
  const sums = new Map<string, Decimal>();
  for (const { cost, currency } of provenEvents(events)) {
    if (cost !== null) sums.set(currency, addDecimals(sums.get(currency) ?? '0', cost));
  }
  return sums;
}

/** The size of an amount, whatever its direction. */
export const sizeOf = (amount: Decimal): Decimal =>
  compareDecimals(amount, '0') < 0 ? negateDecimal(amount) : amount;
