/** The operators' list: tabs, search, filters, the marks of whoever asks. */
import { formatInstant } from '../base/instant.ts';
import { RefusalError, refuse } from '../base/refusal.ts';
import { type Condition, parseCondition, statuses } from '../condition/condition.ts';
import {
  countTabs,
  type Database,
  findReadTo,
  findSavedFilter,
  type ListCut,
  type ListRow,
  listBotIds,
  listPage,
  mostCounted,
  mostUnreadCounted,
  type Principal,
  SearchTooLong,
} from '../store/store.ts';
import { wrong } from './access.ts';
import type { ApiCounters, ApiListedDialog, ApiTab } from './contractOperators.ts';
import { personOf } from './person.ts';
import type { ApiOptions } from './ports.ts';
import { showDialog } from './showDialog.ts';

export type ListQuery = {
  tab?: ApiTab | undefined;
  search?: string | undefined;
  manager?: string | undefined;
  savedFilter?: string | undefined;
  filter?: string | undefined;
  bot?: string | undefined;
  cursor?: string | undefined;
  limit: number;
};

/** A page of the list; a search has one page. Newest message first. */
export async function listDesk(
  { database, ports }: ApiOptions,
  principal: Principal,
  query: ListQuery,
): Promise<{ items: ApiListedDialog[]; nextCursor: string | null }> {
  const { limit, cursor } = query;
  const cut = await cutOf(database, principal, query);
  const condition = await conditionOf(database, principal, query);
  const search = query.search?.trim();
  const rows = await listPage(database, principal.spaceId, {
    cut,
    before: cursor === undefined ? null : placeOf(cursor),
    limit: limit + 1,
    ...(condition ? { condition: { condition, now: ports.now() } } : {}),
    ...(search ? { search: { text: search, names: !principal.masked } } : {}),
  }).catch(tooLong);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1)?.place;
  const more = !search && rows.length > limit && last;
  return {
    items: shown.map((row) => showListed(row, principal)),
    nextCursor: more ? `${last.at}.${last.id}` : null,
  };
}

export async function countDesk(
  database: Database,
  principal: Principal,
  query: { bot?: string | undefined },
): Promise<ApiCounters> {
  const { tab: _, ...cut } = await cutOf(database, principal, query);
  const counts = await countTabs(database, { ...cut, mine: principal.name, statuses });
  const { statuses: byStatus, ...tabs } = counts;
  return { most: mostCounted, mostUnread: mostUnreadCounted, tabs: { ...tabs, ...byStatus } };
}

/** Refuses whoever may see single chats only. */
async function cutOf(
  database: Database,
  principal: Principal,
  { tab = 'all', manager, bot }: Pick<ListQuery, 'tab' | 'manager' | 'bot'>,
): Promise<ListCut> {
  if (principal.onlyBotId !== null) throw new RefusalError(refuse('forbidden'));
  const person = personOf(principal);
  const bots = await listBotIds(database, principal.spaceId);
  return {
    ...{ person, readTo: await findReadTo(database, principal.spaceId, person) },
    bots: bots.filter(({ key }) => bot === undefined || key === bot).map(({ id }) => id),
    tab: tabOf(tab, principal.name),
    ...(manager === undefined ? {} : { manager: manager === 'none' ? '' : manager }),
  };
}

function tabOf(tab: ApiTab, name: string): ListCut['tab'] {
  switch (tab) {
    case 'all':
    case 'unread':
    case 'needsReply':
    case 'favourite':
      return tab;
    case 'mine':
      return { manager: name };
    default:
      return { status: tab };
  }
}

/** What was typed and what was saved must both hold. */
async function conditionOf(
  database: Database,
  principal: Principal,
  { filter, savedFilter }: ListQuery,
): Promise<Condition | null> {
  const conditions = filter?.trim() ? [readFilter(filter, principal)] : [];
  if (savedFilter !== undefined) {
    const saved = await findSavedFilter(database, principal.spaceId, personOf(principal), savedFilter);
    if (!saved) throw wrong('savedFilter', 'there is no such filter');
    conditions.push(readFilter(saved.condition, principal, 'savedFilter'));
  }
  const [only] = conditions;
  if (!only) return null;
  return conditions.length === 1 ? only : { kind: 'and', conditions };
}

/** A condition over leads; somebody who must not see who they are cannot ask by it either. */
export function readFilter(
  text: string,
  principal: Pick<Principal, 'masked'>,
  parameter = 'filter',
): Condition {
  const parsed = parseCondition(text, 'lead');
  if (!parsed.ok) {
    throw wrong(parameter, `at character ${parsed.reason.at + 1}: ${parsed.reason.reason}`);
  }
  if (principal.masked && asksWho(parsed.value)) {
    throw wrong(parameter, 'names, user names and chat ids are hidden from you');
  }
  return parsed.value;
}

function asksWho(condition: Condition): boolean {
  switch (condition.kind) {
    case 'compare':
      return ['name', 'username', 'chatId'].includes(condition.operand.of);
    case 'not':
      return asksWho(condition.condition);
    default:
      return condition.conditions.some(asksWho);
  }
}

/** For `catch`: a search that took too long is told as such. */
export function tooLong(error: unknown): never {
  if (!(error instanceof SearchTooLong)) throw error;
  throw wrong(
    'filter',
    'this search takes longer than 10 s: narrow it down, by bot or by a further condition',
  );
}

function placeOf(cursor: string): { at: number; id: number } {
  const [at, id] = cursor.split('.');
  if (id === undefined) throw wrong('cursor', 'expected a nextCursor of this list');
  return { at: Number(at), id: Number(id) };
}

function showListed(row: ListRow, _principal: Principal): ApiListedDialog {
  const { unread, needsReply, favourite, last } = row;
  return {
    ...showDialog(row.dialog),
    ...{ unread, needsReply, favourite },
    last: last && { ...last, at: formatInstant(last.at) },
  };
}
