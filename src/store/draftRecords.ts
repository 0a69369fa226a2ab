/** Drafts of flows, one a flow. */
import type { Instant } from '../base/instant.ts';
import type { Connection } from './database.ts';

export type DraftRecord = {
  botId: string;
  flow: string;
  /** JSON; may be no whole flow yet. */
  document: string;
  revision: string;
  /** Of the published flow that it was begun from, '' for none. */
  base: string;
  /** JSON: reference in the document -> sealed secret. */
  secrets: string;
  author: string | null;
  at: Instant;
};

const columns = `bot_id as "botId", flow_key as flow, document, revision, base, secrets, author,
  floor(extract(epoch from at) * 1000)::bigint as at`;

export async function findDraft(
  connection: Connection,
  botId: string,
  flow: string,
): Promise<DraftRecord | null> {
  const [row] = await connection.query<DraftRecord>(
    `select ${columns} from flow_draft where bot_id = $1 and flow_key = $2`,
    [botId, flow],
  );
  return row ?? null;
}

export const listDrafts = (connection: Connection, botId: string): Promise<DraftRecord[]> =>
  connection.query(`select ${columns} from flow_draft where bot_id = $1 order by flow_key`, [botId]);

export async function keepDraft(connection: Connection, draft: DraftRecord): Promise<void> {
  const { botId, flow, document, revision, base, secrets, author, at } = draft;
  await connection.query(
    `insert into flow_draft (bot_id, flow_key, document, revision, base, secrets, author, at)
     values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000))
     on conflict (bot_id, flow_key) do update set document = excluded.document, revision = excluded.revision,
       base = excluded.base, secrets = excluded.secrets, author = excluded.author, at = excluded.at`,
    [botId, flow, document, revision, base, secrets, author, at],
  );
}

export async function dropDraft(connection: Connection, botId: string, flow: string): Promise<void> {
  await connection.query('delete from flow_draft where bot_id = $1 and flow_key = $2', [botId, flow]);
}
