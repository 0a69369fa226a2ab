/** What a failed call of a bot means for what was to be sent. */
import type { CallFailure } from './botApi.ts';

/** The words are Telegram's own (SRV: the open Bot API server's source); shown to operators, so cut. */
export type CallReport =
  /** What was asked for is so already, or cannot matter any more. */
  | { result: 'done' }
  | { result: 'retry'; reason: string; retryAfterSeconds: number | null }
  | { result: 'unreached'; reason: string }
  | { result: 'paused'; seconds: number; reason: string }
  /** Telegram does not know the token, or not the method: only another call can tell. */
  | { result: 'unknown'; reason: string }
  | { result: 'unauthorised'; reason: string }
  | { result: 'migrated'; to: number }
  /** A name of a file, or an address of one, that Telegram does not take. */
  | { result: 'badFile'; reason: string }
  | { result: 'failed' | 'blockedByLead' | 'cannotWrite'; reason: string }
  | { result: 'uncertain'; reason: string };

/** A server that names no time, or an absurd one. */
const shortestPauseSeconds = 1;
const longestPauseSeconds = 24 * 60 * 60;

const longestReason = 300;

const done =
  /message is not modified|query is too old|query ID is invalid|USER_ALREADY_PARTICIPANT|HIDE_REQUESTER_MISSING/i;
const blocked = /bot was blocked by the user|USER_IS_BLOCKED/i;
const unwritable = new RegExp(
  [
    'chat not found|user not found|PEER_ID_INVALID|user is deactivated|USER_DEACTIVATED|INPUT_USER_DEACTIVATED',
    "can't initiate conversation|bot was kicked|is not a member|CHAT_WRITE_FORBIDDEN|no rights to send",
    'BUSINESS_CONNECTION_|BUSINESS_PEER_|business connection not found|BOT_ACCESS_FORBIDDEN',
    "bots can't send messages to bots|chat_id is empty",
  ].join('|'),
  'i',
);
const badFile = new RegExp(
  [
    'wrong file.?identifier|wrong remote file.?i(d|dentifier)|wrong file_?id|FILE_REFERENCE_|MEDIA_EMPTY|FILE_ID_INVALID',
    'failed to get HTTP URL content|wrong type of the web page content|WEBPAGE_|file must be non-empty',
    "type of file mismatch|can't use file of type|EXTERNAL_URL_INVALID|wrong HTTP URL specified",
  ].join('|'),
  'i',
);

export function callReport(failure: CallFailure): CallReport {
  if (failure.of === 'unreached') return { result: 'unreached', reason: `Telegram: ${failure.reason}` };
  if (failure.of === 'doubtful') return { result: 'uncertain', reason: failure.reason };
  const { code, retryAfterSeconds, migrateTo } = failure;
  const reason = clean(failure.description);
  if (code === 429) return { result: 'paused', seconds: pauseOf(retryAfterSeconds), reason };
  if (code === 401) return { result: 'unauthorised', reason };
  if (code === 404) return { result: 'unknown', reason };
  if (code >= 500) return { result: 'retry', reason, retryAfterSeconds };
  if (migrateTo !== null) return { result: 'migrated', to: migrateTo };
  if (done.test(reason)) return { result: 'done' };
  if (blocked.test(reason)) return { result: 'blockedByLead', reason };
  if (unwritable.test(reason)) return { result: 'cannotWrite', reason };
  if (badFile.test(reason)) return { result: 'badFile', reason };
  if (code === 403)
    return { result: /restrict|VOICE_MESSAGES/i.test(reason) ? 'failed' : 'cannotWrite', reason };
  return { result: 'failed', reason };
}

const pauseOf = (seconds: number | null): number =>
  Math.min(longestPauseSeconds, Math.max(shortestPauseSeconds, Math.ceil(seconds ?? shortestPauseSeconds)));

/** A server's words are outside text. */
const clean = (words: string): string =>
  String(words).replaceAll('\0', '').toWellFormed().slice(0, longestReason).toWellFormed();
