/** Rows of clicks, written before the visitor is sent on. */
import type { Connection } from './database.ts';

export type NewClick = { clickid: string; campaignId: string; source: string | null; parameters: string };

// One text, lines of fields parted by the unit separator: JSON and checked keys hold neither sign raw.
const insertClicks = {
  name: 'click_insert',
  text: `insert into click (clickid, campaign_id, source, parameters)
         select split_part(line, E'\\x1f', 1), split_part(line, E'\\x1f', 2)::uuid,
           nullif(split_part(line, E'\\x1f', 3), ''), split_part(line, E'\\x1f', 4)
         from string_to_table($1, E'\\n') as line
         on conflict (clickid) do nothing`,
};

/** Stores clicks; one whose id is taken (an outside tracker's, seen before) leaves the first as it is. */
export async function insertNewClicks(connection: Connection, clicks: readonly NewClick[]): Promise<void> {
  const lines = clicks.map(
    (click) => `${click.clickid}\x1f${click.campaignId}\x1f${click.source ?? ''}\x1f${click.parameters}`,
  );
  await connection.query(insertClicks, [lines.join('\n')]);
}

/** The bot to whose dialogs a click leads; null for an unknown click. */
export async function findClickBot(connection: Connection, clickid: string): Promise<string | null> {
  const [row] = await connection.query<{ id: string }>(
    `select campaign.bot_id as id from click join campaign on campaign.id = click.campaign_id
     where click.clickid = $1`,
    [clickid],
  );
  return row?.id ?? null;
}
