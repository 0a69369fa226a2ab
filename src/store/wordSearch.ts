/** Dialogs in which somebody said a word, or whose lead is called so. */
import type { Connection } from './database.ts';
import type { DialogList, ListPlace } from './listReading.ts';
import { blockOfWords, type WordKind, wordQuery, wordsIn } from './wordSet.ts';

/** More words do not find less, and each costs a look into every block. */
const mostWords = 6;

/** How many of the newest blocks are asked at once, step by step, until enough is found. */
const steps = [1, 4, 16, 64, 256];

export type WordSearch = {
  text: string;
  /** Where names may be looked into: not for somebody who must not see them. */
  names: boolean;
  bots: readonly string[];
  limit: number;
};

/**
 * The newest `limit` dialogs of the list in which every word stands, in one message or (with `names`) in name,
 * user name and chat id; words may be cut short at their end. Newest by what was found, sorted as the list is.
 */
export async function searchWords(
  connection: Connection,
  list: DialogList,
  search: WordSearch,
): Promise<ListPlace[]> {
  const words = wordsIn(search.text, mostWords);
  if (words.length === 0) return [];
  const few = await list.walk(null, mostDirect + 1);
  if (few.length <= mostDirect) {
    const chat = search.names ? await findByChat(connection, search) : [];
    const ids = await speakingOf(
      connection,
      few.map(({ id }) => id),
      words,
      search.names,
    );
    return (await list.among([...new Set([...chat, ...ids])], null)).slice(0, search.limit);
  }
  const found = new Map<number, ListPlace>();
  const add = (places: readonly ListPlace[]): void => {
    for (const place of places) if (found.size < search.limit) found.set(place.id, place);
  };
  if (search.names) {
    add(await list.among(await findByChat(connection, search), null));
    await eachStep(connection, 'names', words, async (ids) => {
      add(await list.among(ids, null));
      return found.size < search.limit;
    });
  }
  await eachStep(connection, 'messages', words, async (ids) => {
    add(await list.among(ids, null));
    return found.size < search.limit;
  });
  return [...found.values()].sort((left, right) => right.at - left.at || right.id - left.id);
}

/** A list with no more dialogs is looked through itself: a common word is rare there all the same. */
const mostDirect = 1000;

/** Those of these dialogs in which every word stands; each row is asked for its own block alone. */
async function speakingOf(
  connection: Connection,
  ids: readonly number[],
  words: readonly string[],
  names: boolean,
): Promise<number[]> {
  const rows = await connection.query<{ id: number; toId: number }>(
    `select dialog_id as id, to_id as "toId" from dialog_words
     where dialog_id = any ($1::bigint[]) and (to_id > 0 or $2)`,
    [ids, names],
  );
  const queryOf = ({ id, toId }: { id: number; toId: number }): string =>
    toId === 0
      ? wordQuery('names', words, [blockOfWords('names', id)])
      : wordQuery('messages', words, [blockOfWords('messages', toId)]);
  const found = await connection.query<{ id: number }>(
    `select asked.id from unnest($1::bigint[], $2::bigint[], $3::text[]) as asked (id, to_id, query)
       join dialog_words on dialog_words.dialog_id = asked.id and dialog_words.to_id = asked.to_id
     where words @@ asked.query::tsquery`,
    [rows.map(({ id }) => id), rows.map(({ toId }) => toId), rows.map(queryOf)],
  );
  return found.map(({ id }) => id);
}

async function findByChat(connection: Connection, { text, bots }: WordSearch): Promise<number[]> {
  const chat = text.trim();
  if (!/^-?\d{1,16}$/.test(chat)) return [];
  const rows = await connection.query<{ id: number }>(
    'select id from dialog where bot_id = any ($1::uuid[]) and chat_id = $2::bigint',
    [bots, chat],
  );
  return rows.map(({ id }) => id);
}

const top = {
  names: 'select max(id) as top from dialog',
  messages: `select last_value * 1000 as top from signal_id`,
};

async function eachStep(
  connection: Connection,
  kind: WordKind,
  words: readonly string[],
  more: (ids: number[]) => Promise<boolean>,
): Promise<void> {
  const [row] = await connection.query<{ top: number | null }>(top[kind]);
  const newest = blockOfWords(kind, row?.top ?? 0);
  let done = 0;
  for (const step of [...steps, Number.POSITIVE_INFINITY]) {
    const count = Math.min(step, newest + 1 - done);
    if (count <= 0) return;
    const blocks = Array.from({ length: count }, (_, n) => newest - done - n);
    // Not `distinct`: for its sake the planner would read the whole table in the order of dialogs.
    const rows = await connection.query<{ id: number }>(
      'select dialog_id as id from dialog_words where words @@ $1::tsquery',
      [wordQuery(kind, words, blocks)],
    );
    const ids = new Set(rows.map(({ id }) => id));
    if (ids.size > 0 && !(await more([...ids]))) return;
    done += count;
  }
}
