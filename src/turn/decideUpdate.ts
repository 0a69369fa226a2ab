/** What a lead does: where it came from, and whether it begins here. */
import { makeClickId, trackerFields } from '../campaign/campaign.ts';
import { type Attribution, newDialog } from '../dialog/dialog.ts';
import type { UpdateSignal } from '../signal/signal.ts';
import { type Batch, chatKey, type Held, hold, type Item, type KeptSignal } from './batch.ts';
import { arrivals, takeKept } from './keptSignals.ts';
import { run, settle } from './runTurn.ts';
import type { RunningBot } from './scripts.ts';

export function decideUpdate(batch: Batch, item: Item, signal: UpdateSignal): void {
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
