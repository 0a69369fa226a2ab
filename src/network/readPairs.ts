/** Reading `name=value&...`, with the ways in which copying and gluing URLs damages it. */
import { addParameter, deepestNesting, mostParameters, type ParameterList } from './parameterList.ts';
import { percentDecode } from './percentDecode.ts';
import { warn } from './warning.ts';

const mostMends = 20;

/** Reads `text` from `start` on into `list`; what is beyond 1,000 pairs is left with a warning. */
export function readPairs(text: string, start: number, list: ParameterList): void {
  let pairs = 0;
  for (let at = start; at < text.length; ) {
    let end = text.indexOf('&', at);
    if (end < 0) end = text.length;
    if (end > at) {
      pairs += 1;
      if (pairs > mostParameters) {
        warn(list.warnings, 'tooManyParameters', `Only the first ${mostParameters} parameters are read.`);
        return;
      }
      readPair(text.slice(at, end), list);
    }
    at = end + 1;
  }
}

/** `mends` bounds the question marks repaired in one pair: more is no accident, and would go deep. */
function readPair(raw: string, list: ParameterList, mends = 0): void {
  const equals = raw.indexOf('=');
  const rawName = equals < 0 ? raw : raw.slice(0, equals);
  const rawValue = equals < 0 ? '' : raw.slice(equals + 1);
  const name = mendName(percentDecode(rawName), list);
  if (isTooDeep(name)) {
    warn(list.warnings, 'tooDeep', `Nesting is read ${deepestNesting} levels deep.`, name);
    return;
  }
  const hiddenAt = mends < mostMends && rawValue.includes('?') ? hiddenParameterAt(name, rawValue) : -1;
  if (hiddenAt < 0) {
    readValue(name, percentDecode(rawValue), list);
    return;
  }
  warnOfSecondQuestionMark(name, list);
  readValue(name, percentDecode(rawValue.slice(0, hiddenAt)), list);
  readPair(rawValue.slice(hiddenAt + 1), list, mends + 1);
}

/** Takes a decoded value apart where another parameter has been swallowed by it. */
function readValue(name: string, value: string, list: ParameterList): void {
  if (value.includes('?')) {
    const at = hiddenParameterAt(name, value);
    if (at >= 0) {
      warnOfSecondQuestionMark(name, list);
      for (const pair of value.slice(at + 1).split('&', mostParameters)) {
        const equals = pair.indexOf('=');
        if (equals > 0) list.hidden.push([pair.slice(0, equals), pair.slice(equals + 1)]);
      }
      addParameter(list, name, value.slice(0, at));
      return;
    }
  }
  for (const [mangled, meant] of mangledNames) {
    const at = value.indexOf(mangled);
    if (at < 0) continue;
    warnOfMangling(list, mangled, meant);
    addParameter(list, meant, value.slice(at + mangled.length));
    // A currency sign in UTF-8 that was read as Latin-1 leaves the first of its two bytes behind.
    addParameter(list, name, value.slice(0, at).replace(/\u00c2$/, ''));
    return;
  }
  addParameter(list, name, value);
}

// `&curren` and `&reg` are HTML entities even without a semicolon: a page that shows the URL
// unescaped hands out the sign instead. The last is the sign in Latin-1, which is no UTF-8.
const mangledNames: readonly (readonly [mangled: string, meant: string])[] = [
  ['\u00a4cy=', 'currency'],
  ['\u00ae=', 'reg'],
  ['%A4cy=', 'currency'],
];

/** A name without what gluing URLs puts in front of it: `?`, `x?`, `amp;`; and `¤cy` as `currency`. */
function mendName(name: string, list: ParameterList): string {
  if (name.startsWith('amp;')) {
    warn(list.warnings, 'htmlEscaped', 'The URL was copied from HTML: it has &amp; in place of &.', name);
    return mendName(name.replace(/^(?:amp;)+/, ''), list);
  }
  for (const [mangled, meant] of mangledNames) {
    if (name.length !== mangled.length - 1 || !mangled.startsWith(name)) continue;
    warnOfMangling(list, mangled, meant);
    return meant;
  }
  const mark = name.lastIndexOf('?');
  if (mark < 0 || (mark > 0 && !isKnownName(name.slice(mark + 1)))) return name;
  warnOfSecondQuestionMark(name, list);
  return name.slice(mark + 1);
}

function warnOfMangling(list: ParameterList, mangled: string, meant: string): void {
  const text = `The URL was copied from HTML: ${mangled} was read as &${meant}=.`;
  warn(list.warnings, 'htmlMangled', text, meant);
}

function warnOfSecondQuestionMark(name: string, list: ParameterList): void {
  const text =
    'A second ? was read as &; in the URL given to the network only the first parameter follows a ?.';
  warn(list.warnings, 'secondQuestionMark', text, name);
}

const isTooDeep = (name: string): boolean =>
  name.includes('[') && name.split('[', deepestNesting + 2).length > deepestNesting;

/** Names that Signalbox or a network it knows gives a meaning. */
const knownNames: ReadonlySet<string> = new Set([
  'clickid',
  ...['event', 'cost', 'currency', 'tid', 'status'],
  ...['chatId', 'stepId', 'tags', 'tags.add', 'tags.remove', 'requestId', 'ifStep', 'ifStatus'],
  ...['click_id', 'subid', 'sub1', 'reg', 'mail', 'ftd', 'dep', 'payout', 'amount', 'sumdep', 'trader_id'],
]);

const knownPrefix = /^(tracker|fields|details)\./;

const isKnownName = (name: string): boolean => knownNames.has(name) || knownPrefix.test(name);

/** Parameters whose values never hold a question mark: whatever name follows one there is a parameter. */
const plainNames: ReadonlySet<string> = new Set(['clickid', 'event', 'cost', 'currency']);

const holdsNoQuestionMark = (name: string): boolean => plainNames.has(name.replace(/^tracker\./, ''));

/** Where in a value the `?` of a swallowed parameter stands, -1 for nowhere. An address keeps its query. */
function hiddenParameterAt(name: string, value: string): number {
  for (let at = value.indexOf('?'); at >= 0; at = value.indexOf('?', at + 1)) {
    const inner = /^[A-Za-z_][\w.[\]-]*(?==)/.exec(value.slice(at + 1, at + 100))?.[0];
    if (inner === undefined) continue;
    if (holdsNoQuestionMark(name)) return at;
    if (isKnownName(inner)) return /:\/\/|%3a%2f%2f/i.test(value.slice(0, at)) ? -1 : at;
  }
  return -1;
}
