/** Keeps the operators' list of dialogs and the words by which they are found; run by the search loop. */
import type { Instant } from '../base/instant.ts';
import type { Connection } from './database.ts';
import { blockOfWords, wordKey, wordsIn } from './wordSet.ts';

/** What of a dialog stands in the list. */
export type ListedDialog = {
  id: number;
  botId: string;
  chatId: number;
  username: string;
  name: string;
  status: string;
  manager: string | null;
  createdAt: Instant;
  lastMessageAt: Instant | null;
};

type Told = {
  id: number;
  awaits: boolean | null;
  lastIn: number | null;
  wordsTo: number | null;
  /** Of messages that are new, or say something else than before. */
  text: string | null;
  top: number | null;
};

/** A message is looked at once; of a dialog with more that are new than this only the newest are. */
const mostMessages = 200;

const told = {
  name: 'list_told',
  text: `select wanted.id, latest.direction = 'in' as awaits, received.id as "lastIn", list.words_to as "wordsTo",
      fresh.text, fresh.top
    from unnest($1::bigint[]) as wanted (id)
      left join dialog_list as list on list.dialog_id = wanted.id
      left join lateral (
        select direction from message where dialog_id = wanted.id order by id desc limit 1) as latest on true
      left join lateral (
        select id from message where dialog_id = wanted.id and direction = 'in' order by id desc limit 1
      ) as received on true
      left join lateral (
        select string_agg(left(one.text, 4096), E'\\n') as text, max(one.id) as top
        from (select id, text, edited_at from message where dialog_id = wanted.id
          order by id desc limit ${mostMessages}) as one
        where one.id > coalesce(list.words_to, 0) or one.edited_at > list.words_at) as fresh on true`,
};

const write = {
  name: 'list_write',
  text: `insert into dialog_list (dialog_id, bot_id, status, manager, last_at, awaits, last_in, words_to, words_at)
    select one.id, one.bot, one.status, one.manager, to_timestamp(one.last / 1000), one.awaits, one.last_in,
      one.words_to, now()
    from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::float8[], $6::boolean[], $7::bigint[],
      $8::bigint[]) as one (id, bot, status, manager, last, awaits, last_in, words_to)
    on conflict (dialog_id) do update set status = excluded.status, manager = excluded.manager,
      last_at = excluded.last_at, awaits = excluded.awaits, last_in = excluded.last_in,
      words_to = excluded.words_to, words_at = excluded.words_at`,
};

const writeWords = {
  name: 'list_words',
  text: `insert into dialog_words (dialog_id, to_id, words)
    select one.id, one.to_id, array_to_tsvector(string_to_array(one.words, ' '))
    from unnest($1::bigint[], $2::bigint[], $3::text[]) as one (id, to_id, words)
    on conflict (dialog_id, to_id) do update
      set words = case when dialog_words.to_id = 0 then excluded.words else dialog_words.words || excluded.words end
      where dialog_words.to_id > 0 or dialog_words.words is distinct from excluded.words`,
};

/** Brings the rows of these dialogs up to date. */
export async function writeList(connection: Connection, dialogs: readonly ListedDialog[]): Promise<void> {
  if (dialogs.length === 0) return;
  const known = await connection.query<Told>(told, [dialogs.map(({ id }) => id)]);
  const byId = new Map(known.map((one) => [one.id, one]));
  const rows = dialogs.map((dialog) => ({ dialog, told: byId.get(dialog.id) }));
  await connection.query(write, [
    rows.map(({ dialog }) => dialog.id),
    rows.map(({ dialog }) => dialog.botId),
    rows.map(({ dialog }) => dialog.status),
    rows.map(({ dialog }) => dialog.manager),
    rows.map(({ dialog }) => dialog.lastMessageAt ?? dialog.createdAt),
    rows.map((row) => row.told?.awaits ?? false),
    rows.map((row) => row.told?.lastIn ?? null),
    rows.map((row) => Math.max(row.told?.wordsTo ?? 0, row.told?.top ?? 0)),
  ]);
  const words = rows.flatMap((row) => wordRows(row.dialog, row.told));
  await connection.query(writeWords, [
    words.map(({ id }) => id),
    words.map(({ toId }) => toId),
    words.map((row) => row.words),
  ]);
}

type WordRow = { id: number; toId: number; words: string };

function wordRows({ id, chatId, name, username }: ListedDialog, told: Told | undefined): WordRow[] {
  const own = blockOfWords('names', id);
  const names = wordsIn(`${name} ${username} ${username.replace(/[^A-Za-z0-9]/g, '')} ${Math.abs(chatId)}`);
  const rows = [{ id, toId: 0, words: names.map((word) => wordKey('names', own, word)).join(' ') }];
  const { text = null, top = null } = told ?? {};
  if (text === null || top === null) return rows;
  const block = blockOfWords('messages', top);
  const said = wordsIn(text).map((word) => wordKey('messages', block, word));
  return said.length === 0 ? rows : [...rows, { id, toId: top, words: said.join(' ') }];
}

/** Dialogs that are gone leave the list, should they have come back into it behind their removal. */
export async function removeFromList(connection: Connection, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await connection.query(
    `with list as (delete from dialog_list where dialog_id = any ($1::bigint[]))
     delete from dialog_words where dialog_id = any ($1::bigint[])`,
    [ids],
  );
}

/** Dialogs of which no words are known yet: those that were there before the list was. */
export async function findWordless(connection: Connection, limit: number): Promise<number[]> {
  const rows = await connection.query<{ id: number }>(
    `select dialog_id as id from dialog_list where words_to is null order by dialog_id desc limit $1`,
    [limit],
  );
  return rows.map(({ id }) => id);
}
