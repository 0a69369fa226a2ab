/** What the channel tells beside what leads do, and what our own tracker makes of it. */
import type { ChannelNews, ChannelSignal, TrackerSignal } from '../signal/signal.ts';
import { type Batch, chatKey, type Item } from './batch.ts';
import { journalOf } from './journal.ts';
import { keep } from './keptSignals.ts';
import { run, sendOn, settle } from './runTurn.ts';
import type { RunningBot } from './scripts.ts';

export function decideChannel(batch: Batch, item: Item, signal: ChannelSignal): void {
  const { botId, at, news } = signal;
  const bot = batch.scripts.bots.get(botId);
  if (!bot) return settle(batch, item, 'failed', 'the bot no longer exists');
  switch (news.of) {
    case 'business':
      batch.writes.businesses.push({ ...news, bot: botId, at });
      return noted(batch, item, bot);
    case 'chat':
      batch.writes.chats.push({ ...news, bot: botId, at });
      return noted(batch, item, bot);
    case 'moved':
      batch.writes.chatMoves.push({ bot: botId, from: news.from, to: news.to });
      return noted(batch, item, bot);
    case 'joined':
      return decideJoined(batch, item, signal, news, bot);
    case 'unread': {
      const { reason, type } = news;
      return reason === null
        ? settle(batch, item, 'ignored', `updates of the type ${type} are only kept`)
        : settle(batch, item, 'failed', reason);
    }
  }
}

const noted = (batch: Batch, item: Item, { script }: RunningBot): void =>
  journalOf(
    batch,
    item,
    { dialog: null, space: script.spaceId, at: batch.now },
    { outcome: 'applied', reason: null, entries: [] },
  );

/** The lead of a click has become a member: an event `subscribe`, where the campaign's bot talks. */
function decideJoined(
  batch: Batch,
  item: Item,
  { at, botId }: ChannelSignal,
  { channelId, userId, link }: Extract<ChannelNews, { of: 'joined' }>,
  bot: RunningBot,
): void {
  const click = batch.clicks.get(link);
  const channel = bot.script.channels.find(
    ({ campaignId, chatId }) => campaignId === click?.campaignId && chatId === channelId,
  );
  if (!click || !channel) return settle(batch, item, 'ignored', 'the new member came by no click of ours');
  const talking = batch.scripts.bots.get(batch.scripts.talkingBots.get(click.campaignId) ?? '');
  if (!talking) return settle(batch, item, 'failed', 'the bot no longer exists');
  // Whoever came by a link that was passed on has a click id of its own.
  const own = channel.talks ? batch.byChat.get(chatKey(botId, userId))?.dialog.clickid : null;
  const { script, lane } = talking;
  const event = {
    name: 'subscribe',
    receivedName: 'subscribe',
    cost: null,
    currency: script.currency,
    tid: null,
  };
  const signal: TrackerSignal = {
    ...{ kind: 'tracker', at, botId: script.botId, campaignId: click.campaignId },
    ...{ clickid: own ?? click.clickid, event },
  };
  batch.writes.signals.push({ lane, signal });
  return noted(batch, item, bot);
}

/** An event of the click's lead: at once, or when it begins to talk. */
export function decideTracker(batch: Batch, item: Item, signal: TrackerSignal): void {
  const { botId, clickid } = signal;
  const bot = batch.scripts.bots.get(botId);
  if (!bot) return settle(batch, item, 'failed', 'the bot no longer exists');
  const held = batch.byClick.get(clickid);
  const lane = held ? batch.scripts.bots.get(held.dialog.botId) : bot;
  if (lane && lane.lane !== batch.lane) return sendOn(batch, item, lane);
  if (held) return run(batch, item, held, signal, {});
  keep(batch, item, { clickid, bot: null, chat: null, expires: null }, bot.script.spaceId);
  return settle(batch, item, 'kept', 'the lead has not started the bot yet; applied at its first contact');
}
