/** Runs the engine on one signal of a batch, and settles those that reach no dialog. */
import { type DialogSignal, type Facts, transition } from '../dialog/dialog.ts';
import type { Batch, Held, Item } from './batch.ts';
import { journalOf } from './journal.ts';
import { recordTurn } from './recordTurn.ts';
import type { RunningBot } from './scripts.ts';

export function run(batch: Batch, item: Item, held: Held, signal: DialogSignal, extra: Partial<Facts>): void {
  const bot = batch.scripts.bots.get(held.dialog.botId);
  if (!bot) return settle(batch, item, 'failed', 'the bot no longer exists');
  const facts: Facts = {
    ...extra,
    now: clockOf(batch, bot, held, signal),
    chance: chanceOf(batch),
    undelivered: isUndelivered(batch, held),
    ...(batch.moneyEvents.size > 0 ? { moneyEvents: batch.moneyEvents.get(held.dialog.id) ?? [] } : {}),
    isKnown: (identity) => batch.identities.has(identity),
  };
  recordTurn(batch, item, held, bot, facts.now, transition(bot.script, held.dialog, signal, facts));
}

/** Also what an earlier signal of this batch has said. */
const isUndelivered = (batch: Batch, { dialog }: Held): boolean =>
  dialog.state.disclosed !== undefined &&
  (batch.undelivered.has(dialog.id) ||
    batch.writes.outbox.some((row) => row.dialog === dialog.id && row.kind === 'message' && row.automatic));

/** Four random bytes as a number from 0 to 1; drawn for a whole batch at once, as most turns draw nothing. */
function chanceOf(batch: Batch): number {
  if (batch.chances.length === 0) {
    const bytes = batch.random(4 * 64);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < 64; at += 1) batch.chances.push(view.getUint32(at * 4) / 0x1_0000_0000);
  }
  return batch.chances.pop() ?? 0;
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

export function sendOn(batch: Batch, item: Item, bot: RunningBot): void {
  batch.writes.moved.push({ id: item.id, lane: bot.lane });
}

export const settle = (batch: Batch, item: Item, outcome: string, reason: string): void =>
  journalOf(batch, item, null, { outcome, reason, entries: [] });
