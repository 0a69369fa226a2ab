/** Decides the signals of a batch one after the other, each on what the one before it has left. */
import type { PostbackSignal, WebhookSignal } from '../signal/signal.ts';
import { type Batch, findByChat, type Held, type Item, updateKey } from './batch.ts';
import { decideChannel, decideTracker } from './decideChannel.ts';
import { decideUpdate } from './decideUpdate.ts';
import { journalOf } from './journal.ts';
import { arrivalOf, keep, replaceOriginal } from './keptSignals.ts';
import { run, sendOn, settle } from './runTurn.ts';

/** 90 days: how long an `updateDialog` call waits for a chat that has not begun (product rule). */
const keptForMs = 90 * 86_400_000;

export function decideBatch(batch: Batch): void {
  for (const item of batch.items) decideOne(batch, item);
}

/** A signal that breaks our own code is parked with its reason; the others go on. */
function decideOne(batch: Batch, item: Item): void {
  if (isForgotten(batch, item)) return postpone(batch, item);
  try {
    decide(batch, item);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    journalOf(batch, item, null, {
      outcome: 'failed',
      reason: `could not be processed: ${reason}`,
      entries: [],
      replay: item.signal,
    });
    if (item.signal.kind === 'timer') stopTimers(batch, item.signal.dialogId);
  }
}

/** Its dialog has been erased by an earlier signal of this batch, and is still in hand. */
const isForgotten = (batch: Batch, item: Item): boolean =>
  batch.writes.erased.length > 0 &&
  batch.writes.erased.some(({ dialog }) => dialog === heldFor(batch, item)?.dialog.id);

function heldFor(batch: Batch, { signal, reading }: Item): Held | undefined {
  switch (signal.kind) {
    case 'update':
      return batch.byChat.get(updateKey(signal));
    case 'webhook':
      return findByChat(batch, signal.botId, signal.chatId);
    case 'tracker':
      return batch.byClick.get(signal.clickid);
    case 'postback':
      return signal.dialogId ? batch.held.get(signal.dialogId) : findByClick(batch, reading?.clickid ?? null);
    case 'channel':
      return undefined;
    default:
      return batch.held.get(signal.dialogId);
  }
}

/** It stays in the inbox: in the next batch the lead is one that nobody knows. */
function postpone(batch: Batch, item: Item): void {
  if (item.signal.kind !== 'timer') batch.writes.moved.push({ id: item.id, lane: batch.lane });
}

/** A timer that cannot be worked off would come due again at once, for ever: an operator must look. */
function stopTimers(batch: Batch, dialogId: string): void {
  const held = batch.held.get(dialogId);
  if (!held) return;
  const { dialog } = held;
  held.dialog = { ...dialog, status: 'error', state: { ...dialog.state, timers: [] } };
  held.changed = true;
}

function decide(batch: Batch, item: Item): void {
  const { signal } = item;
  switch (signal.kind) {
    case 'postback':
      return decidePostback(batch, item, signal);
    case 'webhook':
      return decideWebhook(batch, item, signal);
    case 'update':
      return decideUpdate(batch, item, signal);
    case 'channel':
      return decideChannel(batch, item, signal);
    case 'tracker':
      return decideTracker(batch, item, signal);
    case 'timer':
    case 'operator':
    case 'outcome': {
      const held = batch.held.get(signal.dialogId);
      if (held) return run(batch, item, held, signal, {});
      return journalOf(batch, item, null, {
        outcome: 'failed',
        reason: 'the dialog no longer exists',
        entries: [],
      });
    }
  }
}

function decidePostback(batch: Batch, item: Item, signal: PostbackSignal): void {
  const { reading, postback } = item;
  if (!reading || !postback) return settle(batch, item, 'failed', 'the postback no longer exists');
  const held = signal.dialogId ? batch.held.get(signal.dialogId) : findByClick(batch, reading.clickid);
  const bot = held && batch.scripts.bots.get(held.dialog.botId);
  if (held && bot && bot.script.companyId === postback.companyId) {
    if (postback.campaignId && postback.campaignId !== held.dialog.campaignId) {
      return settle(batch, item, 'otherCampaign', 'the postback is bound to another campaign than the click');
    }
    if (bot.lane !== batch.lane) return sendOn(batch, item, bot);
    replaceOriginal(batch, signal);
    return run(batch, item, held, arrivalOf(batch, item, bot), {});
  }
  return keepPostback(batch, item, signal);
}

const findByClick = (batch: Batch, clickid: string | null): Held | undefined =>
  clickid === null ? undefined : batch.byClick.get(clickid);

/** No dialog yet: kept for the click's lead, or parked until such a click appears. */
function keepPostback(batch: Batch, item: Item, signal: PostbackSignal): void {
  const { reading, postback } = item;
  const clickid = reading?.clickid ?? null;
  if (clickid === null || !postback) return settle(batch, item, 'parked', 'the request names no click id');
  const click = batch.clicks.get(clickid);
  if (click && postback.campaignId && postback.campaignId !== click.campaignId) {
    return settle(batch, item, 'otherCampaign', 'the postback is bound to another campaign than the click');
  }
  const talking = click && batch.scripts.bots.get(batch.scripts.talkingBots.get(click.campaignId) ?? '');
  if (talking && talking.lane !== batch.lane) return sendOn(batch, item, talking);
  keep(
    batch,
    item,
    { clickid: clickid.slice(0, 512).toWellFormed(), bot: null, chat: null, expires: null },
    postback.spaceId,
  );
  return click
    ? settle(batch, item, 'kept', 'the lead has not started the bot yet; applied at its first contact')
    : settle(
        batch,
        item,
        'parked',
        `no click has the id ${JSON.stringify(signal.dialogId ?? clickid.slice(0, 64))}`,
      );
}

function decideWebhook(batch: Batch, item: Item, signal: WebhookSignal): void {
  const bot = batch.scripts.bots.get(signal.botId);
  if (!bot) return settle(batch, item, 'failed', 'the bot no longer exists');
  if (signal.requestId && !signal.replayOf) {
    const call = `${signal.webhookId} ${signal.requestId}`;
    if (batch.seenCalls.has(call))
      return settle(batch, item, 'duplicate', 'this requestId was received before');
    batch.seenCalls.add(call);
    batch.writes.results.push({ webhook: signal.webhookId, request: signal.requestId, signal: item.id });
  }
  const held = findByChat(batch, signal.botId, signal.chatId);
  replaceOriginal(batch, signal);
  if (held) return run(batch, item, held, signal, {});
  const expires = signal.at + keptForMs;
  keep(batch, item, { clickid: null, bot: signal.botId, chat: signal.chatId, expires }, bot.script.spaceId);
  return settle(batch, item, 'kept', 'this chat has not begun; applied at its first contact');
}
