/** Writes a decided batch, set-based, inside the transaction that has loaded it. */
import {
  addField,
  type Connection,
  type DialogWrite,
  eraseDialogs,
  insertNewDialogs,
  insertSignals,
  moveToLane,
  settleKept,
  settleReplayed,
  writeBusinesses,
  writeChatMoves,
  writeChats,
  writeClickOwners,
  writeKept,
  writeMessageChanges,
  writeRecognised,
  writeTurns,
  writeWebhookResults,
} from '../store/store.ts';
import type { Batch, Held } from './batch.ts';

export async function saveBatch(connection: Connection, batch: Batch): Promise<void> {
  const { writes } = batch;
  const changed = [...batch.held.values()].filter((held) => held.changed);
  const known = changed.filter((held) => !held.fresh);
  const moved = new Set(writes.moved.map((one) => one.id));
  await insertNewDialogs(
    connection,
    changed.filter((held) => held.fresh).map((held) => toWrite(batch, held)),
  );
  await writeTurns(connection, {
    dialogs: known.map((held) => toWrite(batch, held)),
    events: writes.events,
    identities: writes.identities,
    messages: [...writes.messages.values()],
    outbox: writes.outbox,
    journal: writes.journal,
    cancelled: known.filter((held) => writes.cancelled.has(held.dialog.id)).map((held) => held.dialog.id),
    lane: batch.lane,
    done: batch.items
      .filter((item) => item.signal.kind !== 'timer' && !moved.has(item.id))
      .map((item) => item.id),
  });
  await writeRare(connection, batch);
}

async function writeRare(connection: Connection, batch: Batch): Promise<void> {
  const { writes } = batch;
  const taken = new Set(writes.settled.map((one) => one.id));
  await writeKept(
    connection,
    writes.kept.filter((row) => !taken.has(row.id)),
  );
  await settleKept(connection, writes.settled);
  await settleReplayed(connection, writes.replayed);
  await moveToLane(connection, batch.lane, writes.moved);
  await writeClickOwners(connection, writes.clickOwners);
  await writeWebhookResults(connection, writes.results);
  await writeRecognised(connection, writes.recognised);
  await writeMessageChanges(connection, writes.changes);
  await writeNews(connection, batch);
  await eraseDialogs(connection, writes.erased);
  for (const botId of new Set(writes.newFields.map((field) => field.botId))) {
    await addField(
      connection,
      botId,
      writes.newFields.filter((field) => field.botId === botId),
    );
  }
}

/** What the channel told of more than one dialog, and what follows of it elsewhere. */
async function writeNews(connection: Connection, { writes }: Batch): Promise<void> {
  await writeBusinesses(connection, writes.businesses);
  await writeChats(connection, writes.chats);
  await writeChatMoves(connection, writes.chatMoves);
  if (writes.signals.length === 0) return;
  await insertSignals(
    connection,
    writes.signals.map(({ lane, signal }) => ({ lane, payload: JSON.stringify(signal) })),
  );
}

function toWrite(batch: Batch, held: Held): DialogWrite {
  const { dialog } = held;
  const { timers } = dialog.state;
  const offset = batch.scripts.bots.get(dialog.botId)?.clockOffsetMs ?? 0;
  const first = timers.length > 0 ? Math.min(...timers.map((timer) => timer.at)) - offset : null;
  return { ...dialog, wakeAt: first, trackerChanged: held.fresh || dialog.tracker !== held.storedTracker };
}
