/** Files in our keeping: what leads sent, what operators uploaded. The contents lie in the storage. */
import type { Kept } from '../base/fileKeeper.ts';
import type { FetchFileEffect } from '../effect/effect.ts';
import type { Connection } from './database.ts';
import type { OutboxRow } from './outboxRecords.ts';

/** A file whose content is there. */
export type StoredFile = {
  id: string;
  /** Null: an operator's upload, which belongs to the space alone. */
  botId: string | null;
  name: string;
  mime: string;
  size: number;
  sha256: string;
  place: string;
};

/** `name` and `claimed` (a media type) are what the sender says; hostile. */
export type Described = { name: string; claimed: string };

const columns = `id, bot_id as "botId", name, mime, size, sha256, place`;

const claimDue = {
  name: 'file_claim',
  // Nothing is asked of Telegram for a bot that was told to wait.
  text: `update outbox set state = 'sending', attempts = attempts + 1, started_at = now()
         where (signal_id, n) in (
           select signal_id, n from outbox as candidate
           where channel = 'file' and state = 'pending' and not_before <= now()
             and not exists (select from telegram_bot as known
               where known.bot_id = candidate.bot_id and known.paused_until > now())
           order by not_before, signal_id, n limit $1 for update skip locked)
         returning signal_id as "signalId", n, kind, bot_id as "botId", dialog_id::text as "dialogId",
           message_id as "messageId", document, null as text, null as buttons, attempts,
           (extract(epoch from not_before) * 1000)::bigint as "createdAt"`,
};

/** Takes files that are to be fetched; the attempt is committed before the first request. */
export const claimFiles = (connection: Connection, limit: number): Promise<OutboxRow[]> =>
  connection.query(claimDue, [limit]);

/** Attempts whose process must have died are due again; a fetched file that nobody knows of harms nobody. */
export async function releaseLostFiles(connection: Connection, olderThanSeconds: number): Promise<void> {
  await connection.query(
    `update outbox set state = 'pending', started_at = null
     where channel = 'file' and state <> 'pending' and started_at < now() - make_interval(secs => $1)`,
    [olderThanSeconds],
  );
}

/**
 * Ends a fetch: the file stands in the history, with its content or with the reason why there is none. Says no
 * when the lead was forgotten meanwhile; the content is the caller's to remove then.
 */
export async function recordFetched(
  connection: Connection,
  row: Pick<OutboxRow, 'signalId' | 'n' | 'botId' | 'dialogId'> & { id: string; messageId: number },
  described: Described & { size: number | null },
  result: { ok: true; value: Kept } | { ok: false; reason: string },
): Promise<boolean> {
  const kept = result.ok ? result.value : null;
  const rows = await connection.query(
    `with ended as (
       delete from outbox where signal_id = $1 and n = $2 returning dialog_id)
     insert into stored_file (id, space_id, bot_id, dialog_id, message_id, name, mime, size, sha256, place,
       state, reason)
     select $3, bot.space_id, bot.id, ended.dialog_id, $4, $5, $6, $7, $8, $9,
       case when $9::text is null then 'failed' else 'kept' end, $10
     from ended, bot where bot.id = $11
     returning 1`,
    [
      ...[row.signalId, row.n, row.id, row.messageId],
      ...[cleanName(described.name), trustedType(kept?.type ?? null, described.claimed)],
      ...[kept?.size ?? described.size, kept?.sha256 ?? null, kept?.place ?? null],
      ...[result.ok ? null : cleanText(result.reason, 500), row.botId],
    ],
  );
  return rows.length > 0;
}

/** An operator's upload. Answers what it is called and taken for. */
export async function recordUpload(
  connection: Connection,
  upload: Described & { id: string; spaceId: string; kept: Kept },
): Promise<StoredFile> {
  const { id, spaceId, kept } = upload;
  const name = cleanName(upload.name);
  const mime = trustedType(kept.type, upload.claimed);
  await connection.query(
    `insert into stored_file (id, space_id, name, mime, size, sha256, place, state)
     values ($1, $2, $3, $4, $5, $6, $7, 'kept')`,
    [id, spaceId, name, mime, kept.size, kept.sha256, kept.place],
  );
  return { id, botId: null, name, mime, size: kept.size, sha256: kept.sha256, place: kept.place };
}

/** By the id of an upload or of what a lead has sent; null when the space has no such content. */
export async function findFile(
  connection: Connection,
  spaceId: string,
  id: string,
): Promise<StoredFile | null> {
  const [row] = await connection.query<StoredFile>(
    `select ${columns} from stored_file where id = $1 and space_id = $2 and state = 'kept'`,
    [id, spaceId],
  );
  return row ?? null;
}

/** For whoever sends it: the space was asked for when the message was accepted. */
export async function findKeptFile(connection: Connection, id: string): Promise<StoredFile | null> {
  const [row] = await connection.query<StoredFile>(
    `select ${columns} from stored_file where id = $1 and state = 'kept'`,
    [id],
  );
  return row ?? null;
}

/** The file that a lead's message brought: null when it has none; its `file` is null while it is on its way. */
export async function findReceivedFile(
  connection: Connection,
  dialogId: string | number,
  messageId: string | number,
): Promise<{ state: 'coming' | 'kept' | 'failed'; file: StoredFile | null } | null> {
  const [row] = await connection.query<StoredFile & { state: 'kept' | 'failed' }>(
    `select ${columns}, state from stored_file where dialog_id = $1 and message_id = $2 order by at, id limit 1`,
    [dialogId, messageId],
  );
  if (row) return { state: row.state, file: row.state === 'kept' ? row : null };
  const coming = await listComing(connection, dialogId);
  return coming.some((one) => one.messageId === Number(messageId)) ? { state: 'coming', file: null } : null;
}

/** What is still on its way. Read here and not by PostgreSQL, which refuses JSON with a NUL in it. */
async function listComing(connection: Connection, dialogId: string | number): Promise<FileRecord[]> {
  const rows = await connection.query<Pick<OutboxRow, 'signalId' | 'messageId' | 'document'>>(
    `select signal_id as "signalId", message_id as "messageId", document from outbox
     where dialog_id = $1 and channel = 'file'`,
    [dialogId],
  );
  return rows.map((row) => {
    const job: FetchFileEffect = JSON.parse(row.document);
    return {
      id: '',
      messageId: receivedMessage(row, job),
      name: cleanName(job.name),
      mime: trustedType(null, job.mime),
      ...{ size: job.size, state: 'coming', reason: null },
    };
  });
}

/** The message whose file an effect brings: messages that come in have the first numbers of their signal. */
export const receivedMessage = (
  { messageId, signalId }: Pick<OutboxRow, 'messageId' | 'signalId'>,
  { received }: Pick<FetchFileEffect, 'received'>,
): number => messageId ?? signalId * 1000 + received;

/** What of these uploads the space has. */
export function findUploads(
  connection: Connection,
  spaceId: string,
  ids: readonly string[],
): Promise<StoredFile[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return connection.query(
    `select ${columns} from stored_file where id = any ($1::uuid[]) and space_id = $2 and state = 'kept'`,
    [ids, spaceId],
  );
}

/** Remembers whom uploads were sent to: they are forgotten with the last of them. */
export async function noteFileUse(
  connection: Connection,
  dialogId: number,
  ids: readonly string[],
): Promise<void> {
  await connection.query(
    `insert into stored_file_use (file_id, dialog_id)
     select id, $1 from stored_file where id = any ($2::uuid[]) and dialog_id is null and state = 'kept'
     on conflict do nothing`,
    [dialogId, ids],
  );
}

/** Contents that are to be removed, held against other processes until the transaction ends. */
export const findGoneFiles = (
  connection: Connection,
  limit: number,
): Promise<{ id: string; place: string | null }[]> =>
  connection.query(
    `select id, place from stored_file where state = 'gone' order by at limit $1 for update skip locked`,
    [limit],
  );

export async function dropGoneFiles(connection: Connection, ids: readonly string[]): Promise<void> {
  await connection.query(`delete from stored_file where id = any ($1::uuid[]) and state = 'gone'`, [ids]);
}

/** A file of a message as it is shown: of a lead's, or one of ours that an operator has uploaded. */
export type FileRecord = {
  id: string;
  messageId: number | null;
  name: string;
  mime: string;
  size: number | null;
  state: 'coming' | 'kept' | 'failed';
  reason: string | null;
};

const shown = `id::text as id, name, mime, size, state, reason`;

/** What leads' messages of this dialog brought, and what uploads are; oldest first. */
export async function listFiles(
  connection: Connection,
  dialogId: number,
  messageIds: readonly number[],
  uploads: readonly string[],
): Promise<FileRecord[]> {
  const rows = await connection.query<FileRecord>(
    {
      name: 'message_files',
      text: `select ${shown}, message_id as "messageId", at from stored_file
             where dialog_id = $1 and message_id = any ($2::bigint[])
             union all
             select ${shown}, null, at from stored_file where id = any ($3::uuid[]) and state = 'kept'
             order by at, id`,
    },
    [dialogId, messageIds, uploads],
  );
  return [...rows, ...(await listComing(connection, dialogId))];
}

const mostNameLength = 200;

/** A name to be shown and to be saved under: no path, no sign that hides or turns round what it says. */
export function cleanName(name: string): string {
  const last = name.slice(-4096).split(/[/\\]/).at(-1) ?? '';
  const plain = cleanText(last, 4096).replace(/[<>:"|?*]/g, '_');
  const visible = plain.replace(/^[\s.]+/, '').trimEnd();
  if (visible.length <= mostNameLength) return visible;
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(visible)?.[0] ?? '';
  const start = visible.slice(0, mostNameLength - ending.length).trimEnd();
  return cleanText(`${start}${ending}`, mostNameLength);
}

const cleanText = (text: string, longest: number): string =>
  text
    .slice(0, longest)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/gu, '');

/**
 * What is believed of a file's type: what its bytes say. The sender's word stands only where no browser
 * would show anything because of it.
 */
function trustedType(told: string | null, claimed: string): string {
  if (told !== null) return told;
  const plain = claimed.slice(0, 100).toLowerCase();
  const harmless = /^(application|text|font|model)\/[a-z0-9][a-z0-9.+-]*$/.test(plain);
  return harmless ? plain : 'application/octet-stream';
}
