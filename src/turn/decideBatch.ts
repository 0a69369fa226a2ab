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
    journalOf(batch, item, null, {
      outcome: 'failed',
      reason: `could not be processed: ${reason}`,
      entries: [],
    });
    if (item.signal.kind === 'timer') stopTimers(batch, item.signal.dialogId);
  }
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
  const held = batch.byChat.get(chatKey(signal.botId, signal.chatId));
  replaceOriginal(batch, signal);
  if (held) return run(batch, item, held, signal, {});
  const expires = signal.at + keptForMs;
  keep(batch, item, { clickid: null, bot: signal.botId, chat: signal.chatId, expires }, bot.script.spaceId);
  return settle(batch, item, 'kept', 'this chat has not begun; applied at its first contact');
}

/** A request that waited and is processed again must not be applied a second time when its lead comes. */
function replaceOriginal(batch: Batch, { replayOf }: PostbackSignal | WebhookSignal): void {
  if (replayOf === undefined) return;
  const id = Number(replayOf);
  batch.writes.replayed.push(id);
  batch.kept = batch.kept.filter((one) => one.id !== id);
}

function keep(
  batch: Batch,
  item: Item,
  where: { clickid: string | null; bot: string | null; chat: number | null; expires: number | null },
  space: string,
): void {
  const { signal } = item;
  if (signal.kind !== 'postback' && signal.kind !== 'webhook') return;
  replaceOriginal(batch, signal);
  batch.writes.kept.push({ id: item.id, space, ...where, payload: JSON.stringify(signal) });
  batch.kept.push({ id: item.id, signal, clickid: where.clickid, botId: where.bot, chatId: where.chat });
}

function decideUpdate(batch: Batch, item: Item, signal: UpdateSignal): void {
  const bot = batch.scripts.bots.get(signal.botId);
  if (!bot) return settle(batch, item, 'failed', 'the bot no longer exists');
  const known = batch.byChat.get(chatKey(signal.botId, signal.chatId));
  const clicked = attributionOf(batch, signal, bot, known);
  if (known) {
    if (!clicked) return run(batch, item, known, signal, {});
    const mine = noteClick(batch, signal, known);
    const kept = mine === null ? [] : takeKept(batch, clicked, (one) => one.clickid === mine, known);
    return run(batch, item, known, signal, {
      attribution: clicked,
      kept: arrivals(batch, kept, known, bot, clicked),
    });
  }
  const begins = signal.action.did !== 'blockedBot' && signal.action.did !== 'unblockedBot';
  if (!begins) return settle(batch, item, 'ignored', 'the chat has not begun');
  const held = begin(batch, signal, bot);
  const attribution = clicked ?? organic(batch, bot);
  const waits = (one: KeptSignal): boolean =>
    (one.clickid !== null && one.clickid === attribution?.clickid) ||
    (one.botId === signal.botId && one.chatId === signal.chatId);
  const kept = takeKept(batch, attribution, waits, held);
  run(batch, item, held, signal, {
    firstContact: true,
    ...(attribution ? { attribution } : {}),
    kept: arrivals(batch, kept, held, bot, attribution),
  });
}

function begin(batch: Batch, signal: UpdateSignal, bot: RunningBot): Held {
  const id = batch.spareDialogIds.pop();
  if (!id) throw new Error('broken invariant: no dialog id was reserved');
  const { botId, chatId, name, username } = signal;
  return hold(
    batch,
    newDialog({ id, botId, chatId, name, username, at: batch.now + bot.clockOffsetMs }),
    true,
  );
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

/**
 * The click by which a lead comes back, if it is nobody else's. A lead that had come by another one keeps
 * its first id; the new one leads to it as well.
 */
function noteClick(batch: Batch, signal: UpdateSignal, known: Held): string | null {
  const clickid = signal.action.did === 'start' ? signal.action.payload : '';
  const owner = batch.byClick.get(clickid);
  if (owner) return owner === known ? clickid : null;
  batch.byClick.set(clickid, known);
  if (known.dialog.clickid) batch.writes.clickOwners.push({ clickid, dialog: known.dialog.id });
  return clickid;
}

/**
 * How many kept requests one turn applies. A turn has a thousand numbers for what it leaves behind; more
 * would run into the next signal's, and that signal could not be stored.
 */
const mostKeptAtOnce = 100;

/**
 * Takes what waits for this lead, the oldest first; beyond `mostKeptAtOnce` postbacks stay, and the next
 * tidying gives them turns of their own. What is bound to another campaign than the click's is settled as that. */
function takeKept(
  batch: Batch,
  attribution: Attribution | null,
  waits: (one: KeptSignal) => boolean,
  held: Held,
): KeptSignal[] {
  let postbacks = 0;
  const taken = batch.kept
    .filter(waits)
    .sort((a, b) => a.id - b.id)
    .filter(({ signal }) => signal.kind !== 'postback' || ++postbacks <= mostKeptAtOnce);
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

function arrivals(
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
      signal.kind === 'webhook'
        ? signal
        : arrivalOf(batch, readItem(id, signal, batch.scripts), bot, clickid),
  }));
}

function arrivalOf(batch: Batch, item: Item, bot: RunningBot, clickid?: string | null): PostbackArrival {
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
  // An earlier signal of this batch has set another timer: the one that was due is gone.
  if (held.changed && due > now) return now;
  // The database's clock said that it is due; ours may be a few milliseconds behind.
  return bot.script.channel === 'simulator' ? due : Math.max(now, due);
}

function sendOn(batch: Batch, item: Item, bot: RunningBot): void {
  batch.writes.moved.push({ id: item.id, lane: bot.lane });
}

const settle = (batch: Batch, item: Item, outcome: string, reason: string): void =>
  journalOf(batch, item, null, { outcome, reason, entries: [] });
