/** Talking to a Bot API server: grammY's client, each call bounded in time, each failure told apart. */
import { type Api, Api as GrammyApi, GrammyError, HttpError } from 'grammy';

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

/** `root` without a slash at its end. The token goes into URLs: nothing of grammY's is logged unread. */
export function createBotApi(root: string, token: string, seconds = timeoutSeconds): BotApi {
  const { raw } = new GrammyApi(token, { apiRoot: root, timeoutSeconds: seconds, sensitiveLogs: false });
  // Grammy answers every name with a method, so a promise of this object would take it for another promise.
  return new Proxy(raw, { get: (api, name) => (name === 'then' ? undefined : Reflect.get(api, name)) });
}

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
      retryAfterSeconds: retryAfter ?? null,
      migrateTo: migrateTo ?? null,
    };
  }
  if (error instanceof GrammyError) return { of: 'doubtful', reason: 'no answer that can be read' };
  const cause = error instanceof HttpError ? error.error : error;
  const code = codeOf(cause);
  if (code !== null && unreachedCodes.has(code)) return { of: 'unreached', reason: code };
  return { of: 'doubtful', reason: code ?? 'no answer that can be read' };
}

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('errno' in error && typeof error.errno === 'string') return error.errno;
  return 'name' in error && error.name === 'AbortError' ? 'time-out' : null;
}
