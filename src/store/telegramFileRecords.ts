/** Telegram's names for files that were uploaded once; each is good for its own bot only. */
import type { Connection } from './database.ts';

/** What was uploaded: SHA-256 of the content or of its URL, sent as this kind. */
export type UploadedAs = { source: string; kind: string };

/** Names of those sources that this bot has sent before. */
export async function findFileIds(
  connection: Connection,
  botId: string,
  wanted: readonly UploadedAs[],
): Promise<(UploadedAs & { fileId: string })[]> {
  if (wanted.length === 0) return [];
  return connection.query<UploadedAs & { fileId: string }>(
    {
      name: 'telegram_file_find',
      text: `select source, kind, file_id as "fileId" from telegram_file
             where bot_id = $1 and (source, kind) in
               (select source, kind from json_to_recordset($2) as one (source text, kind text))`,
    },
    [botId, JSON.stringify(wanted)],
  );
}

/** Remembers names; a newer one takes the place of an older. Sorted, so that two writers never deadlock. */
export async function keepFileIds(
  connection: Connection,
  botId: string,
  files: readonly (UploadedAs & { fileId: string })[],
): Promise<void> {
  if (files.length === 0) return;
  await connection.query(
    {
      name: 'telegram_file_keep',
      text: `insert into telegram_file (bot_id, source, kind, file_id)
             select distinct on (source, kind) $1::uuid, source, kind, "fileId"
             from json_to_recordset($2) as one (source text, kind text, "fileId" text)
             order by source, kind
             on conflict (bot_id, source, kind) do update set file_id = excluded.file_id, at = now()`,
    },
    [botId, JSON.stringify(files)],
  );
}

/** Forgets names that Telegram has refused. */
export async function forgetFileIds(
  connection: Connection,
  botId: string,
  fileIds: readonly string[],
): Promise<void> {
  if (fileIds.length === 0) return;
  await connection.query('delete from telegram_file where bot_id = $1 and file_id = any ($2::text[])', [
    botId,
    fileIds,
  ]);
}
