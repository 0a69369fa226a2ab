/** What a lead does: where it came from, and whether it begins here. */
import { makeClickId, trackerFields } from '../campaign/campaign.ts';
import { type Attribution, newDialog } from '../dialog/dialog.ts';
import type { LeadAction, UpdateSignal } from '../signal/signal.ts';
import { type Batch, type Held, hold, type Item, isUnmet, type KeptSignal, updateKey } from './batch.ts';
import { arrivals, takeKept } from './keptSignals.ts';
import { run, settle } from './runTurn.ts';
import type { RunningBot } from './scripts.ts';

/** What nobody begins with: it tells of a dialog that there is. */
const follows: ReadonlySet<LeadAction['did']> = new Set(['blockedBot', 'unblockedBot', 'edited', 'deleted']);

export function decideUpdate(batch: Batch, item: Item, signal: UpdateSignal): void {
  const { action } = signal;
  const bot = batch.scripts.bots.get(signal.botId);
  if (!bot) return settle(batch, item, 'failed', 'the bot no longer exists');
  if (
    action.did === 'askedToJoin' &&
    !bot.script.channels.some(({ chatId }) => chatId === action.channelId)
  ) {
    return settle(batch, item, 'ignored', 'no campaign has this channel');
  }
  const known = batch.byChat.get(updateKey(signal));
  if (!known && follows.has(action.did)) return settle(batch, item, 'ignored', 'the chat has not begun');
  // An account's owner may write first; what waits for the lead waits on.
  if (action.did === 'ownerWrote') return run(batch, item, known ?? begin(batch, signal, bot), signal, {});
  if (!isUnmet(known) || follows.has(action.did)) return known && goOn(batch, item, signal, bot, known);
  return meet(batch, item, signal, bot, known ?? begin(batch, signal, bot));
}

function goOn(batch: Batch, item: Item, signal: UpdateSignal, bot: RunningBot, known: Held): void {
  const clicked = attributionOf(batch, signal, bot, known);
  if (!clicked) return run(batch, item, known, signal, {});
  const mine = clicked.visiting ? null : noteClick(batch, signal, known);
  const kept = mine === null ? [] : takeKept(batch, clicked, (one) => one.clickid === mine, known);
  run(batch, item, known, signal, {
    attribution: clicked,
    kept: arrivals(batch, kept, known, bot, clicked),
  });
}

/** The lead's first sign. */
function meet(batch: Batch, item: Item, signal: UpdateSignal, bot: RunningBot, held: Held): void {
  const clicked = attributionOf(batch, signal, bot, undefined);
  const attribution = clicked ?? organic(batch, bot);
  const clickid = attribution?.visiting ? null : attribution?.clickid;
  const waits = (one: KeptSignal): boolean =>
    (one.clickid !== null && one.clickid === clickid) ||
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
  const { botId, chatId, connection, name, username } = signal;
  return hold(
    batch,
    newDialog({ id, botId, chatId, connection, name, username, at: batch.now + bot.clockOffsetMs }),
    true,
  );
}

/** The click that the lead's link named, if it belongs to a campaign of this bot. */
function attributionOf(
  batch: Batch,
  signal: UpdateSignal,
  bot: RunningBot,
  known: Held | undefined,
): Attribution | null {
  const { action } = signal;
  if (action.did === 'start') return clickAttribution(batch, action.payload, bot, known);
  if (action.did !== 'askedToJoin') return null;
  const click = batch.clicks.get(action.link);
  const channel = bot.script.channels.find(
    ({ campaignId, chatId }) => campaignId === click?.campaignId && chatId === action.channelId,
  );
  if (!click || !channel) return null;
  if (channel.talks) return clickAttribution(batch, action.link, bot, known);
  const { clickid, campaignId, parameters, source } = click;
  return { campaignId, clickid, tracker: trackerFields(Object.entries(parameters), source), visiting: true };
}

function clickAttribution(
  batch: Batch,
  named: string,
  bot: RunningBot,
  known: Held | undefined,
): Attribution | null {
  const click = batch.clicks.get(named);
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
function noteClick(batch: Batch, { action }: UpdateSignal, known: Held): string | null {
  const clickid = action.did === 'start' ? action.payload : action.did === 'askedToJoin' ? action.link : '';
  const owner = batch.byClick.get(clickid);
  if (owner) return owner === known ? clickid : null;
  batch.byClick.set(clickid, known);
  if (known.dialog.clickid) batch.writes.clickOwners.push({ clickid, dialog: known.dialog.id });
  return clickid;
}
