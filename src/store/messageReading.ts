/** What was said in a dialog, as people and outside programs look at it. */
import type { Entity } from '../base/entity.ts';
import type { Instant } from '../base/instant.ts';
import { type Media, uploadIn } from '../base/media.ts';
import type { Connection } from './database.ts';
import { type FileRecord, listFiles } from './fileRecords.ts';

/**
 * A file of a message. `source` is where its content is: the storage (`stored`), an operator's upload by its
 * id, the owner's folder by its path, or elsewhere by its URL.
 */
export type Attachment = Omit<FileRecord, 'id' | 'messageId'> & {
  source: { in: 'stored' } | { in: 'upload' | 'folder' | 'elsewhere'; name: string };
};

export type MessageRecord = {
  id: number;
  dialogId: number;
  direction: 'in' | 'out';
  kind: string;
  text: string;
  entities: Entity[];
  buttons: { text: string; id: string | null; url: string | null; webApp: string | null }[][];
  state: 'pending' | 'sent' | 'failed' | 'uncertain' | 'cancelled';
  /** Why it failed, or is uncertain; in the channel's own words. */
  reason: string | null;
  cause: string;
  at: Instant;
  /** Our number of the message that it answers. */
  replyTo: number | null;
  editedAt: Instant | null;
  deletedAt: Instant | null;
  /** Of a message with media that we sent. */
  files: string[];
  /** Its files, in order. */
  attachments: Attachment[];
  contact: { phone: string; firstName: string; lastName: string } | null;
  location: { latitude: number; longitude: number } | null;
  /** Of ours; null when an older version has sent it. */
  author: 'flow' | 'ai' | 'operator' | null;
};

/** Pending as long as the effect waits in the outbox, unless it is known to be uncertain. */
export const stateNow = `case when message.state = 'sent' and exists (
    select from outbox where outbox.signal_id = message.id / 1000 and outbox.n = message.id % 1000 and kind = 'message')
  then 'pending' else message.state end`;

const milliseconds = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::bigint`;

const columns = `id, dialog_id as "dialogId", direction, kind, text, entities, buttons, ${stateNow} as state, reason,
  cause, ${milliseconds('at')} as at, reply_to as "replyTo", ${milliseconds('edited_at')} as "editedAt",
  ${milliseconds('deleted_at')} as "deletedAt", media, author`;

type Told = 'buttons' | 'entities' | 'files' | 'attachments' | 'contact' | 'location';
type Row = Omit<MessageRecord, Told> & {
  buttons: string | null;
  entities: string | null;
  media: string | null;
};

/** Messages of a dialog on one side of `from` (exclusive), in the order asked for. */
export async function listMessages(
  connection: Connection,
  dialogId: number,
  page: { from: string | null; limit: number; order: 'asc' | 'desc' },
): Promise<MessageRecord[]> {
  const side = page.order === 'asc' ? '>' : '<';
  const rows = await connection.query<Row>(
    {
      name: `dialog_messages_${page.order}`,
      text: `select ${columns} from message
             where dialog_id = $1 and ($2::bigint is null or id ${side} $2) order by id ${page.order} limit $3`,
    },
    [dialogId, page.from, page.limit],
  );
  return withFiles(connection, dialogId, rows);
}

/** One message of the dialog, null when it has none of this number. */
export async function findMessage(
  connection: Connection,
  dialogId: number,
  id: string,
): Promise<MessageRecord | null> {
  const rows = await connection.query<Row>(
    `select ${columns} from message where dialog_id = $1 and id = $2`,
    [dialogId, id],
  );
  const [message] = await withFiles(connection, dialogId, rows);
  return message ?? null;
}

/** What a message of ours carries is whole; of a lead's message the row has what is no file. */
type StoredMedia = Partial<Media> & Partial<Pick<MessageRecord, 'contact' | 'location'>>;

async function withFiles(
  connection: Connection,
  dialogId: number,
  rows: readonly Row[],
): Promise<MessageRecord[]> {
  const read = rows.map(({ media, buttons, entities, ...row }) => {
    const stored: StoredMedia = media === null ? {} : JSON.parse(media);
    return {
      ...row,
      buttons: buttons === null ? [] : JSON.parse(buttons),
      entities: entities === null ? [] : JSON.parse(entities),
      files: stored.files ?? [],
      contact: stored.contact ?? null,
      location: stored.location ?? null,
    };
  });
  const received = read.filter(({ direction, kind }) => direction === 'in' && kind !== 'text');
  const uploads = read.flatMap(({ files }) => files.flatMap((file) => uploadIn(file) ?? []));
  const known =
    received.length + uploads.length === 0
      ? []
      : await listFiles(
          connection,
          dialogId,
          received.map(({ id }) => id),
          uploads,
        );
  return read.map((message) => ({ ...message, attachments: attachmentsOf(message, known) }));
}

function attachmentsOf(
  { id, direction, files }: Pick<MessageRecord, 'id' | 'direction' | 'files'>,
  known: readonly FileRecord[],
): Attachment[] {
  if (direction === 'out') return files.map((file) => ourFile(file, known));
  return known
    .filter(({ messageId }) => messageId === id)
    .map(({ name, mime, size, state, reason }) => ({
      ...{ name, mime, size, state, reason },
      source: { in: 'stored' },
    }));
}

function ourFile(file: string, known: readonly FileRecord[]): Attachment {
  const nothing = { mime: '', size: null, state: 'kept' as const, reason: null };
  const upload = uploadIn(file);
  if (upload !== null) {
    const found = known.find(({ id, messageId }) => id === upload && messageId === null);
    const source = { in: 'upload', name: upload } as const;
    if (!found) return { ...nothing, name: '', state: 'failed', reason: 'it was removed', source };
    const { name, mime, size, state, reason } = found;
    return { name, mime, size, state, reason, source };
  }
  const elsewhere = /^https?:\/\//i.test(file);
  const path = elsewhere ? file.replace(/[?#].*$/s, '') : file;
  const name = path.split('/').at(-1) ?? '';
  return { ...nothing, name, source: { in: elsewhere ? 'elsewhere' : 'folder', name: file } };
}
