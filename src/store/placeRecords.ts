/** Where a bot's dialogs stand: counted by the search index's bits, moved by signals through the inbox. */
import type { Connection, Database } from './database.ts';
import { addRow, blockOf, blockSize, noBits, positionsIn } from './searchBits.ts';
import { readBlocks } from './searchRows.ts';

/** `flow/step` -> dialogs. */
export type PlaceCounts = ReadonlyMap<string, number>;

/** Longer values share a bucket with others in the index, and so do those beyond the first thousand of a key. */
const longestOwn = 64;
const mostOwn = 1000;
/** With more marks of changes than that the dialogs are counted one by one. */
const mostMarks = 50_000;

type Setting = { top: number | null; own: number; marks: number; dirty: number[] };

/**
 * How many dialogs of the bot stand on each of its places (`flow/step`), exact at this moment: bits for what
 * the index has caught up with, rows for the few it has not. A bot of a million dialogs and a hundred steps is
 * some 12,000 rows of bits; counting the dialogs themselves is taken where the bits do not tell.
 */
export async function countPlaces(
  database: Pick<Database, 'transaction'>,
  spaceId: string,
  botId: string,
  places: readonly string[],
): Promise<PlaceCounts> {
  return database.transaction(async (connection) => {
    await connection.query('set transaction isolation level repeatable read, read only');
    const [known] = await connection.query<Setting>(
      `with marks as materialized (select dialog_id from dialog_dirty limit ${mostMarks + 1})
       select (select max(id) from dialog) as top, (select count(*) from marks) as marks,
         (select count(*) from search_term where space_id = $1 and key = 'place') as own,
         array(select distinct dialog_id from marks where (select count(*) from marks) <= ${mostMarks}) as dirty`,
      [spaceId],
    );
    if (!known || known.top === null || places.length === 0) return new Map();
    const told = known.marks <= mostMarks && known.own < mostOwn;
    const short = places.every((place) => place.length <= longestOwn);
    if (!told || !short) return countRows(connection, botId, null);
    return countBits(connection, { spaceId, botId, places, dirty: known.dirty, top: known.top });
  });
}

/** By the rows themselves: of the whole bot, or of some dialogs of it. */
async function countRows(
  connection: Connection,
  botId: string,
  only: readonly number[] | null,
): Promise<Map<string, number>> {
  const rows = await connection.query<{ place: string; n: number }>(
    `select flow || '/' || step as place, count(*) as n from dialog
     where bot_id = $1 and flow is not null and step is not null ${only ? 'and id = any ($2::bigint[])' : ''}
     group by flow, step`,
    only ? [botId, only] : [botId],
  );
  return new Map(rows.map(({ place, n }) => [place, n]));
}

type Wanted = { spaceId: string; botId: string; places: readonly string[]; dirty: number[]; top: number };

/** Blocks that are read at once: bits of a hundred places are 13 MB then. */
const blocksAtOnce = 64;

async function countBits(connection: Connection, wanted: Wanted): Promise<Map<string, number>> {
  const { spaceId, botId, places, dirty, top } = wanted;
  const terms = await connection.query<{ id: number; key: string; value: string }>(
    `select id, key, value from search_term
     where space_id = $1 and ((key = 'bot' and value = $2) or (key = 'place' and value = any ($3::text[])))`,
    [spaceId, `v${botId}`, places.map((place) => `v${place}`)],
  );
  const bot = terms.find(({ key }) => key === 'bot')?.id;
  const placeOf = new Map(
    terms.flatMap(({ id, key, value }) => (key === 'place' ? [[id, value.slice(1)]] : [])),
  );
  const counts = dirty.length > 0 ? await countRows(connection, botId, dirty) : new Map<string, number>();
  if (bot === undefined || placeOf.size === 0) return counts;
  for (let from = 0; from <= blockOf(top); from += blocksAtOnce) {
    const blocks = await readBlocks(connection, [bot, ...placeOf.keys()], from, from + blocksAtOnce - 1);
    for (const [block, rows] of blocks) {
      const own = rows.get(bot);
      if (!own) continue;
      const bits = noBits();
      addRow(bits, own);
      const ours = new Uint8Array(blockSize);
      for (const position of positionsIn(bits)) ours[position] = 1;
      for (const id of dirty) if (blockOf(id) === block) ours[id % blockSize] = 0;
      for (const [term, row] of rows) {
        const place = placeOf.get(term);
        if (place === undefined) continue;
        const n = countIn(row, ours);
        if (n > 0) counts.set(place, (counts.get(place) ?? 0) + n);
      }
    }
  }
  return counts;
}

function countIn(row: Buffer, ours: Uint8Array): number {
  const bits = noBits();
  addRow(bits, row);
  let n = 0;
  for (const position of positionsIn(bits)) n += ours[position] ?? 0;
  return n;
}

/** How many dialogs of the bot stand on these steps of a flow, by the rows: what is about to be removed. */
export async function countOnSteps(
  connection: Connection,
  botId: string,
  flow: string,
  steps: readonly string[],
): Promise<{ step: string; n: number }[]> {
  if (steps.length === 0) return [];
  return connection.query(
    `select step, count(*) as n from dialog where bot_id = $1 and flow = $2 and step = any ($3::text[])
     group by step order by step`,
    [botId, flow, steps],
  );
}

/**
 * Puts a signal into the inbox for each dialog on a step: an operator's move that holds only while the dialog
 * is still there. What is finished, or waits for an operator, is put on the step without being led on.
 * Answers how many; whoever calls announces the signals (`announceSignals`) in the same transaction.
 */
export async function moveDialogsFrom(
  connection: Connection,
  move: {
    botId: string;
    from: { flow: string; step: string };
    to: { flow: string; step: string };
    by: string;
    at: number;
  },
): Promise<{ moved: number; lane: number | null }> {
  const [row] = await connection.query<{ moved: number; lane: number | null }>(
    `with signals as (
       insert into inbox (lane, payload)
       select bot.lane, json_build_object('kind', 'operator', 'at', $4::bigint, 'dialogId', dialog.id::text, 'by', $5::text,
         'action', json_build_object('did', 'change', 'newFields', '[]'::json, 'ifAt', $6::json,
           'change', json_strip_nulls(json_build_object('move', $7::json, 'status',
             case dialog.status when 'finished' then 'finished' when 'error' then 'manual' end))))::text
       from dialog join bot on bot.id = dialog.bot_id
       where dialog.bot_id = $1 and dialog.flow = $2 and dialog.step = $3
       returning lane)
     select count(*) as moved, min(lane) as lane from signals`,
    [
      ...[move.botId, move.from.flow, move.from.step, move.at, move.by],
      ...[JSON.stringify(move.from), JSON.stringify(move.to)],
    ],
  );
  return row ?? { moved: 0, lane: null };
}
