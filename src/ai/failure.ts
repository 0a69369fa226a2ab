/** What a failed call means: another try, another form of the request, or the end. Pure. */
import type { Prompt } from './prompt.ts';
import { repeatsText } from './repeatsText.ts';

/** What is known of a call that brought no usable answer. */
export type Failed = {
  /** Null: there was no answer at all. */
  status: number | null;
  retryAfter: string | undefined;
  /** What broke, or what was unusable about a good answer. */
  problem: string | null;
  final: boolean;
  /** The body of an error answer. */
  body: string;
};

export type Verdict = { retry: boolean; delayMs: number; reason: string };

const retriedStatuses = new Set([408, 425, 429]);
/** An endpoint that asks for more patience gets none: the lead is waiting. */
const longestRetryAfterSeconds = 10;
const ordinaryDelayMs = 500;
const longestErrorText = 200;

/** `hidden` is what must not come back in the reason: the key and the prompt. */
export function judgeFailure(failed: Failed, hidden: { apiKey: string | null; prompt: Prompt }): Verdict {
  const { status, problem, final } = failed;
  if (status === null || (status >= 200 && status < 300)) {
    return { retry: !final, delayMs: ordinaryDelayMs, reason: `the AI endpoint: ${problem ?? 'no answer'}` };
  }
  const text = errorText(failed.body, hidden);
  const reason = `the AI endpoint answered ${status}${text === '' ? '' : `: ${text}`}`;
  if (status >= 300 && status < 400) {
    return {
      retry: false,
      delayMs: 0,
      reason: `the AI endpoint answered ${status}: redirects are not followed`,
    };
  }
  const seconds = /^\d{1,9}$/.test(failed.retryAfter ?? '') ? Number(failed.retryAfter) : null;
  const patient = seconds === null || seconds <= longestRetryAfterSeconds;
  const retry = patient && (retriedStatuses.has(status) || status >= 500);
  return { retry, delayMs: seconds === null ? ordinaryDelayMs : seconds * 1000, reason };
}

/** Whether the endpoint does not know the form in which the answer was asked for. */
export const refusesFormat = ({ status, body }: Failed): boolean =>
  (status === 400 || status === 422 || status === 501) &&
  /response_?format|json_?schema|json_?object|structured[ _]output/i.test(body.slice(0, 20_000));

/** What an endpoint says about its error, short, without control signs, our key or our prompt. */
export function errorText(
  body: string,
  { apiKey, prompt }: { apiKey: string | null; prompt: Prompt },
): string {
  const said = messageIn(body.slice(0, 20_000));
  const hidden = apiKey !== null && apiKey.length > 3 ? said.replaceAll(apiKey, '…') : said;
  if (repeatsText(hidden, [prompt.system, prompt.user])) return '(it repeated the prompt)';
  const plain = hidden
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replace(/\b(?:sk|key|pk|rk)-[\w*.-]{4,}/gi, '…')
    .trim();
  return plain.length > longestErrorText ? `${plain.slice(0, longestErrorText).toWellFormed()}…` : plain;
}

function messageIn(body: string): string {
  const parsed = parse(body);
  const object = isObject(parsed) ? parsed : {};
  const error = isObject(object.error) ? object.error : object;
  const found = [error.message, object.error, object.message, object.detail].find(
    (one) => typeof one === 'string' && one !== '',
  );
  if (typeof found === 'string') return found;
  return /^\s*[<{[]/.test(body) ? '' : body;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
