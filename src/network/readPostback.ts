/** What a network's call says: whose it is, what happened, what else is known. */
import { compareDecimals, type Decimal } from '../base/decimal.ts';
import {
  type EventReport,
  type EventStanding,
  isInheritedName,
  parseAmount,
  parseCurrency,
  parseEventName,
  type ReceivedRequest,
} from '../event/event.ts';
import type { Network } from './networkFile.ts';
import { isPlaceholder } from './placeholder.ts';
import { readParameters } from './readParameters.ts';
import { type Warning, warn } from './warning.ts';

export type PostbackReading = {
  /** Null when absent, empty or still a placeholder. */
  clickid: string | null;
  /** Null when no event is named or the name cannot be one. */
  event: EventReport | null;
  /** `fields.<key>` (or `details.<key>`) with an allowed key; values at most 4,096 characters, '' possible. */
  fields: [key: string, value: string][];
  warnings: Warning[];
  /** Names of the parameters whose macro the network has not filled in. */
  unfilled: string[];
};

const defaultCurrency = 'USD';
const longestFieldValue = 4096;

type Reader = {
  network: Network;
  parameters: ReadonlyMap<string, string>;
  warnings: Warning[];
  unfilled: string[];
};

/** Reads a postback by the network's rules. Never fails: what is unusable is left out with a warning. */
export function readPostback(request: ReceivedRequest, network: Network): PostbackReading {
  const { parameters, warnings, repeated } = readParameters(request);
  for (const name of repeated)
    warn(warnings, 'repeatedParameter', 'Sent more than once; the last value counts.', name);
  const reader: Reader = { network, parameters, warnings, unfilled: [] };
  const clickid = firstValue(reader, 'clickid');
  const event = readEvent(reader);
  return { clickid, event, fields: readFields(reader), warnings, unfilled: reader.unfilled };
}

/** The first of the names that has a value; a placeholder is none. */
function firstValue(reader: Reader, what: keyof Network['reads']): string | null {
  for (const name of reader.network.reads[what]) {
    const value = reader.parameters.get(name);
    if (value === undefined || value === '') continue;
    if (!isPlaceholder(value)) return value;
    noteUnfilled(reader, name, value);
  }
  return null;
}

function noteUnfilled(reader: Reader, name: string, value: string): void {
  reader.unfilled.push(name);
  const text = `The network has not filled in the macro ${value.slice(0, 80)}; it counts as absent.`;
  warn(reader.warnings, 'unfilledMacro', text, name);
}

function readEvent(reader: Reader): EventReport | null {
  const sent = firstValue(reader, 'event') ?? flagOf(reader);
  const costText = firstValue(reader, 'cost');
  const currencyText = firstValue(reader, 'currency');
  const tid = firstValue(reader, 'tid');
  const named = sent ?? defaultEventOf(reader, costText !== null || tid !== null);
  if (named === null) return null;
  const status = statusBeside(reader, named);
  const receivedName = status?.overrules ? status.word : named;
  const name = parseEventName(translate(reader, receivedName));
  if (!name.ok) {
    warn(reader.warnings, 'eventNotUnderstood', `No event was recorded: ${name.reason}.`, 'tracker.event');
    return null;
  }
  const cost = readCost(reader, costText);
  const currency = readCurrency(reader, currencyText);
  const isHeldBeside = status !== null && !status.overrules && cost !== null;
  const standing = isHeldBeside ? status.standing : standingOf(reader.network, name.value, cost);
  return { name: name.value, receivedName, cost, currency, tid, ...(standing ? { standing } : {}) };
}

/**
 * How the event's amount stands, null when it counts. A reversal with a negative amount of its own
 * (`refund`, -20) is an ordinary event: that amount is what it takes back, and taking back the earlier
 * event's as well would count it twice.
 */
function standingOf(network: Network, name: string, cost: Decimal | null): EventStanding | null {
  const standing = network.standings.get(name.toLowerCase()) ?? null;
  return standing === 'reversed' && cost !== null && compareDecimals(cost, '0') < 0 ? null : standing;
}

type StatusBeside = { word: string; standing: EventStanding; overrules: boolean };

/**
 * A status sent beside the event's name, where it says that the amount is held or taken back; null when
 * it says neither. It names the event then (a declined `sale` must not act as a sale, and `hold` + tid 5
 * must leave `sale` + tid 5 free for the approval), but for a pending `registration`: the person has
 * signed up, whoever may still have to approve the amount.
 */
function statusBeside(reader: Reader, named: string): StatusBeside | null {
  const { network, parameters } = reader;
  for (const parameter of network.statuses) {
    const word = parameters.get(parameter);
    if (word === undefined || word === '') continue;
    if (isPlaceholder(word)) {
      if (!reader.unfilled.includes(parameter)) noteUnfilled(reader, parameter, word);
      continue;
    }
    const standing = network.standings.get(translate(reader, word).toLowerCase());
    if (standing === undefined) continue;
    const isPendingRegistration = standing === 'held' && translate(reader, named) === 'registration';
    return { word, standing, overrules: !isPendingRegistration };
  }
  return null;
}

/** The parameter that names an event by being true (`reg=true`), null for none. */
function flagOf(reader: Reader): string | null {
  for (const [parameter] of reader.network.flags) {
    const value = reader.parameters.get(parameter);
    if (value === undefined || value === '') continue;
    if (isPlaceholder(value)) noteUnfilled(reader, parameter, value);
    else if (/^(true|1|yes)$/i.test(value)) return parameter;
  }
  return null;
}

/** What a network that may leave the event out means by it; not where its macro merely stayed unfilled. */
function defaultEventOf(reader: Reader, hasConversion: boolean): string | null {
  const { defaultEvent, reads } = reader.network;
  if (defaultEvent === undefined || !hasConversion) return null;
  if (reader.unfilled.some((name) => reads.event.includes(name))) return null;
  warn(reader.warnings, 'eventAssumed', `No event was named; the network means ${defaultEvent} by that.`);
  return defaultEvent;
}

/** The network's word as an event's name; words are compared in lower case, unknown ones stay. */
function translate(reader: Reader, received: string): string {
  const { network, parameters } = reader;
  const word = received.toLowerCase();
  for (const [parameter, event] of network.wordLists) {
    const list = parameters.get(parameter);
    if (
      list
        ?.toLowerCase()
        .split(',')
        .some((entry) => entry.trim() === word)
    )
      return event;
  }
  for (const [flag, event] of network.flags) if (flag === word) return event;
  return network.words.get(word) ?? received;
}

function readCost(reader: Reader, text: string | null): Decimal | null {
  if (text === null) return null;
  const cost = parseAmount(text);
  if (cost.ok) return cost.value;
  warn(reader.warnings, 'costNotUnderstood', `The event has no amount: ${cost.reason}.`, 'tracker.cost');
  return null;
}

function readCurrency(reader: Reader, text: string | null): string {
  if (text === null) return defaultCurrency;
  const currency = parseCurrency(text);
  if (currency.ok) return currency.value;
  const reason = `${currency.reason}; ${defaultCurrency} was taken.`;
  warn(reader.warnings, 'currencyNotUnderstood', reason, 'tracker.currency');
  return defaultCurrency;
}

function readFields(reader: Reader): [key: string, value: string][] {
  const fields: [string, string][] = [];
  for (const [name, value] of reader.parameters) {
    if (name.startsWith('fields.')) addField(reader, fields, name, name.slice('fields.'.length), value);
    else if (name.startsWith('details.')) {
      const key = name.slice('details.'.length);
      if (!reader.parameters.has(`fields.${key}`)) addField(reader, fields, name, key, value);
    }
  }
  return fields;
}

function addField(
  reader: Reader,
  fields: [string, string][],
  name: string,
  key: string,
  value: string,
): void {
  if (!/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(key) || isInheritedName(key)) {
    const text = 'A field key begins with a letter or _ and has at most 64 letters, digits, _ and -.';
    warn(reader.warnings, 'fieldKeyNotAllowed', text, name);
  } else if (value.length > longestFieldValue) {
    warn(reader.warnings, 'fieldTooLong', `A field value has at most ${longestFieldValue} characters.`, name);
  } else if (isPlaceholder(value)) {
    noteUnfilled(reader, name, value);
  } else {
    fields.push([key, value]);
  }
}
