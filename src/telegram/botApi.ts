/** Talking to a Bot API server: grammY's client, each call bounded in time, each failure told apart. */
import { type Api, Api as GrammyApi, GrammyError, HttpError } from 'grammy';
import { integerOf, numberOf } from './unread.ts';

/** Why a call did not do what it should. */
export type CallFailure =
  /** Telegram answered no: nothing has happened. `code` is its error_code. */
  | {
      of: 'refused';
      code: number;
      description: string;
      retryAfterSeconds: number | null;
      migrateTo: number | null;
    }
  /** It certainly never got there: no such host, connection refused, no TLS. */
  | { of: 'unreached'; reason: string }
  /** It may have been done: the connection broke or the time was up after it had been sent. */
  | { of: 'doubtful'; reason: string };

export type BotApi = Api['raw'];

/** Longer than Telegram takes for anything but an upload and a long poll, which bring their own bound. */
const timeoutSeconds = 30;

/** Telegram's largest answer, a list of updates, ends near 4 MB. */
const largestAnswer = 16 * 1024 * 1024;

/**
 * `root` without a slash at its end. The token goes into URLs: nothing of grammY's is logged unread, no
 * redirection takes what is sent elsewhere, and the words of a refusal come without
 * the token and the webhook's secret.
 */
export function createBotApi(root: string, token: string, seconds = timeoutSeconds): BotApi {
  const { raw, config } = new GrammyApi(token, {
    ...{ apiRoot: root, timeoutSeconds: seconds, sensitiveLogs: false },
    baseFetchConfig: { redirect: 'error', size: largestAnswer },
  });
  config.use(async (call, method, payload, signal) => {
    const answer = await call(method, payload, signal);
    if (answer.ok) return answer;
    const secrets = [token, encodeURIComponent(token), webhookSecretIn(payload)];
    return { ...answer, description: without(secrets, String(answer.description)) };
  });
  // Grammy answers every name with a method, so a promise of this object would take it for another promise.
  return new Proxy(raw, { get: (api, name) => (name === 'then' ? undefined : Reflect.get(api, name)) });
}

function webhookSecretIn(payload: object): string {
  return 'secret_token' in payload && typeof payload.secret_token === 'string' ? payload.secret_token : '';
}

const without = (secrets: readonly string[], words: string): string =>
  secrets.reduce((left, secret) => (secret === '' ? left : left.replaceAll(secret, '…')), words);

/** Errors of a connection that was never made, by Node's own codes. */
const unreachedCodes = new Set([
  ...['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'],
  ...['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'EPROTO'],
  ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_TLS_CERT_ALTNAME_INVALID'],
]);

/** What a failed call of a `BotApi` means; anything that is not known to be harmless is doubtful. */
export function readFailure(error: unknown): CallFailure {
  // A server that is none of Telegram's may answer something else than its form of a refusal.
  if (error instanceof GrammyError && Number.isInteger(error.error_code)) {
    const { retry_after: retryAfter, migrate_to_chat_id: migrateTo } = error.parameters;
    return {
      of: 'refused',
      code: error.error_code,
      description: String(error.description),
      retryAfterSeconds: secondsOf(retryAfter),
      migrateTo: integerOf(migrateTo),
    };
  }
  if (error instanceof GrammyError) return { of: 'doubtful', reason: 'no answer that can be read' };
  const cause = error instanceof HttpError ? error.error : error;
  const code = codeOf(cause);
  if (code !== null && unreachedCodes.has(code)) return { of: 'unreached', reason: code };
  return { of: 'doubtful', reason: code ?? 'no answer that can be read' };
}

/** No longer than an update is kept: timers and dates have bounds of their own. */
const longestWaitSeconds = 24 * 60 * 60;

/** Seconds to wait as a server names them, from one up to a day; null for what is no number. */
export function secondsOf(named: unknown): number | null {
  const seconds = numberOf(named);
  return seconds === null ? null : Math.min(longestWaitSeconds, Math.max(1, Math.ceil(seconds)));
}

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('errno' in error && typeof error.errno === 'string') return error.errno;
  return 'name' in error && error.name === 'AbortError' ? 'time-out' : null;
}
