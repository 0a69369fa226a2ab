/** Loads with a handful of set-based queries all that the signals of a batch may need. */
import { isClickId } from '../campaign/campaign.ts';
import { ownEventIdentity, saidLately } from '../dialog/dialog.ts';
import { eventIdentity } from '../event/event.ts';
import type { Signal } from '../signal/signal.ts';
import {
  type Connection,
  findClicks,
  findDialogsByChat,
  findDialogsByClick,
  findDialogsById,
  findIdentities,
  findKept,
  findMoneyEvents,
  findTransactionIds,
  findUndelivered,
  findWebhookResults,
  reserveDialogIds,
} from '../store/store.ts';
import { type Batch, emptyBatch, hold, type Item, isUnmet, type KeptSignal, updateKey } from './batch.ts';
import { isKeepable } from './keptSignals.ts';
import { parseSignal, readItem } from './readItems.ts';

export async function loadBatch(
  connection: Connection,
  start: Pick<Batch, 'lane' | 'now' | 'scripts' | 'items' | 'random'>,
): Promise<Batch> {
  const batch = emptyBatch(start);
  await loadDialogs(connection, batch);
  await loadClicks(connection, batch);
  await loadKept(connection, batch);
  await loadIdentities(connection, batch);
  await loadMoneyEvents(connection, batch);
  await loadUndelivered(connection, batch);
  await loadSeenCalls(connection, batch);
  return batch;
}

const clickOf = (item: Item): string | null => {
  if (item.reading?.clickid && isClickId(item.reading.clickid)) return item.reading.clickid;
  const named = clickNamed(item.signal);
  return named !== null && isClickId(named) ? named : null;
};

/** By a deep link, the name of an invite link, or the tracker. */
function clickNamed(signal: Signal): string | null {
  if (signal.kind === 'tracker') return signal.clickid;
  if (signal.kind === 'channel') return signal.news.of === 'joined' ? signal.news.link : null;
  if (signal.kind !== 'update') return null;
  const { action } = signal;
  if (action.did === 'start') return action.payload;
  return action.did === 'askedToJoin' ? action.link : null;
}

const chatsOf = (items: readonly Item[]): { bot: string; chat: number }[] =>
  items.flatMap(({ signal }) => {
    if (signal.kind === 'update' || signal.kind === 'webhook') {
      return [{ bot: signal.botId, chat: signal.chatId }];
    }
    // A private chat has the number of its person.
    if (signal.kind !== 'channel' || signal.news.of !== 'joined') return [];
    return [{ bot: signal.botId, chat: signal.news.userId }];
  });

const dialogIdsOf = (items: readonly Item[]): string[] =>
  items.flatMap(({ signal }) => ('dialogId' in signal && signal.dialogId ? [signal.dialogId] : []));

async function loadDialogs(connection: Connection, batch: Batch): Promise<void> {
  const clickids = unique(batch.items.flatMap((item) => clickOf(item) ?? []));
  for (const dialog of await findDialogsByClick(connection, clickids)) hold(batch, dialog, false);
  for (const dialog of await findDialogsByChat(connection, chatsOf(batch.items))) hold(batch, dialog, false);
  const ids = unique(dialogIdsOf(batch.items)).filter((id) => !batch.held.has(id));
  for (const dialog of await findDialogsById(connection, ids)) hold(batch, dialog, false);
}

/** Clicks of leads that have not begun, and later clicks of leads that have. */
async function loadClicks(connection: Connection, batch: Batch): Promise<void> {
  const wanted = batch.items.flatMap((item) => {
    const clickid = clickOf(item);
    if (!clickid) return [];
    const { kind } = item.signal;
    return kind === 'update' || kind === 'channel' || !batch.byClick.has(clickid) ? [clickid] : [];
  });
  for (const click of await findClicks(connection, unique(wanted))) batch.clicks.set(click.clickid, click);
  const owners = [...batch.clicks.values()].flatMap((click) => click.dialogId ?? []);
  const missing = unique(owners).filter((id) => !batch.held.has(id));
  for (const dialog of await findDialogsById(connection, missing)) hold(batch, dialog, false);
  for (const click of batch.clicks.values()) {
    const owner = click.dialogId ? batch.held.get(click.dialogId) : undefined;
    if (owner && !batch.byClick.has(click.clickid)) batch.byClick.set(click.clickid, owner);
  }
}

/** What waits for the chats and clicks that may begin with this batch. */
async function loadKept(connection: Connection, batch: Batch): Promise<void> {
  const updates = batch.items.filter(({ signal }) => signal.kind === 'update');
  const starting = updates.filter(
    ({ signal }) => signal.kind === 'update' && isUnmet(batch.byChat.get(updateKey(signal))),
  );
  const clickids = unique(updates.flatMap((item) => clickOf(item) ?? []));
  if (starting.length === 0 && clickids.length === 0) return;
  batch.spareDialogIds = await reserveDialogIds(connection, starting.length);
  const rows = await findKept(connection, clickids, chatsOf(starting));
  batch.kept = rows.flatMap((row): KeptSignal[] => {
    const signal = parseSignal(row.payload);
    if (!isKeepable(signal)) return [];
    return [{ id: row.id, signal, clickid: row.clickid, botId: row.botId, chatId: row.chatId }];
  });
}

/** Which of the batch's events were accepted before; also for those that steps and operators record. */
async function loadIdentities(connection: Connection, batch: Batch): Promise<void> {
  const items = [...batch.items, ...batch.kept.map(({ id, signal }) => readItem(id, signal, batch.scripts))];
  const returning = clicksOfReturning(batch);
  const wanted = items.flatMap((item) => {
    const known = returning.get(clickReported(item) ?? '');
    return [identityOf(batch, item), known ? identityOf(batch, item, known) : null].filter(
      (one) => one !== null,
    );
  });
  for (const identity of await findIdentities(connection, unique(wanted))) batch.identities.add(identity);
  const recording = [...batch.held.values()].filter(
    ({ dialog }) => batch.scripts.bots.get(dialog.botId)?.script.eventsWithTid,
  );
  if (recording.length === 0) return;
  const rows = await findTransactionIds(
    connection,
    recording.map(({ dialog }) => dialog.id),
  );
  const possible = unique(rows.flatMap((row) => identitiesOfEvent(batch, row)));
  for (const identity of await findIdentities(connection, possible)) batch.identities.add(identity);
}

/** Rare: only where a conversion was rejected or reversed. */
async function loadMoneyEvents(connection: Connection, batch: Batch): Promise<void> {
  const takesBack = [
    ...batch.items,
    ...batch.kept.map(({ id, signal }) => readItem(id, signal, batch.scripts)),
  ].some((item) => item.reading?.event?.standing === 'reversed');
  if (!takesBack) return;
  const ids = [...batch.held.keys()];
  for (const id of ids) batch.moneyEvents.set(id, []);
  for (const { dialogId, ...event } of await findMoneyEvents(connection, ids)) {
    batch.moneyEvents.get(dialogId)?.push(event);
  }
}

/** Rare: conversations that the AI has begun within the last minute. */
async function loadUndelivered(connection: Connection, batch: Batch): Promise<void> {
  const ids = [...batch.held.values()].flatMap(({ dialog }) => {
    const offset = batch.scripts.bots.get(dialog.botId)?.clockOffsetMs ?? 0;
    return saidLately(dialog.state, batch.now + offset) ? [dialog.id] : [];
  });
  for (const id of await findUndelivered(connection, ids)) batch.undelivered.add(id);
}

/** Click ids by which leads come back in this batch -> the id by which their events are known. */
function clicksOfReturning(batch: Batch): ReadonlyMap<string, string> {
  const clicks = new Map<string, string>();
  for (const item of batch.items) {
    if (item.signal.kind !== 'update') continue;
    const click = clickOf(item);
    const known = batch.byChat.get(updateKey(item.signal))?.dialog.clickid;
    if (click && known && click !== known) clicks.set(click, known);
  }
  return clicks;
}

/**
 * An event's row keeps the name that counted and the network's own word; the one it is known by is either
 * of them, or `sale` where a repeat deposit was counted as a `resale`.
 */
function identitiesOfEvent(
  batch: Batch,
  row: { dialogId: string; name: string; receivedName: string; tid: string },
): string[] {
  const dialog = batch.held.get(row.dialogId)?.dialog;
  const companyId = dialog && batch.scripts.bots.get(dialog.botId)?.script.companyId;
  if (!dialog || companyId === undefined) return [];
  const clickid = dialog.clickid ?? `dialog:${dialog.id}`;
  const names = new Set([row.name, row.receivedName, row.name === 'resale' ? 'sale' : row.name]);
  return [...names].flatMap((event) => eventIdentity({ companyId, clickid, event, tid: row.tid }) ?? []);
}

async function loadSeenCalls(connection: Connection, batch: Batch): Promise<void> {
  const calls = batch.items.flatMap(({ signal }) =>
    signal.kind === 'webhook' && signal.requestId
      ? [{ webhook: signal.webhookId, request: signal.requestId }]
      : [],
  );
  for (const seen of await findWebhookResults(connection, calls)) {
    batch.seenCalls.add(`${seen.webhookId} ${seen.requestId}`);
  }
}

/** The identity of the event that a signal brings, if it has one. */
export function identityOf(batch: Batch, item: Item, clickid = clickNameOf(batch, item)): string | null {
  const { signal } = item;
  if (item.reading?.event && item.postback) {
    const { name, tid } = item.reading.event;
    return clickid ? eventIdentity({ companyId: item.postback.companyId, clickid, event: name, tid }) : null;
  }
  if (signal.kind === 'tracker') {
    const company = batch.scripts.bots.get(signal.botId)?.script.companyId;
    return company && clickid ? ownEventIdentity(company, clickid, signal.event.name) : null;
  }
  if (signal.kind !== 'operator' || signal.action.did !== 'sentEvent') return null;
  const dialog = batch.held.get(signal.dialogId)?.dialog;
  const companyId = dialog && batch.scripts.bots.get(dialog.botId)?.script.companyId;
  if (!dialog || companyId === undefined) return null;
  const { name, tid } = signal.action.event;
  return eventIdentity({ companyId, clickid: dialog.clickid ?? `dialog:${dialog.id}`, event: name, tid });
}

/**
 * The lead's own click id, so that a deposit reported under a second click of the same lead is still
 * the same deposit.
 */
function clickNameOf(batch: Batch, item: Item): string | null {
  const { signal } = item;
  const assigned =
    signal.kind === 'postback' && signal.dialogId ? batch.held.get(signal.dialogId) : undefined;
  const received = clickReported(item);
  const owner = assigned ?? (received ? batch.byClick.get(received) : undefined);
  if (owner) return owner.dialog.clickid ?? `dialog:${owner.dialog.id}`;
  return received;
}

/** Under which click id an event was reported. */
const clickReported = ({ signal, reading }: Item): string | null =>
  signal.kind === 'tracker' ? signal.clickid : (reading?.clickid ?? null);

const unique = (values: readonly string[]): string[] => [...new Set(values)];
