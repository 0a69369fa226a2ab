/** Turns what the engine decided into rows: history and events here, effects and journal beside. */
import type { Received, Turn } from '../dialog/dialog.ts';
import type { LeadEvent } from '../event/event.ts';
import { type Batch, type Held, type Item, perSignal } from './batch.ts';
import { journalOf } from './journal.ts';
import { recordEffect } from './recordEffect.ts';
import type { RunningBot } from './scripts.ts';

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
  for (const change of turn.changes) {
    batch.writes.changes.push({ ...change, dialog: turn.dialog.id, at: now });
  }
  for (const key of turn.newFields) batch.writes.newFields.push({ botId: bot.script.botId, key });
  for (const one of turn.kept) {
    batch.writes.settled.push({ id: Number(one.request), dialog: turn.dialog.id, outcome: one.outcome });
  }
  journalOf(batch, item, { dialog: turn.dialog.id, space: bot.script.spaceId, at: now }, turn);
}

/** What is left of a lead that was erased: that somebody was, and when. */
function recordErasure(batch: Batch, item: Item, bot: RunningBot, now: number, { dialog }: Turn): void {
  const { id, chatId, connection, clickid, botId } = dialog;
  batch.writes.erased.push({ dialog: id, bot: botId, chat: chatId, connection, clickid });
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
    const { kind, text, told, byOwner } = received;
    const id = item.id * perSignal + n;
    batch.writes.messages.set(id, {
      dialog: turn.dialog.id,
      id,
      direction: byOwner ? 'out' : 'in',
      kind,
      text,
      buttons: null,
      state: 'sent',
      cause: String(item.id),
      at: now,
      media: told ? mediaOf(received) : null,
      author: byOwner ? 'operator' : null,
      externalId: told?.externalId ?? null,
      entities: told?.entities?.length ? JSON.stringify(told.entities) : null,
      ...answered(batch, turn.dialog.id, told?.replyTo),
    });
  });
  return turn.received.length;
}

function mediaOf({ kind, told }: Received): string | null {
  if (kind === 'text') return null;
  const { contact, location } = told ?? {};
  return JSON.stringify({
    kind,
    files: [],
    ...(contact ? { contact } : {}),
    ...(location ? { location } : {}),
  });
}

/** A message of this very batch has no row yet; of another the channel's number is resolved in SQL. */
function answered(
  batch: Batch,
  dialog: string,
  externalId: number | undefined,
): { replyTo: string | null; replyToExternal: number | null } {
  if (externalId === undefined) return { replyTo: null, replyToExternal: null };
  for (const message of batch.writes.messages.values()) {
    if (message.dialog !== dialog || message.externalId !== externalId) continue;
    return { replyTo: String(message.id), replyToExternal: null };
  }
  return { replyTo: null, replyToExternal: externalId };
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
