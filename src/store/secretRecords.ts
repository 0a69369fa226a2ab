/** Sealed secrets, opened where they are used. */
import type { Connection } from './database.ts';
import type { Sealer } from './seal.ts';
import { type SecretPlace, secretContext } from './secretPlace.ts';

/** The secret at this place of the bot, null when there is none. Throws when it was sealed with another key. */
export async function openSecret(
  connection: Connection,
  sealer: Sealer,
  botId: string,
  place: SecretPlace,
): Promise<string | null> {
  const [row] = await connection.query<{ sealed: string }>(
    'select sealed from secret where bot_id = $1 and place = $2',
    [botId, place],
  );
  return row ? sealer.open(row.sealed, secretContext(botId, place)) : null;
}
