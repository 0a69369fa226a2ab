/**
 * The operators' list of dialogs: cut by a tab, sorted by the last message. A page is a walk along an index of
 * `dialog_list`; dialogs that the search loop has not come to yet are read from themselves and merged in.
 */
import type { Instant } from '../base/instant.ts';
import type { Connection } from './database.ts';

/** `mine` is the tab of whose manager one is; any other word is a status. */
export type ListCut = {
  /** Ids of the bots whose dialogs are listed. */
  bots: readonly string[];
  tab: 'all' | 'unread' | 'needsReply' | 'favourite' | { status: string } | { manager: string };
  /** Only dialogs of this manager, whatever the tab; '' for those without one. */
  manager?: string;
  /** Whose marks count. */
  person: string;
  /** Everything up to this message counts as read. */
  readTo: number;
};

/** A place in the list: behind it is older, or as old with a lower number. */
export type ListPlace = { at: Instant; id: number };

/** With more marks of changes than these the list may lag behind until search has caught up. */
const mostDirty = 200_000;

const at = `floor(extract(epoch from list.last_at) * 1000)::bigint`;

type Values = { all: unknown[]; add(value: unknown): string };

function valuesOf(): Values {
  const all: unknown[] = [];
  return { all, add: (value) => `$${all.push(value)}` };
}

/** What a row of `list` must be. */
function wanted({ tab, manager, person, readTo }: ListCut, values: Values): string {
  const parts = [tabCondition(tab, person, readTo, values)];
  if (manager === '') parts.push('list.manager is null');
  else if (manager !== undefined) parts.push(`list.manager = ${values.add(manager)}`);
  return parts.join(' and ');
}

function tabCondition(tab: ListCut['tab'], person: string, readTo: number, values: Values): string {
  if (typeof tab === 'object') {
    return 'status' in tab
      ? `list.status = ${values.add(tab.status)}`
      : `list.manager = ${values.add(tab.manager)}`;
  }
  const mark = (): string =>
    `select from dialog_person as mark where mark.dialog_id = list.dialog_id and mark.person = ${values.add(person)}`;
  switch (tab) {
    case 'all':
      return 'true';
    case 'needsReply':
      return 'list.awaits';
    case 'favourite':
      return `exists (${mark()} and mark.favourite)`;
    case 'unread':
      return `list.last_in > ${values.add(readTo)} and not exists (${mark()} and mark.read_to >= list.last_in)`;
  }
}

const behind = (before: ListPlace | null, values: Values): string =>
  before === null
    ? 'true'
    : `(list.last_at, list.dialog_id) < (to_timestamp(${values.add(before.at)}::float8 / 1000), ${values.add(before.id)}::bigint)`;

/** The list as it is at one moment; ask it inside one transaction that sees one moment. */
export type DialogList = {
  /** The next rows behind a place, newest first. */
  walk(before: ListPlace | null, limit: number): Promise<ListPlace[]>;
  /** Those of these dialogs that are in the list behind a place, newest first. */
  among(ids: readonly number[], before: ListPlace | null): Promise<ListPlace[]>;
};

export async function openList(connection: Connection, cut: ListCut): Promise<DialogList> {
  const dirty = await readDirty(connection);
  const fresh = await readFresh(connection, cut, dirty);
  const few = await fewOf(connection, cut);
  const among: DialogList['among'] = async (ids, before) => {
    const values = valuesOf();
    const text = `select list.dialog_id as id, ${at} as at from dialog_list as list
      where list.dialog_id = any (${values.add(ids)}::bigint[]) and list.bot_id = any (${values.add(cut.bots)}::uuid[])
        and ${wanted(cut, values)} and ${behind(before, values)}
        and list.dialog_id <> all (${values.add(dirty)}::bigint[])`;
    const rows = await connection.query<ListPlace>(text, values.all);
    const named = new Set(ids);
    return merged(
      rows,
      fresh.filter((one) => named.has(one.id)),
      before,
    );
  };
  return {
    among,
    walk: async (before, limit) => {
      // The few are known by their rows; a fresh one may belong to them since.
      const taken = few && [...few, ...fresh.map(({ id }) => id)];
      const rows = taken
        ? await among(taken, before)
        : await walkIndex(connection, cut, { before, limit, dirty });
      // What is fresh and older than the last row of a full page belongs to a later page.
      return merged(rows, taken ? [] : fresh, before).slice(0, limit);
    },
  };
}

/** Dialogs whose rows may be out of date. */
async function readDirty(connection: Connection): Promise<number[]> {
  const rows = await connection.query<{ id: number }>(
    `select distinct dialog_id as id from (select dialog_id from dialog_dirty limit ${mostDirty + 1}) as marks`,
  );
  return rows.length > mostDirty ? [] : rows.map(({ id }) => id);
}

/** The rows that dialogs would have, were search up to date. */
async function readFresh(
  connection: Connection,
  cut: ListCut,
  dirty: readonly number[],
): Promise<ListPlace[]> {
  if (dirty.length === 0) return [];
  const values = valuesOf();
  const text = `select list.dialog_id as id, ${at} as at
    from (
      select dialog.id as dialog_id, dialog.status, dialog.manager,
        date_trunc('milliseconds', coalesce(dialog.last_message_at, dialog.created_at)) as last_at,
        (select direction = 'in' from message where dialog_id = dialog.id order by id desc limit 1) as awaits,
        (select id from message where dialog_id = dialog.id and direction = 'in' order by id desc limit 1) as last_in
      from dialog where dialog.id = any (${values.add(dirty)}::bigint[])
        and dialog.bot_id = any (${values.add(cut.bots)}::uuid[])
    ) as list where ${wanted(cut, values)}`;
  return connection.query<ListPlace>(text, values.all);
}

function walkIndex(
  connection: Connection,
  cut: ListCut,
  page: { before: ListPlace | null; limit: number; dirty: readonly number[] },
): Promise<ListPlace[]> {
  const values = valuesOf();
  const bots = values.add(cut.bots);
  const own = `select list.dialog_id, list.last_at from dialog_list as list
    where list.bot_id = bot.id and ${wanted(cut, values)} and ${behind(page.before, values)}
      ${page.dirty.length > 0 ? `and list.dialog_id <> all (${values.add(page.dirty)}::bigint[])` : ''}
    order by list.last_at desc, list.dialog_id desc limit ${values.add(page.limit)}`;
  const text = `select list.dialog_id as id, ${at} as at
    from unnest(${bots}::uuid[]) as bot (id) cross join lateral (${own}) as list
    order by list.last_at desc, list.dialog_id desc limit ${values.add(page.limit)}`;
  return connection.query<ListPlace>(text, values.all);
}

/** So many of a tab are taken by their numbers and sorted; more of them are met soon on a walk. */
const mostTaken = 1000;

/** All dialogs of a tab that has no index to walk along, if they are few. */
async function fewOf(connection: Connection, cut: ListCut): Promise<number[] | null> {
  if (cut.tab === 'favourite') {
    const rows = await connection.query<{ id: number }>(
      `select dialog_id as id from dialog_person where person = $1 and favourite`,
      [cut.person],
    );
    return rows.map(({ id }) => id);
  }
  if (cut.tab !== 'unread') return null;
  const ids = await findUnread(connection, cut, mostTaken + 1);
  return ids.length > mostTaken ? null : ids;
}

/** Unread dialogs, from the latest message of a lead on; what one has read is passed over one by one. */
async function findUnread(
  connection: Connection,
  { bots, person, readTo }: ListCut,
  limit: number,
): Promise<number[]> {
  const rows = await connection.query<{ id: number }>(
    `select list.dialog_id as id
     from unnest($1::uuid[]) as bot (id) cross join lateral (
       select dialog_id from dialog_list as one
       where one.bot_id = bot.id and one.last_in > $2 and not exists (
         select from dialog_person as mark
         where mark.dialog_id = one.dialog_id and mark.person = $3 and mark.read_to >= one.last_in)
       order by one.last_in desc limit $4) as list
     limit $4`,
    [bots, readTo, person, limit],
  );
  return rows.map(({ id }) => id);
}

const newerFirst = (left: ListPlace, right: ListPlace): number => right.at - left.at || right.id - left.id;

function merged(
  rows: readonly ListPlace[],
  fresh: readonly ListPlace[],
  before: ListPlace | null,
): ListPlace[] {
  const own = before === null ? fresh : fresh.filter((one) => newerFirst(before, one) < 0);
  return [...rows, ...own].sort(newerFirst);
}

export type ListCounts = {
  /** By status. */
  statuses: Record<string, number>;
  all: number;
  unread: number;
  needsReply: number;
  mine: number;
  favourite: number;
};

/** Nobody reads longer numbers: counting ends there. */
export const mostCounted = 10_000;
export const mostUnreadCounted = mostTaken;

type Counting = Omit<ListCut, 'tab'> & { mine: string; statuses: readonly string[] };

/** With more dialogs than these to be merged in, the counts lag behind until search has caught up. */
const mostMerged = 1000;

/** How many dialogs each tab has, at most `mostCounted` each; ask it inside one transaction of one moment. */
export async function countList(connection: Connection, cut: Counting): Promise<ListCounts> {
  const all = await readDirty(connection);
  const dirty = all.length > mostMerged ? [] : all;
  const [known, fresh, marked] = [
    await countIndexed(connection, cut, dirty),
    await countFresh(connection, cut, dirty),
    await fewOf(connection, { ...cut, tab: 'favourite' }),
  ];
  const favourite = await connection.query<{ count: number }>(
    'select count(*) as count from dialog where id = any ($1::bigint[]) and bot_id = any ($2::uuid[])',
    [marked ?? [], cut.bots],
  );
  const isDirty = new Set(dirty);
  const unread = (await findUnread(connection, { ...cut, tab: 'unread' }, mostTaken)).filter(
    (id) => !isDirty.has(id),
  );
  const freshUnread = await readFresh(connection, { ...cut, tab: 'unread' }, dirty);
  const sum = (left = 0, right = 0): number => Math.min(mostCounted, left + right);
  return {
    all: sum(known.all, fresh.all),
    needsReply: sum(known.needsReply, fresh.needsReply),
    mine: sum(known.mine, fresh.mine),
    favourite: sum(favourite[0]?.count),
    unread: Math.min(mostTaken, unread.length + freshUnread.length),
    statuses: Object.fromEntries(
      cut.statuses.map((status) => [status, sum(known.statuses[status], fresh.statuses[status])]),
    ),
  };
}

type Counts = Pick<ListCounts, 'all' | 'needsReply' | 'mine' | 'statuses'>;
const noCounts: Counts = { all: 0, needsReply: 0, mine: 0, statuses: {} };

async function countIndexed(
  connection: Connection,
  { bots, mine, statuses }: Counting,
  dirty: readonly number[],
): Promise<Counts> {
  const some = (condition: string): string => `(select count(*) from (
    select from unnest($1::uuid[]) as bot (id) cross join lateral (
      select from dialog_list as list where list.bot_id = bot.id and ${condition}
        and list.dialog_id <> all ($4::bigint[]) limit ${mostCounted}) as one
    limit ${mostCounted}) as counted)`;
  const [row] = await connection.query<Counts>(
    {
      name: 'list_counts',
      text: `select ${some('true')} as all, ${some('list.awaits')} as "needsReply", ${some('list.manager = $2')} as mine,
          (select json_object_agg(wanted.status, ${some('list.status = wanted.status')})
            from unnest($3::text[]) as wanted (status)) as statuses`,
    },
    [bots, mine, statuses, dirty],
  );
  return row ?? noCounts;
}

async function countFresh(
  connection: Connection,
  { bots, mine }: Counting,
  dirty: readonly number[],
): Promise<Counts> {
  if (dirty.length === 0) return noCounts;
  const rows = await connection.query<{ status: string; count: number; mine: number; awaits: number }>(
    `select status, count(*) as count, count(*) filter (where manager = $3) as mine,
       count(*) filter (where (select direction = 'in' from message where dialog_id = dialog.id
         order by id desc limit 1)) as awaits
     from dialog where id = any ($1::bigint[]) and bot_id = any ($2::uuid[]) group by status`,
    [dirty, bots, mine],
  );
  const total = (of: 'count' | 'mine' | 'awaits'): number => rows.reduce((sum, row) => sum + row[of], 0);
  return {
    ...{ all: total('count'), needsReply: total('awaits'), mine: total('mine') },
    statuses: Object.fromEntries(rows.map(({ status, count }) => [status, count])),
  };
}
