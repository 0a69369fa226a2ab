/** What the list is cut by; it stands in the address, so that a list can be sent to somebody. */
import type { ApiTab } from '../../src/api/contractOperators.ts';

export type ListQuery = {
  tab?: ApiTab;
  search?: string;
  /** A condition. */
  filter?: string;
  /** Id of a saved one. */
  saved?: string;
  bot?: string;
};

export const views = ['all', 'unread', 'needsReply', 'mine', 'favourite'] as const;

export const statusTabs = [
  ...(['auto', 'waiting', 'manual', 'error', 'start', 'finished', 'blocked', 'stopped'] as const),
] as const;

const tabs: readonly ApiTab[] = [...views, ...statusTabs];

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number'
    ? String(value).slice(0, 4000) || undefined
    : undefined;

/** Reads the address; what it does not understand is left out. */
export function readListQuery(given: Record<string, unknown>): ListQuery {
  const tab = tabs.find((one) => one === given.tab);
  const [search, filter, saved, bot] = [given.search, given.filter, given.saved, given.bot].map(text);
  return {
    ...(tab && tab !== 'all' ? { tab } : {}),
    ...(search ? { search } : {}),
    ...(filter ? { filter } : {}),
    ...(saved && /^[0-9a-f-]{36}$/i.test(saved) ? { saved } : {}),
    ...(bot ? { bot } : {}),
  };
}

/** Of the API's list of dialogs. */
export function listPath({ tab, search, filter, saved, bot }: ListQuery, cursor: string | null): string {
  const wanted = new URLSearchParams({ tab: tab ?? 'all', limit: String(pageSize) });
  if (search?.trim()) wanted.set('search', search.trim().slice(0, 200));
  if (filter?.trim()) wanted.set('filter', filter);
  if (saved) wanted.set('savedFilter', saved);
  if (bot) wanted.set('bot', bot);
  if (cursor !== null) wanted.set('cursor', cursor);
  return `/dialogs?${wanted}`;
}

export const pageSize = 60;
