/** What a lead has sent, from Telegram into our own keeping. */
import type { FileKeeper, Kept } from '../base/fileKeeper.ts';
import { type CallFailure, createBotApi, readFailure, secondsOf } from './botApi.ts';
import { callSignal } from './callSignal.ts';

/** Bots may download so much (Bot API, getFile). */
export const downloadLimit = 20 * 1024 * 1024;

/** A whole download; 20 MB in it are 1.3 Mbit/s. */
const timeoutMs = 120_000;

export type Fetched =
  | { result: 'kept'; kept: Kept }
  | { result: 'failed'; reason: string }
  | { result: 'retry'; reason: string; retryAfterSeconds: number | null; pauses: boolean };

/** A slash at the end of `root` is none of its. */
export type FileSource = { root: string; token: string; keeper: FileKeeper };

const tooLarge = 'it is larger than the 20 MB that Telegram lets bots fetch';
const again = (reason: string): Fetched => ({
  result: 'retry',
  reason,
  retryAfterSeconds: null,
  pauses: false,
});

const pause = (reason: string, seconds: number | null): Fetched => ({
  result: 'retry',
  reason,
  retryAfterSeconds: seconds ?? 5,
  pauses: true,
});

/**
 * Asks Telegram where the file is and streams it into the storage. The link holds the bot's token: it is made,
 * used and forgotten in this file, and no reason or error that leaves it was made from the link. Throws only
 * what the storage throws.
 */
export async function fetchFile(
  { root, token, keeper }: FileSource,
  { fileId, size }: { fileId: string; size: number | null },
  stop: AbortSignal,
): Promise<Fetched> {
  if (size !== null && size > downloadLimit) return { result: 'failed', reason: tooLarge };
  const signal = AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]);
  const api = createBotApi(root, token);
  const found = await api
    .getFile({ file_id: fileId }, callSignal(signal))
    .then(({ file_path: path }) => ({ path: isText(path) ? path : '' }))
    .catch((error: unknown) => judge(readFailure(error), token));
  if ('result' in found) return found;
  if (!isPlainPath(found.path)) {
    return { result: 'failed', reason: 'the Bot API server does not hand its content out' };
  }
  const path = found.path.split('/').map(encodeURIComponent).join('/');
  return download(`${root}/file/bot${token}/${path}`, keeper, signal);
}

async function download(link: string, keeper: FileKeeper, signal: AbortSignal): Promise<Fetched> {
  const answer = await fetch(link, { signal, redirect: 'error' }).catch(() => null);
  if (!answer) return again('Telegram could not be reached');
  if (!answer.ok || !answer.body) {
    await answer.body?.cancel().catch(() => undefined);
    const wait = Number(answer.headers.get('retry-after'));
    if (answer.status !== 429) return again(`Telegram answered ${answer.status}`);
    return pause('too many requests', wait > 0 ? secondsOf(wait) : null);
  }
  try {
    const kept = await keeper.keep(readSafely(answer.body), downloadLimit);
    return kept.ok ? { result: 'kept', kept: kept.value } : { result: 'failed', reason: tooLarge };
  } catch (error) {
    if (error instanceof BrokenDownload) return again('the download broke off');
    throw error;
  }
}

class BrokenDownload extends Error {}

/** The client's own errors may name what was asked for: none of them goes on. */
async function* readSafely(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* body;
  } catch {
    throw new BrokenDownload('the download broke off');
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** As Telegram names its files (`photos/file_1.jpg`); a server of one's own may name a path of its machine. */
const isPlainPath = (path: string): boolean =>
  path.length < 1000 &&
  path.isWellFormed() &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

function judge(failure: CallFailure, token: string): Fetched {
  if (failure.of !== 'refused') return again('Telegram could not be reached');
  const { code, description, retryAfterSeconds } = failure;
  const reason = description.replaceAll(token, '').slice(0, 300);
  if (code === 429) return pause(reason, retryAfterSeconds);
  if (/file is too big/i.test(description)) return { result: 'failed', reason: tooLarge };
  // 401 and 404 are the token's: a new one reads the same file.
  const passing = code >= 500 || code === 401 || code === 404 || /temporarily unavailable/i.test(description);
  return passing ? again(reason) : { result: 'failed', reason: `Telegram: ${reason}` };
}
