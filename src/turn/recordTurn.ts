/** Turns what the engine decided into rows: history, events, effects, journal. */
import type { Entry, Turn } from '../dialog/dialog.ts';
import type { AiEffect, Effect, MessageEffect, WebhookEffect } from '../effect/effect.ts';
import type { LeadEvent, ReceivedRequest } from '../event/event.ts';
import type { Signal } from '../signal/signal.ts';
import type { Batch, Held, Item } from './batch.ts';
import type { RunningBot } from './scripts.ts';

/** Messages and events are numbered signal x 1000 + n: unique, in order, and known without asking. */
const perSignal = 1000;

export function recordTurn(
  batch: Batch,
  item: Item,
  held: Held,
  bot: RunningBot,
  now: number,
  turn: Turn,
): void {
  if (turn.received.length + turn.events.length + turn.effects.length > perSignal) {
    // The numbers beyond are the next signal's, which could not be stored then.
    throw new Error(`it would leave behind more than ${perSignal} messages, events and calls`);
  }
  held.dialog = turn.dialog;
  held.changed = true;
  if (turn.erased) return recordErasure(batch, item, bot, now, turn);
  if (turn.dialog.clickid) batch.byClick.set(turn.dialog.clickid, held);
  let n = recordReceived(batch, item, turn, now);
  n = recordEvents(batch, item, held, turn, n);
  turn.effects.forEach((effect, index) => {
    recordEffect(batch, item, bot, turn, effect, n + index);
  });
  for (const { effectKey, text } of turn.recognised) {
    // The effect was asked for by the signal that brought the media, whose first message it is.
    const message = Number(effectKey.split('.')[0]) * perSignal;
    batch.writes.recognised.push({ dialog: turn.dialog.id, id: message, text });
  }
  for (const key of turn.newFields) batch.writes.newFields.push({ botId: bot.script.botId, key });
  for (const one of turn.kept) {
    batch.writes.settled.push({ id: Number(one.request), dialog: turn.dialog.id, outcome: one.outcome });
  }
  journalOf(batch, item, { dialog: turn.dialog.id, space: bot.script.spaceId, at: now }, turn);
}

/** What is left of a lead that was erased: that somebody was, and when. */
function recordErasure(batch: Batch, item: Item, bot: RunningBot, now: number, { dialog }: Turn): void {
  const { id, chatId, clickid, botId } = dialog;
  batch.writes.erased.push({ dialog: id, bot: botId, chat: chatId, clickid });
  batch.writes.cancelled.add(id);
  batch.writes.outbox = batch.writes.outbox.filter((row) => row.dialog !== id);
  journalOf(
    batch,
    item,
    { dialog: null, space: bot.script.spaceId, at: now },
    { outcome: 'applied', reason: 'everything about the lead was erased', entries: [] },
  );
}

function recordReceived(batch: Batch, item: Item, turn: Turn, now: number): number {
  turn.received.forEach((received, n) => {
    const id = item.id * perSignal + n;
    batch.writes.messages.set(id, {
      dialog: turn.dialog.id,
      id,
      direction: 'in',
      kind: received.kind,
      text: received.text,
      buttons: null,
      state: 'sent',
      cause: String(item.id),
      at: now,
      media: null,
      author: null,
    });
  });
  return turn.received.length;
}

function recordEvents(batch: Batch, item: Item, held: Held, turn: Turn, from: number): number {
  turn.events.forEach(({ event, identity, reverses }, n) => {
    batch.writes.events.push({
      dialog: turn.dialog.id,
      id: item.id * perSignal + from + n,
      name: event.name,
      received: event.receivedName,
      ordinal: event.ordinal,
      cost: event.cost,
      currency: event.currency,
      tid: event.tid,
      at: event.at,
      standing: event.standing ?? null,
      reverses,
    });
    noteMoney(batch, held, event, reverses);
    if (!identity) return;
    batch.identities.add(identity);
    batch.writes.identities.push(identity);
  });
  return from + turn.events.length;
}

/** A later signal of the same batch may take back what this one has brought. */
function noteMoney(batch: Batch, held: Held, event: LeadEvent, reverses: string | null): void {
  // All events of a dialog that began with this batch came with it; of another they were loaded if need be.
  const { id } = held.dialog;
  const known = batch.moneyEvents.get(id) ?? (held.fresh ? [] : null);
  if (!known || event.cost === null) return;
  batch.moneyEvents.set(id, known);
  known.push({ ...event, cost: event.cost, standing: event.standing ?? null, reverses });
}

function recordEffect(
  batch: Batch,
  item: Item,
  bot: RunningBot,
  turn: Turn,
  effect: Effect & { cancelled?: boolean },
  n: number,
): void {
  switch (effect.kind) {
    case 'message':
      return recordMessage(batch, item, bot, turn, effect, n);
    case 'webhook':
      return recordWebhook(batch, item, bot, turn, effect, n);
    case 'ai':
      return recordAi(batch, item, bot, turn, effect, n);
    case 'cancelMessages':
      return cancel(batch, item, turn);
  }
}

function recordMessage(
  batch: Batch,
  item: Item,
  bot: RunningBot,
  turn: Turn,
  effect: MessageEffect & { cancelled?: boolean },
  n: number,
): void {
  const id = item.id * perSignal + n;
  const { text, buttons, pin, resend, media, by } = effect;
  batch.writes.messages.set(id, {
    dialog: turn.dialog.id,
    id,
    direction: 'out',
    kind: media?.kind ?? 'text',
    text,
    media: media ? JSON.stringify(media) : null,
    author: by,
    buttons: buttons.length > 0 ? JSON.stringify(buttons) : null,
    state: effect.cancelled ? 'cancelled' : 'sent',
    cause: String(item.id),
    at: effect.notBefore,
  });
  if (effect.cancelled) return;
  batch.writes.outbox.push({
    signal: item.id,
    n,
    kind: 'message',
    channel: bot.script.channel,
    bot: bot.script.botId,
    dialog: turn.dialog.id,
    message: id,
    automatic: effect.automatic,
    // Text and buttons stand in the message's own row.
    document: JSON.stringify({ chatId: turn.dialog.chatId, pin, resend }),
    due: effect.notBefore - bot.clockOffsetMs,
  });
}

function recordWebhook(
  batch: Batch,
  item: Item,
  bot: RunningBot,
  turn: Turn,
  effect: WebhookEffect,
  n: number,
): void {
  batch.writes.outbox.push({
    signal: item.id,
    n,
    kind: 'webhook',
    channel: 'webhook',
    bot: bot.script.botId,
    dialog: turn.dialog.id,
    message: null,
    automatic: true,
    document: JSON.stringify({ ...effect, lane: bot.lane, spaceId: bot.script.spaceId }),
    due: effect.notBefore - bot.clockOffsetMs,
  });
}

function recordAi(batch: Batch, item: Item, bot: RunningBot, turn: Turn, effect: AiEffect, n: number): void {
  batch.writes.outbox.push({
    signal: item.id,
    n,
    kind: 'ai',
    channel: 'ai',
    bot: bot.script.botId,
    dialog: turn.dialog.id,
    message: null,
    automatic: true,
    // In real time: a simulated bot's own clock may have jumped by days since.
    document: JSON.stringify({ ...effect, lane: bot.lane, spaceId: bot.script.spaceId, askedAt: batch.now }),
    due: effect.notBefore - bot.clockOffsetMs,
  });
}

/** A move takes back what waits: rows of earlier batches in SQL, those of this batch right here. */
function cancel(batch: Batch, item: Item, turn: Turn): void {
  batch.writes.cancelled.add(turn.dialog.id);
  batch.writes.outbox = batch.writes.outbox.filter((row) => {
    const waits =
      row.dialog === turn.dialog.id && row.signal !== item.id && row.kind === 'message' && row.automatic;
    const message = waits && row.message !== null ? batch.writes.messages.get(row.message) : undefined;
    if (message) message.state = 'cancelled';
    return !waits;
  });
}

/** The journal row of a signal that had its turn. `whose` is null when no dialog was touched. */
export function journalOf(
  batch: Batch,
  item: Item,
  whose: { dialog: string | null; space: string; at: number } | null,
  turn: { outcome: string; reason: string | null; entries: readonly Entry[] },
): void {
  const { signal } = item;
  const warnings = turn.entries.flatMap((entry) => (entry.kind === 'warning' ? [entry.text] : []));
  const unread = whose ? [] : (item.reading?.warnings ?? []).map((warning) => warning.text);
  batch.writes.journal.push({
    id: item.id,
    at: whose?.at ?? batch.now,
    kind: signal.kind,
    space: whose?.space ?? spaceOf(batch, item),
    source: sourceOf(signal),
    dialog: whose?.dialog ?? null,
    outcome: turn.outcome,
    document: JSON.stringify({
      ...requestOf(signal),
      // What is absent reads as null or empty: of each signal's two kilobytes of log a sixth were that.
      ...(turn.reason === null ? {} : { reason: turn.reason }),
      ...(warnings.length + unread.length > 0 ? { warnings: [...warnings, ...unread] } : {}),
      ...(turn.entries.length > 0 ? { entries: turn.entries } : {}),
      durationMs: signal.kind === 'timer' ? 0 : Math.max(0, batch.now - signal.at),
    }),
  });
}

function spaceOf(batch: Batch, item: Item): string | null {
  if (item.postback) return item.postback.spaceId;
  if (!('botId' in item.signal)) return null;
  return batch.scripts.bots.get(item.signal.botId)?.script.spaceId ?? null;
}

function sourceOf(signal: Signal): string | null {
  if (signal.kind === 'postback') return signal.postbackId;
  return signal.kind === 'webhook' ? signal.webhookId : null;
}

/** The raw request and, where it cannot be read from it again, the signal itself: for replay. */
function requestOf(signal: Signal): { request?: LoggedRequest; replay?: Signal } {
  if (signal.kind === 'postback') return { request: logged(signal.request) };
  if (signal.kind === 'webhook') return { request: logged(signal.request), replay: signal };
  return {};
}

type LoggedRequest = Pick<ReceivedRequest, 'method' | 'url'> & Partial<ReceivedRequest> & { status: number };

const logged = ({ method, url, contentType, body }: ReceivedRequest): LoggedRequest => ({
  method,
  url,
  status: 200,
  ...(contentType ? { contentType } : {}),
  ...(body ? { body } : {}),
});
