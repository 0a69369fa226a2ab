/** What an answer to an outgoing call means for the outbox. */
import type { WebhookReport } from '../effect/effect.ts';

type Verdict = Pick<WebhookReport, 'result' | 'reason'>;

const retriedStatuses = new Set([408, 425, 429]);

/** A receiver may not park a call for longer than this. */
const maximumRetryAfterSeconds = 86_400;

/**
 * `problem` says what broke before the answer was whole, null when nothing did. A status that would fail
 * or be retried anyway decides even then; a 2xx does not, because its body could not be read.
 */
export function judgeAnswer(status: number | null, problem: string | null): Verdict {
  if (status === null) return { result: 'retry', reason: problem };
  if (status >= 200 && status < 300)
    return problem === null
      ? { result: 'ok', reason: null }
      : { result: 'retry', reason: `answered ${status}, but ${problem}` };
  if (retriedStatuses.has(status) || (status >= 500 && status < 600)) {
    return { result: 'retry', reason: `answered ${status}` };
  }
  return { result: 'failed', reason: reasonOfFailure(status) };
}

function reasonOfFailure(status: number): string {
  if (status === 410) return 'answered 410: the receiver is gone for good and wants no more calls';
  if (status >= 300 && status < 400) return `answered ${status}: redirects are not followed`;
  return `answered ${status}`;
}

/**
 * Reads a Retry-After header, seconds or an HTTP date (RFC 9110, 10.2.3), as seconds from `now` (in ms),
 * at most 24 h; null when there is none or it cannot be read.
 */
export function readRetryAfter(header: string | undefined, now: number): number | null {
  const text = header?.trim() ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : secondsUntil(text, now);
  return Number.isNaN(seconds) ? null : Math.min(maximumRetryAfterSeconds, Math.max(0, seconds));
}

/** `Date.parse` alone would take `2` or `soon 5` for dates, hence the shape first. */
function secondsUntil(text: string, now: number): number {
  const isHttpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, [\w :-]{10,30} GMT$/.test(text);
  return isHttpDate ? Math.ceil((Date.parse(text) - now) / 1000) : Number.NaN;
}
