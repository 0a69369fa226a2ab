/** Decides the signals of a batch one after the other, each on what the one before it has left. */
import { makeClickId, trackerFields } from '../campaign/campaign.ts';
import {
  type Attribution,
  type DialogSignal,
  type Facts,
  newDialog,
  type PostbackArrival,
  transition,
} from '../dialog/dialog.ts';
import { requestFingerprint } from '../event/event.ts';
import type { PostbackSignal, UpdateSignal, WebhookSignal } from '../signal/signal.ts';
import { type Batch, chatKey, type Held, hold, type Item, type KeptSignal } from './batch.ts';
import { identityOf } from './loadBatch.ts';
import { readItem } from './readItems.ts';
import { journalOf, recordTurn } from './recordTurn.ts';
import type { RunningBot } from './scripts.ts';

/** 90 days: how long an `updateDialog` call waits for a chat that has not begun (product rule). */
const keptForMs = 90 * 86_400_000;

export function decideBatch(batch: Batch): void {
  for (const item of batch.items) decideOne(batch, item);
}

/** A signal that breaks our own code is parked with its reason; the others go on. */
function decideOne(batch: Batch, item: Item): void {
  try {
    decide(batch, item);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    journalOf(batch, item, null, { outcome: 'failed', reason: `could not be processed: ${reason}`, entries: [] });
  }
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
    case 'timer':
    case 'operator':
    case 'outcome': {
      const held = batch.held.get(signal.dialogId);
      if (held) return run(batch, item, held, signal, {});
      return journalOf(batch, item, null, { outcome: 'failed', reason: 'the dialog no longer exists', entries: [] });
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
    return run(batch, item, held, arrivalOf(batch, item), {});
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
  keep(batch, item, { clickid: clickid.slice(0, 512), bot: null, chat: null, expires: null }, postback.spaceId);
  return click
    ? settle(batch, item, 'kept', 'the lead has not started the bot yet; applied at its first contact')
    : settle(batch, item, 'parked', `no click has the id ${JSON.stringify(signal.dialogId ?? clickid.slice(0, 64))}`);
}

function decideWebhook(batch: Batch, item: Item, signal: WebhookSignal): void {
  const bot = batch.scripts.bots.get(signal.botId);
  if (!bot) return settle(batch, item, 'failed', 'the bot no longer exists');
  if (signal.requestId && !signal.replayOf) {
    const call = `${signal.webhookId} ${signal.requestId}`;
    if (batch.seenCalls.has(call)) return settle(batch, item, 'duplicate', 'this requestId was received before');
    batch.seenCalls.add(call);
    batch.writes.results.push({ webhook: signal.webhookId, request: signal.requestId, signal: item.id });
  }
  const held = batch.byChat.get(chatKey(signal.botId, signal.chatId));
  if (held) return run(batch, item, held, signal, {});
  const expires = signal.at + keptForMs;
  keep(batch, item, { clickid: null, bot: signal.botId, chat: signal.chatId, expires }, bot.script.spaceId);
  return settle(batch, item, 'kept', 'this chat has not begun; applied at its first contact');
}

function keep(
  batch: Batch,
  item: Item,
  where: { clickid: string | null; bot: string | null; chat: number | null; expires: number | null },
  space: string,
): void {
  const { signal } = item;
  if (signal.kind !== 'postback' && signal.kind !== 'webhook') return;
  batch.writes.kept.push({ id: item.id, space, ...where, payload: JSON.stringify(signal) });
  batch.kept.push({ id: item.id, signal, clickid: where.clickid, botId: where.bot, chatId: where.chat });
}

function decideUpdate(batch: Batch, item: Item, signal: UpdateSignal): void {
  const bot = batch.scripts.bots.get(signal.botId);
  if (!bot) return settle(batch, item, 'failed', 'the bot no longer exists');
  const known = batch.byChat.get(chatKey(signal.botId, signal.chatId));
  const clicked = attributionOf(batch, signal, bot, known);
  if (known) {
    noteSecondClick(batch, signal, known);
    return run(batch, item, known, signal, clicked ? { attribution: clicked } : {});
  }
  const begins = signal.action.did !== 'blockedBot' && signal.action.did !== 'unblockedBot';
  if (!begins) return settle(batch, item, 'ignored', 'the chat has not begun');
  const held = begin(batch, signal, bot);
  const attribution = clicked ?? organic(batch, bot);
  const kept = takeKept(batch, signal, attribution?.clickid ?? null);
  run(batch, item, held, signal, {
    firstContact: true,
    ...(attribution ? { attribution } : {}),
    kept: kept.map((one) => ({ request: String(one.id), signal: keptSignal(batch, one, held) })),
  });
}

function begin(batch: Batch, signal: UpdateSignal, bot: RunningBot): Held {
  const id = batch.spareDialogIds.pop();
  if (!id) throw new Error('broken invariant: no dialog id was reserved');
  const { botId, chatId, name, username } = signal;
  return hold(batch, newDialog({ id, botId, chatId, name, username, at: batch.now + bot.clockOffsetMs }), true);
}

/** The click whose id the deep link carried, if it belongs to a campaign of this bot. */
function attributionOf(
  batch: Batch,
  signal: UpdateSignal,
  bot: RunningBot,
  known: Held | undefined,
): Attribution | null {
  if (signal.action.did !== 'start') return null;
  const click = batch.clicks.get(signal.action.payload);
  if (!click || !bot.script.campaigns.has(click.campaignId)) return null;
  const owner = batch.byClick.get(click.clickid);
  // A link that was passed on: the second lead gets the click's data and an id of its own.
  const taken = owner !== undefined && owner !== known;
  return {
    campaignId: click.campaignId,
    clickid: taken ? makeClickId(bot.lane, batch.now, batch.random(6)) : click.clickid,
    tracker: trackerFields(Object.entries(click.parameters), click.source),
  };
}

function organic(batch: Batch, bot: RunningBot): Attribution | null {
  if (!bot.script.trackOrganic) return null;
  const clickid = makeClickId(bot.lane, batch.now, batch.random(6));
  return { campaignId: null, clickid, tracker: { source: 'Organic' } };
}

/** A lead that comes back by another click keeps its first id; the new one leads to it as well. */
function noteSecondClick(batch: Batch, signal: UpdateSignal, known: Held): void {
  if (signal.action.did !== 'start' || !known.dialog.clickid) return;
  const click = batch.clicks.get(signal.action.payload);
  if (!click || click.clickid === known.dialog.clickid || batch.byClick.has(click.clickid)) return;
  batch.byClick.set(click.clickid, known);
  batch.writes.clickOwners.push({ clickid: click.clickid, dialog: known.dialog.id });
}

function takeKept(batch: Batch, signal: UpdateSignal, clickid: string | null): KeptSignal[] {
  const mine = (one: KeptSignal): boolean =>
    (one.clickid !== null && one.clickid === clickid) ||
    (one.botId === signal.botId && one.chatId === signal.chatId);
  const taken = batch.kept.filter(mine).sort((a, b) => a.id - b.id);
  if (taken.length > 0) batch.kept = batch.kept.filter((one) => !taken.includes(one));
  return taken;
}

function keptSignal(batch: Batch, one: KeptSignal, held: Held): PostbackArrival | WebhookSignal {
  if (one.signal.kind === 'webhook') return one.signal;
  return arrivalOf(batch, readKept(batch, one, one.signal, held));
}

function readKept(batch: Batch, one: KeptSignal, signal: PostbackSignal, held: Held): Item {
  if (one.clickid) batch.byClick.set(one.clickid, held);
  return readItem(one.id, signal, batch.scripts);
}

function arrivalOf(batch: Batch, item: Item): PostbackArrival {
  const { signal, reading, postback } = item;
  const identity = identityOf(batch, item);
  const raw = signal.kind === 'postback' ? signal.request : null;
  const event = reading?.event ?? null;
  return {
    kind: 'postback',
    at: signal.at,
    from: postback?.name ?? '',
    reading: { event, fields: reading?.fields ?? [], warnings: reading?.warnings ?? [] },
    identity,
    known: identity !== null && batch.identities.has(identity),
    // Only what has no identity of its own is compared byte by byte.
    fingerprint: raw && event && identity === null ? requestFingerprint(raw) : '',
    repeatWindowMs: signal.kind === 'postback' && signal.replayOf ? 0 : (postback?.repeatWindowMs ?? 0),
  };
}

function run(batch: Batch, item: Item, held: Held, signal: DialogSignal, extra: Partial<Facts>): void {
  const bot = batch.scripts.bots.get(held.dialog.botId);
  if (!bot) return settle(batch, item, 'failed', 'the bot no longer exists');
  const facts: Facts = {
    ...extra,
    now: clockOf(batch, bot, held, signal),
    isKnown: (identity) => batch.identities.has(identity),
  };
  recordTurn(batch, item, held, bot, facts.now, transition(bot.script, held.dialog, signal, facts));
}

/**
 * The bot's time. A simulated bot's clock can be moved ahead by days at once: each of its timers then
 * runs at the moment for which it was set, so that a chain of delays plays out as it would have.
 */
function clockOf(batch: Batch, bot: RunningBot, held: Held, signal: DialogSignal): number {
  const now = batch.now + bot.clockOffsetMs;
  const { timers } = held.dialog.state;
  if (signal.kind !== 'timer' || timers.length === 0) return now;
  const due = Math.min(...timers.map((timer) => timer.at));
  // The database's clock said that it is due; ours may be a few milliseconds behind.
  return bot.script.channel === 'simulator' ? due : Math.max(now, due);
}

function sendOn(batch: Batch, item: Item, bot: RunningBot): void {
  batch.writes.moved.push({ id: item.id, lane: bot.lane });
}

const settle = (batch: Batch, item: Item, outcome: string, reason: string): void =>
  journalOf(batch, item, null, { outcome, reason, entries: [] });
