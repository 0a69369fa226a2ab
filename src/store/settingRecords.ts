/** Things that are done once for an installation. */
import type { Connection } from './database.ts';

export async function readSetting(connection: Connection, key: string): Promise<unknown> {
  const [row] = await connection.query<{ value: unknown }>('select value from setting where key = $1', [key]);
  return row?.value ?? null;
}

/** Keeps the value unless there is one already. */
export async function keepSetting(connection: Connection, key: string, value: unknown): Promise<void> {
  await connection.query('insert into setting (key, value) values ($1, $2) on conflict do nothing', [
    key,
    JSON.stringify(value),
  ]);
}
