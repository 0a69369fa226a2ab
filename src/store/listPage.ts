/** A page of the operators' list: by tab, by a condition, by words; with what each row of it shows. */
import type { Instant } from '../base/instant.ts';
import type { Condition } from '../condition/condition.ts';
import type { Connection, Database } from './database.ts';
import { type DialogRecord, findDialogs } from './dialogReading.ts';
import { hasCode } from './hasCode.ts';
import {
  countList,
  type DialogList,
  type ListCounts,
  type ListCut,
  type ListPlace,
  openList,
} from './listReading.ts';
import { type Candidates, openCandidates, SearchTooLong } from './searchReading.ts';
import { searchWords } from './wordSearch.ts';

export type ListAsk = {
  cut: ListCut;
  before: ListPlace | null;
  limit: number;
  /** Only dialogs in which it holds. `now` in real time. */
  condition?: { condition: Condition; now: Instant };
  /** Words, as somebody types them. There is one page of what they find. */
  search?: { text: string; names: boolean };
};

export type ListRow = {
  dialog: DialogRecord;
  place: ListPlace;
  unread: boolean;
  needsReply: boolean;
  favourite: boolean;
  /** The latest message, its text cut short. */
  last: { direction: 'in' | 'out'; kind: string; text: string; at: Instant } | null;
};

const longestMs = 10_000;

/** Rows of the space's list, newest first. Throws SearchTooLong when it takes longer than 10 s. */
export function listPage(database: Database, spaceId: string, ask: ListAsk): Promise<ListRow[]> {
  return database
    .transaction(async (connection) => {
      await connection.query('set transaction isolation level repeatable read, read only');
      await connection.query(`set local statement_timeout = ${longestMs}`);
      // What an empty table taught the planner must not have it read a full one from end to end.
      await connection.query('set local enable_seqscan = off');
      return showRows(connection, ask.cut, await findPlaces(connection, spaceId, ask));
    })
    .catch((error: unknown) => {
      throw hasCode(error, '57014') ? new SearchTooLong('the list took too long') : error;
    });
}

/** How many dialogs each tab of the space has, by what there is now. */
export const countTabs = (database: Database, cut: Parameters<typeof countList>[1]): Promise<ListCounts> =>
  database.transaction(async (connection) => {
    await connection.query('set transaction isolation level repeatable read, read only');
    await connection.query('set local enable_seqscan = off');
    return countList(connection, cut);
  });

async function findPlaces(connection: Connection, spaceId: string, ask: ListAsk): Promise<ListPlace[]> {
  const { cut, before, limit, condition, search } = ask;
  const list = await openList(connection, cut);
  const candidates = condition && (await openCandidates(connection, spaceId, condition));
  if (search !== undefined) {
    const among: DialogList['among'] = async (ids, from) => {
      const rows = await list.among(ids, from);
      return candidates ? holding(rows, candidates) : rows;
    };
    return searchWords(connection, { ...list, among }, { ...search, bots: cut.bots, limit });
  }
  return candidates ? filtered(list, candidates, before, limit) : list.walk(before, limit);
}

/** Common conditions fill a page from so many of the newest rows. */
const firstLook = 300;
/** So many candidates are sorted; of more of them a walk meets enough soon. */
const mostSorted = 20_000;
const walkedAtOnce = 5000;
const judgedAtOnce = 500;

/** Rows in which the condition holds. */
async function filtered(
  list: DialogList,
  candidates: Candidates,
  before: ListPlace | null,
  limit: number,
): Promise<ListPlace[]> {
  const first = await list.walk(before, firstLook);
  const found = await holding(first, candidates, limit);
  const last = first.at(-1);
  if (found.length >= limit || first.length < firstLook || !last) return found;
  const few = await candidates.few(mostSorted);
  if (few) {
    const rest = await list.among(few, last);
    return [...found, ...(await holding(rest, candidates, limit - found.length))];
  }
  for (let from: ListPlace = last; found.length < limit; ) {
    const rows = await list.walk(from, walkedAtOnce);
    found.push(...(await holding(rows, candidates, limit - found.length)));
    const end = rows.at(-1);
    if (rows.length < walkedAtOnce || !end) break;
    from = end;
  }
  return found;
}

async function holding(
  rows: readonly ListPlace[],
  candidates: Candidates,
  limit = Number.POSITIVE_INFINITY,
): Promise<ListPlace[]> {
  const places = new Map(rows.map((row) => [row.id, row]));
  const ids = await candidates.sift(rows.map(({ id }) => id));
  const found: ListPlace[] = [];
  for (let at = 0; at < ids.length && found.length < limit; at += judgedAtOnce) {
    const holds = await candidates.judge(ids.slice(at, at + judgedAtOnce));
    found.push(...holds.flatMap((id) => places.get(id) ?? []));
  }
  return found.slice(0, limit);
}

type Shown = Omit<ListRow, 'dialog' | 'place'> & { id: number };

const shown = {
  name: 'list_shown',
  text: `select wanted.id,
      coalesce(received.id > greatest($3::bigint, mark.read_to), false) as unread,
      coalesce(latest.direction = 'in', false) as "needsReply", coalesce(mark.favourite, false) as favourite,
      case when latest.direction is null then null else json_build_object('direction', latest.direction,
        'kind', latest.kind, 'text', left(latest.text, 160), 'at', floor(extract(epoch from latest.at) * 1000)::bigint)
      end as last
    from unnest($1::bigint[]) as wanted (id)
      left join dialog_person as mark on mark.dialog_id = wanted.id and mark.person = $2
      left join lateral (select direction, kind, text, at from message where dialog_id = wanted.id
        order by id desc limit 1) as latest on true
      left join lateral (select id from message where dialog_id = wanted.id and direction = 'in'
        order by id desc limit 1) as received on true`,
};

async function showRows(
  connection: Connection,
  { person, readTo }: ListCut,
  places: readonly ListPlace[],
): Promise<ListRow[]> {
  const ids = places.map(({ id }) => id);
  const dialogs = new Map((await findDialogs(connection, ids)).map((dialog) => [dialog.id, dialog]));
  const rows = await connection.query<Shown>(shown, [ids, person, readTo]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return places.flatMap((place) => {
    const dialog = dialogs.get(place.id);
    const row = byId.get(place.id);
    if (!dialog || !row) return [];
    const { unread, needsReply, favourite, last } = row;
    return [{ dialog, place, unread, needsReply, favourite, last }];
  });
}
