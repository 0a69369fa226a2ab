/** Who changed what: the configuration, and who may do what. */
import type { Connection } from './database.ts';

/** Somebody who changes something, as the audit log names them for good. */
export type Author = { kind: 'key' | 'user' | 'visitor'; id: string | null; name: string };

export type AuditChange = {
  action: 'create' | 'update' | 'delete';
  /** bot, flow, step, campaign, member, key, ... */
  object: string;
  /** From the bot down: `leo/Welcome/hello`. */
  key: string;
  /** Null where there was or is nothing; a secret's value is in neither. */
  before: unknown;
  after: unknown;
};

export type AuditEntry = AuditChange & {
  id: number;
  at: Date;
  byKind: string;
  byId: string | null;
  byName: string;
};

/** Larger documents (a flow's step has 32 KB at most) are noted as changed without their content. */
const longestDocument = 200_000;

const documentOf = (value: unknown): string | null => {
  if (value === null || value === undefined) return null;
  const text = JSON.stringify(value);
  return text.length > longestDocument ? JSON.stringify({ tooLong: text.length }) : text;
};

/** To be called in the transaction that makes the changes: neither is there without the other. */
export async function recordAudit(
  connection: Connection,
  spaceId: string,
  by: Author,
  changes: readonly AuditChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ action, object, key, before, after }) => ({
    ...{ action, object, key, before: documentOf(before), after: documentOf(after) },
  }));
  await connection.query(
    `insert into audit_entry (space_id, by_kind, by_id, by_name, action, object, key, before, after)
     select $1, $2, $3, $4, action, object, key, before::jsonb, after::jsonb
     from rows from (
       json_to_recordset($5) as (action text, object text, key text, before text, after text)
     ) with ordinality as change (action, object, key, before, after, n) order by n`,
    [spaceId, by.kind, by.id, by.name, JSON.stringify(rows)],
  );
}

/** The newest first; by the number of the last one seen. */
export const listAudit = (
  connection: Connection,
  spaceId: string,
  filter: { object: string | null; by: string | null },
  page: { before: string | null; limit: number },
): Promise<AuditEntry[]> =>
  connection.query(
    `select id, at, by_kind as "byKind", by_id as "byId", by_name as "byName", action, object, key, before, after
     from audit_entry
     where space_id = $1 and ($2::bigint is null or id < $2)
       and ($3::text is null or object = $3) and ($4::text is null or by_name = $4)
     order by id desc limit $5`,
    [spaceId, page.before, filter.object, filter.by, page.limit],
  );
