/** Clear chat: what was said goes, the lead stays. */
import type { Instant } from '../base/instant.ts';
import type { Connection, Database } from './database.ts';
import { holdLane } from './inboxRecords.ts';
import { reserveSignalIds } from './turnReading.ts';
import { writeJournal } from './turnWriting.ts';

/**
 * Removes a dialog's messages with their translations, files and words; answers how many. What still waits in
 * the outbox stays, as it will be sent. Events, fields and the timeline's reasons stay. Takes the dialog's lane
 * for its transaction, as all that a turn writes is written by whoever holds the lane.
 */
export function clearChat(
  database: Database,
  dialog: { id: number; lane: number; spaceId: string },
  by: string,
  now: Instant,
): Promise<number> {
  return database.transaction(async (connection) => {
    await holdLane(connection, dialog.lane);
    const count = await removeMessages(connection, dialog.id);
    const [id] = await reserveSignalIds(connection, 1);
    const document = {
      reason: null,
      warnings: [],
      entries: [{ kind: 'deleted', count }],
      durationMs: 0,
      text: by,
    };
    await writeJournal(connection, [
      {
        ...{ id: id ?? 0, at: now, kind: 'operator', space: dialog.spaceId, source: null },
        ...{ dialog: String(dialog.id), outcome: 'applied', document: JSON.stringify(document) },
      },
    ]);
    await connection.query(`select pg_notify('turns', $1)`, [String(dialog.id)]);
    return count;
  });
}

async function removeMessages(connection: Connection, dialogId: number): Promise<number> {
  const [row] = await connection.query<{ count: number }>(
    `with cleared as (
       delete from message where dialog_id = $1 and not exists (
         select from outbox where outbox.dialog_id = $1 and outbox.message_id = message.id)
       returning id),
     translations as (
       delete from message_translation where dialog_id = $1 and message_id in (select id from cleared)),
     -- The content is removed from the storage later; its name and place are all that is left until then.
     files as (
       update stored_file set state = 'gone', bot_id = null, dialog_id = null, message_id = null, name = '', mime = '',
         size = null, sha256 = null, reason = null
       where dialog_id = $1 and message_id in (select id from cleared)),
     uses as (
       delete from stored_file_use where dialog_id = $1
         and not exists (select from outbox where outbox.dialog_id = $1 and kind = 'message')),
     words as (
       delete from dialog_words where dialog_id = $1 and to_id > 0),
     looked as (
       update dialog set version = version + 1 where id = $1),
     dirty as (
       insert into dialog_dirty (dialog_id) values ($1))
     select count(*) as count from cleared`,
    [dialogId],
  );
  return row?.count ?? 0;
}
