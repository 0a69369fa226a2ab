/** Forgetting a lead: everything that tells of it, in the transaction of the turn that decides so. */
import type { Connection } from './database.ts';

/**
 * Deletes dialogs with all that hangs on them (messages, events, effects, translations by the dialog's own
 * triggers), their part of the journal, the answers kept for `requestId`s, their click and what waits for them.
 * What stays: sums of tokens by number, hashes of event identities, and later clicks by which the lead came
 * back, which name nobody. Rare, so the few reads of whole tables in it are borne.
 */
export async function eraseDialogs(
  connection: Connection,
  gone: readonly { dialog: string; bot: string; chat: number; clickid: string | null }[],
): Promise<void> {
  if (gone.length === 0) return;
  await connection.query(
    `with gone as (
       select * from json_to_recordset($1) as one (dialog bigint, bot uuid, chat bigint, clickid text)),
     told as (
       delete from journal where dialog_id in (select dialog from gone) returning id),
     answers as (
       delete from webhook_result where signal_id in (select id from told)),
     waiting as (
       delete from kept where clickid in (select clickid from gone where clickid is not null)
         or (bot_id, chat_id) in (select bot, chat from gone)),
     clicks as (
       delete from click where clickid in (select clickid from gone where clickid is not null)),
     erased as (
       delete from dialog where id in (select dialog from gone) returning id)
     -- What a journal row names is said by the turns; of an erasure it names nobody.
     select pg_notify('turns', left(string_agg(id::text, ','), 7900)) from erased having count(*) > 0`,
    [JSON.stringify(gone)],
  );
}
