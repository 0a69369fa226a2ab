/** Signals that wait for a dialog to begin: kept, taken by their lead, or replaced by a replay. */
import type { Attribution, Facts, PostbackArrival } from '../dialog/dialog.ts';
import { requestFingerprint } from '../event/event.ts';
import type { PostbackSignal, Signal, TrackerSignal, WebhookSignal } from '../signal/signal.ts';
import type { Batch, Held, Item, KeptSignal } from './batch.ts';
import { identityOf } from './loadBatch.ts';
import { readItem } from './readItems.ts';
import type { RunningBot } from './scripts.ts';

/** A request that waited and is processed again must not be applied a second time when its lead comes. */
export function replaceOriginal(
  batch: Batch,
  { replayOf }: Pick<PostbackSignal | WebhookSignal, 'replayOf'>,
): void {
  if (replayOf === undefined) return;
  const id = Number(replayOf);
  batch.writes.replayed.push(id);
  batch.kept = batch.kept.filter((one) => one.id !== id);
}

export function keep(
  batch: Batch,
  item: Item,
  where: { clickid: string | null; bot: string | null; chat: number | null; expires: number | null },
  space: string,
): void {
  const { signal } = item;
  if (!isKeepable(signal)) return;
  if (signal.kind !== 'tracker') replaceOriginal(batch, signal);
  batch.writes.kept.push({ id: item.id, space, ...where, payload: JSON.stringify(signal) });
  batch.kept.push({ id: item.id, signal, clickid: where.clickid, botId: where.bot, chatId: where.chat });
}

/** What may wait for a lead to begin. */
export const isKeepable = (signal: Signal): signal is PostbackSignal | TrackerSignal | WebhookSignal =>
  signal.kind === 'postback' || signal.kind === 'tracker' || signal.kind === 'webhook';

/**
 * How many kept requests one turn applies. A turn has a thousand numbers for what it leaves behind; more
 * would run into the next signal's, and that signal could not be stored.
 */
const mostKeptAtOnce = 100;

/**
 * Takes what waits for this lead, the oldest first; beyond `mostKeptAtOnce` events stay, and the next
 * tidying gives them turns of their own. What is bound to another campaign than the click's is settled as that.
 */
export function takeKept(
  batch: Batch,
  attribution: Attribution | null,
  waits: (one: KeptSignal) => boolean,
  held: Held,
): KeptSignal[] {
  let events = 0;
  const taken = batch.kept
    .filter(waits)
    .sort((a, b) => a.id - b.id)
    .filter(({ signal }) => signal.kind === 'webhook' || ++events <= mostKeptAtOnce);
  if (taken.length === 0) return taken;
  batch.kept = batch.kept.filter((one) => !taken.includes(one));
  return taken.filter(({ id, signal }) => {
    const bound =
      signal.kind === 'postback' ? batch.scripts.postbacks.get(signal.postbackId)?.campaignId : null;
    const other = Boolean(bound) && bound !== attribution?.campaignId;
    if (other) batch.writes.settled.push({ id, dialog: held.dialog.id, outcome: 'otherCampaign' });
    return !other;
  });
}

export function arrivals(
  batch: Batch,
  kept: readonly KeptSignal[],
  held: Held,
  bot: RunningBot,
  attribution: Attribution | null,
): NonNullable<Facts['kept']> {
  // The dialog gets its click id only in the turn to come; the events are known by it from the start.
  const clickid = held.dialog.clickid ?? attribution?.clickid ?? null;
  return kept.map(({ id, signal }) => ({
    request: String(id),
    signal:
      signal.kind !== 'postback'
        ? signal
        : arrivalOf(batch, readItem(id, signal, batch.scripts), bot, clickid),
  }));
}

export function arrivalOf(
  batch: Batch,
  item: Item,
  bot: RunningBot,
  clickid?: string | null,
): PostbackArrival {
  const { signal, reading, postback } = item;
  const identity = identityOf(batch, item, clickid);
  const raw = signal.kind === 'postback' ? signal.request : null;
  const event = reading?.event ?? null;
  return {
    kind: 'postback',
    at: signal.at + bot.clockOffsetMs,
    from: postback?.name ?? '',
    reading: { event, fields: reading?.fields ?? [], warnings: reading?.warnings ?? [] },
    identity,
    known: identity !== null && batch.identities.has(identity),
    // Only what has no identity of its own is compared byte by byte.
    fingerprint: raw && event && identity === null ? requestFingerprint(raw) : '',
    repeatWindowMs: signal.kind === 'postback' && signal.replayOf ? 0 : (postback?.repeatWindowMs ?? 0),
  };
}
