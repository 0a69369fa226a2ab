/** Long polling of one bot: what came is committed first and confirmed to Telegram afterwards. */
import { setTimeout as delay } from 'node:timers/promises';
import { API_CONSTANTS } from 'grammy';
import { ask } from './ask.ts';
import type { BotApi, CallFailure } from './botApi.ts';
import { callSignal } from './callSignal.ts';
import { integerOf, objectOf } from './unread.ts';

/** Telegram caps a long poll at 50 s; the client gives up later than that. */
const longPollSeconds = 30;
export const pollTimeoutSeconds = 45;
/** After a failure one, then twice as many each time: they may be more than the connection carries in time. */
const mostUpdates = 100;

/** A server that answers "nothing" at once, as emulators do, is asked twice a second. */
const emptyPauseMs = 500;
const storePauseMs = 1000;

export type Polled = {
  api: BotApi;
  /** Stores updates durably; resolves after the commit. */
  take(updates: readonly unknown[]): Promise<void>;
  /** The server answered as it should. */
  onAnswer(): void;
  /** It did not; it is asked again after a pause. */
  onTrouble(failure: CallFailure): void;
  onProblem(error: unknown): void;
  /** Before the first call. */
  firstPauseSeconds: number;
};

/**
 * Fetches and stores until `signal` is aborted (null), or until only another look at the bot can help
 * (the failure). An offset goes out once, to confirm what this very loop has committed: without one,
 * Telegram gives the oldest unconfirmed updates, whatever numbers they have.
 */
export async function poll(polled: Polled, signal: AbortSignal): Promise<CallFailure | null> {
  let confirm: number | null = null;
  let failures = 0;
  let limit = mostUpdates;
  if (polled.firstPauseSeconds > 0) await pause(polled.firstPauseSeconds * 1000, signal);
  while (!signal.aborted) {
    const begun = performance.now();
    const asked = await ask(() =>
      polled.api.getUpdates(
        {
          ...(confirm === null ? {} : { offset: confirm }),
          limit,
          timeout: longPollSeconds,
          allowed_updates: API_CONSTANTS.ALL_UPDATE_TYPES,
        },
        callSignal(signal),
      ),
    );
    if (signal.aborted && !asked.ok) return null;
    if (!asked.ok) {
      if (needsLook(asked.reason)) return asked.reason;
      failures += 1;
      limit = 1;
      polled.onTrouble(asked.reason);
      await pause(pollPauseSeconds(asked.reason, failures) * 1000, signal);
      continue;
    }
    failures = 0;
    limit = Math.min(mostUpdates, limit * 2);
    polled.onAnswer();
    const updates: readonly unknown[] = Array.isArray(asked.value) ? asked.value : [];
    const stored = await store(polled, updates);
    // What could not be stored is not confirmed: it comes again.
    confirm = stored ? confirmAfter(updates) : null;
    if (!stored) await pause(storePauseMs, signal);
    else if (confirm === null && performance.now() - begun < emptyPauseMs) await pause(emptyPauseMs, signal);
  }
  return null;
}

async function store(polled: Polled, updates: readonly unknown[]): Promise<boolean> {
  if (updates.length === 0) return true;
  try {
    await polled.take(updates);
    return true;
  } catch (error) {
    polled.onProblem(error);
    return false;
  }
}

/** The offset that confirms these updates and what came before them; null when there is nothing to confirm. */
export function confirmAfter(updates: readonly unknown[]): number | null {
  let highest: number | null = null;
  for (const update of updates) {
    const id = updateIdOf(update);
    if (id !== null && (highest === null || id > highest)) highest = id;
  }
  return highest === null ? null : highest + 1;
}

/** The number of an update; null for what is none. */
export const updateIdOf = (update: unknown): number | null =>
  integerOf(objectOf<{ update_id: number }>(update)?.update_id);

/** A refused token, or a webhook in the way: asking again as before would not help. */
export const needsLook = (failure: CallFailure): boolean =>
  failure.of === 'refused' &&
  (failure.code === 401 ||
    failure.code === 404 ||
    (isConflict(failure) && /webhook/i.test(failure.description)));

export const isConflict = (failure: CallFailure): boolean => failure.of === 'refused' && failure.code === 409;

/** 1, 2, 4 ... up to 60 s against another poller, up to 30 s in all other trouble; a 429 says it itself. */
export function pollPauseSeconds(failure: CallFailure, failures: number): number {
  const growing = 2 ** Math.min(failures - 1, 10);
  if (failure.of === 'refused' && failure.code === 429)
    return failure.retryAfterSeconds ?? Math.min(growing, 30);
  return Math.min(growing, isConflict(failure) ? 60 : 30);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
