/** What becomes of messages that the history has already: they say something else, or are gone. */
import type { Entity } from '../base/entity.ts';
import type { Instant } from '../base/instant.ts';
import type { Connection } from './database.ts';

/** Of the lead's the channel's number is known (`edited`, `deleted`), of ours our own (`rewritten`). */
export type MessageChangeWrite = { dialog: string; at: Instant } & (
  | { of: 'edited'; externalId: number; text: string; entities?: Entity[] }
  | { of: 'rewritten'; messageId: string; text: string; entities?: Entity[] }
  | { of: 'deleted'; externalIds: readonly number[] }
);

/** The later of two changes of a message counts. Rare; behind the insertion of the batch's own messages. */
export async function writeMessageChanges(
  connection: Connection,
  changes: readonly MessageChangeWrite[],
): Promise<void> {
  for (const change of changes) {
    if (change.of === 'deleted') await markDeleted(connection, change);
    else await rewrite(connection, change);
  }
}

/** An album's message has the number of its first part. */
const rewrite = (
  connection: Connection,
  change: Exclude<MessageChangeWrite, { of: 'deleted' }>,
): Promise<unknown> =>
  connection.query(
    `update message set text = $3, entities = $4, edited_at = to_timestamp($5::float8 / 1000)
     where dialog_id = $1 and ${change.of === 'edited' ? 'external_id' : 'id'} = $2`,
    [
      change.dialog,
      change.of === 'edited' ? change.externalId : change.messageId,
      change.text.replaceAll('\0', ''),
      change.entities ? JSON.stringify(change.entities) : null,
      change.at,
    ],
  );

const markDeleted = (
  connection: Connection,
  { dialog, at, externalIds }: Extract<MessageChangeWrite, { of: 'deleted' }>,
): Promise<unknown> =>
  connection.query(
    `update message set deleted_at = to_timestamp($3::float8 / 1000)
     where dialog_id = $1 and external_id = any (string_to_array($2, ',')::bigint[]) and deleted_at is null`,
    [dialog, externalIds.join(','), at],
  );
