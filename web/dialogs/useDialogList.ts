import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import type { ApiDialog } from '../../src/api/contract.ts';
import type { ApiCounters, ApiListedDialog } from '../../src/api/contractOperators.ts';
import { ApiFailure, getJson } from '../parts/api.ts';
import { useLive } from '../parts/live.ts';
import { type ListQuery, listPath, statusTabs } from './listQuery.ts';
import { type ListPage, withOne, withTop } from './mergeList.ts';

type Pages = InfiniteData<ListPage, string | null>;

/** Everything that happens within this time is looked up at once. */
const gatherMs = 80;
/** Counting costs more than a page, and nobody reads numbers that dance. */
const countMs = 1500;

/** The stream's id for a dialog that was erased. */
const goneId = '0';
/** So many pages are asked for anew when anything may have changed; whoever has scrolled further loads the rest again. */
const mostRenewed = 40;

/** The list as far as it has been scrolled; kept fresh by the stream of changes. */
export function useDialogList(query: ListQuery) {
  const client = useQueryClient();
  const key = ['dialogs', 'list', query];
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => getJson<ListPage>(listPath(query, pageParam), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const change = (pages: (now: readonly ListPage[]) => ListPage[]): void =>
    void client.setQueryData<Pages>(key, (now) => {
      if (!now) return now;
      const next = pages(now.pages);
      return {
        pages: next,
        pageParams: [null, ...next.map(({ nextCursor }) => nextCursor)].slice(0, next.length),
      };
    });
  const renewAll = async (): Promise<void> => {
    const loaded = client.getQueryData<Pages>(key)?.pages.length ?? 0;
    const pages: ListPage[] = [];
    for (let cursor: string | null = null; pages.length < Math.min(loaded, mostRenewed); ) {
      const page: ListPage = await getJson<ListPage>(listPath(query, cursor));
      pages.push(page);
      cursor = page.nextCursor;
      if (cursor === null) break;
    }
    change(() => pages);
  };
  const renew = async (ids: readonly string[] | null): Promise<void> => {
    // Nobody is told whose dialog is gone, and of a lost connection nobody knows what was missed.
    if (ids === null || ids.includes(goneId)) return renewAll();
    const before = client.getQueryData<Pages>(key);
    const top = await getJson<ListPage>(listPath(query, null));
    change((now) => withTop(now, top));
    const there = new Set(top.items.map(({ id }) => id));
    const shown = new Set(before?.pages.flatMap(({ items }) => items.map(({ id }) => id)));
    const deeper = ids.filter((id) => shown.has(id) && !there.has(id));
    for (const id of deeper.slice(0, 20)) {
      const fresh = await findOne(id);
      change((now) => withOne(now, id, (one) => fresh && stays(query, { ...one, ...fresh })));
    }
  };
  useGathered(renew, gatherMs);
  return {
    rows: list.data?.pages.flatMap(({ items }) => items) ?? [],
    loaded: list.isSuccess,
    error: list.error,
    more: list.hasNextPage,
    loadMore: () => !list.isFetchingNextPage && void list.fetchNextPage(),
    retry: () => void list.refetch(),
    /** Shows at once what has just been asked for. */
    mark: (id: string, marks: Partial<ApiListedDialog>) =>
      change((now) => withOne(now, id, (one) => ({ ...one, ...marks }))),
  };
}

/** Null when it is gone. */
async function findOne(id: string): Promise<ApiDialog | null> {
  try {
    return await getJson<ApiDialog>(`/dialogs/${id}`);
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return null;
    throw error;
  }
}

/** A dialog that has another status leaves the tab of the old one. */
function stays({ tab }: ListQuery, dialog: ApiListedDialog): ApiListedDialog | null {
  const isOther = statusTabs.some((one) => one === tab) && dialog.status !== tab;
  return isOther ? null : dialog;
}

/** How many dialogs each tab has. */
export function useCounters(bot: string | undefined): ApiCounters | undefined {
  const client = useQueryClient();
  const key = ['dialogs', 'counters', bot ?? ''];
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      getJson<ApiCounters>(`/dialogs/counters${bot ? `?bot=${encodeURIComponent(bot)}` : ''}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  useGathered(async () => client.invalidateQueries({ queryKey: ['dialogs', 'counters'] }), countMs);
  return data;
}

/**
 * Calls back with the numbers of the dialogs that have changed within `ms`; null: any may have. Never twice at
 * the same time; what cannot be looked up now is looked up with the next change.
 */
function useGathered(look: (ids: readonly string[] | null) => Promise<void>, ms: number): void {
  const latest = useRef(look);
  latest.current = look;
  const state = useRef<{ ids: Set<string> | null; timer: number | undefined; busy: boolean }>({
    ...{ ids: new Set(), timer: undefined, busy: false },
  });
  const start = useCallback(() => {
    const now = state.current;
    if (now.timer !== undefined || now.busy) return;
    now.timer = window.setTimeout(async () => {
      const { ids } = now;
      Object.assign(now, { ids: new Set(), timer: undefined, busy: true });
      // The connection says itself that it is lost, and catches up when it is back.
      await latest.current(ids === null ? null : [...ids]).catch(() => undefined);
      now.busy = false;
      if (now.ids === null || now.ids.size > 0) start();
    }, ms);
  }, [ms]);
  useEffect(() => {
    const now = state.current;
    return () => {
      window.clearTimeout(now.timer);
      now.timer = undefined;
    };
  }, []);
  useLive(
    useCallback(
      (change) => {
        if (change === null) state.current.ids = null;
        else state.current.ids?.add(change.id);
        start();
      },
      [start],
    ),
  );
}
