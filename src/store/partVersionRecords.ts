/** States of parts of the configuration: a flow's history, and what a save is compared with. */
import type { Instant } from '../base/instant.ts';
import type { Connection } from './database.ts';

export type PartVersion = {
  n: number;
  revision: string;
  /** JSON of the part. */
  document: string;
  /** Null: a funnel file brought it. */
  author: string | null;
  at: Instant;
};

const columns = `n, revision, document, author, floor(extract(epoch from at) * 1000)::bigint as at`;

/**
 * Notes a state unless the latest is the same; answers its number. `keep`: how many states of the part are
 * kept at most. To be called with the space locked.
 */
export async function notePartVersion(
  connection: Connection,
  spaceId: string,
  part: string,
  version: Omit<PartVersion, 'n'>,
  keep: number,
): Promise<number> {
  const [last] = await connection.query<{ n: number; revision: string }>(
    'select n, revision from part_version where space_id = $1 and part = $2 order by n desc limit 1',
    [spaceId, part],
  );
  if (last?.revision === version.revision) return last.n;
  const n = (last?.n ?? 0) + 1;
  const { revision, document, author, at } = version;
  await connection.query(
    `insert into part_version (space_id, part, n, revision, document, author, at)
     values ($1, $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1000))`,
    [spaceId, part, n, revision, document, author, at],
  );
  await connection.query('delete from part_version where space_id = $1 and part = $2 and n <= $3', [
    spaceId,
    part,
    n - keep,
  ]);
  return n;
}

/** The latest 200, newest first. */
export const listPartVersions = (
  connection: Connection,
  spaceId: string,
  part: string,
): Promise<PartVersion[]> =>
  connection.query(
    `select ${columns} from part_version where space_id = $1 and part = $2 order by n desc limit 200`,
    [spaceId, part],
  );

export async function findPartVersion(
  connection: Connection,
  spaceId: string,
  part: string,
  by: { n: number } | { revision: string },
): Promise<PartVersion | null> {
  const [row] = await connection.query<PartVersion>(
    `select ${columns} from part_version
     where space_id = $1 and part = $2 and ${'n' in by ? 'n' : 'revision'} = $3 order by part_version.n desc limit 1`,
    [spaceId, part, 'n' in by ? by.n : by.revision],
  );
  return row ?? null;
}

export async function dropPartVersions(connection: Connection, spaceId: string, part: string): Promise<void> {
  await connection.query('delete from part_version where space_id = $1 and part = $2', [spaceId, part]);
}
