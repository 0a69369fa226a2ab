/** When two reports of an event are one event (product rules on identity and repeat deposits). */
import { digest } from './digest.ts';

/** Events of which a lead has one each, as long as no transaction id tells them apart. */
const onceEvents: ReadonlySet<string> = new Set(['registration', 'sale']);

/** The longest part that stands in an identity as it is; four parts stay under 200 characters. */
const longestPlainPart = 40;

/**
 * The key under which an event is accepted once, for ever; null when every report counts (an event
 * other than `registration` and `sale` without a transaction id). At most 200 ASCII characters.
 *
 * `event` is the translated name BEFORE `nameThatCounts` turns a `sale` into a `resale`: a network
 * with one word for deposits repeats `sale` + tid 2, and it must meet the key that its first `sale`
 * + tid 2 left, although that one was counted as a `resale`.
 */
export function eventIdentity(report: {
  companyId: string;
  clickid: string;
  event: string;
  tid: string | null;
}): string | null {
  const { companyId, clickid, event, tid } = report;
  const lead = part(companyId) + part(clickid) + part(event);
  if (tid !== null && tid !== '') return `tid${lead}${part(tid)}`;
  return onceEvents.has(event) ? `once${lead}` : null;
}

/**
 * Whether a report without transaction id repeats an event of which the lead already has one:
 * `registration` and `sale` count once. `eventIdentity` alone cannot see it when the earlier event
 * had a transaction id, because then the two keys differ. `countSoFar`: accepted events of that name.
 */
export function repeatsWithoutTid(event: string, tid: string | null, countSoFar: number): boolean {
  return countSoFar > 0 && (tid === null || tid === '') && onceEvents.has(event);
}

/**
 * The name an accepted event counts under: a `sale` with a transaction id is a `resale` once the
 * lead has a sale (with or without id). To be asked after the identity was found new, so that a
 * repeat of the first sale never gets here. `salesSoFar`: accepted events named `sale`.
 */
export function nameThatCounts(event: string, tid: string | null, salesSoFar: number): string {
  return event === 'sale' && tid !== null && tid !== '' && salesSoFar > 0 ? 'resale' : event;
}

/**
 * One part, led by its length so that no separator inside can imitate another part. What is long or
 * not plain ASCII (a database key takes neither NUL nor a lone surrogate) is replaced by 128 bits of
 * SHA-256: two ids that collide cannot even be made on purpose.
 */
function part(text: string): string {
  return text.length <= longestPlainPart && isPlainAscii(text)
    ? `=${text.length}:${text}`
    : `~${text.length}:${digest(text)}`;
}

function isPlainAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}
