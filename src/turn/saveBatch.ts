/** Writes a decided batch, set-based, inside the transaction that has loaded it. */
import {
  addField,
  announceTurns,
  type Connection,
  cancelStoredMessages,
  type DialogWrite,
  moveToLane,
  removeSignalRows,
  settleKept,
  writeClickOwners,
  writeDialogs,
  writeEvents,
  writeJournal,
  writeKept,
  writeMessages,
  writeOutbox,
  writeWebhookResults,
} from '../store/store.ts';
import type { Batch, Held } from './batch.ts';

export async function saveBatch(connection: Connection, batch: Batch): Promise<void> {
  const { writes } = batch;
  const changed = [...batch.held.values()].filter((held) => held.changed);
  await writeDialogs(
    connection,
    changed.filter((held) => held.fresh).map((held) => toWrite(batch, held)),
    changed.filter((held) => !held.fresh).map((held) => toWrite(batch, held)),
  );
  await writeEvents(connection, writes.events, writes.identities);
  const stored = changed.filter((held) => !held.fresh && writes.cancelled.has(held.dialog.id));
  await cancelStoredMessages(connection, stored.map((held) => held.dialog.id));
  await writeMessages(connection, [...writes.messages.values()]);
  await writeOutbox(connection, writes.outbox);
  await writeJournal(connection, writes.journal);
  await writeRare(connection, batch);
  const moved = new Set(writes.moved.map((one) => one.id));
  const done = batch.items.filter((item) => item.signal.kind !== 'timer' && !moved.has(item.id));
  await removeSignalRows(connection, batch.lane, done.map((item) => item.id));
  await moveToLane(connection, batch.lane, writes.moved);
  await announceTurns(connection);
}

async function writeRare(connection: Connection, batch: Batch): Promise<void> {
  const { writes } = batch;
  const taken = new Set(writes.settled.map((one) => one.id));
  await writeKept(connection, writes.kept.filter((row) => !taken.has(row.id)));
  await settleKept(connection, writes.settled);
  await writeClickOwners(connection, writes.clickOwners);
  await writeWebhookResults(connection, writes.results);
  for (const botId of new Set(writes.newFields.map((field) => field.botId))) {
    await addField(connection, botId, writes.newFields.filter((field) => field.botId === botId));
  }
}

function toWrite(batch: Batch, held: Held): DialogWrite {
  const { dialog } = held;
  const { timers } = dialog.state;
  const offset = batch.scripts.bots.get(dialog.botId)?.clockOffsetMs ?? 0;
  const first = timers.length > 0 ? Math.min(...timers.map((timer) => timer.at)) - offset : null;
  return { ...dialog, wakeAt: first };
}
