import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { ApiDialog, ApiMessage, ApiTimelineItem } from '../../src/api/contract.ts';
import type { ApiMarks, ApiScheduled } from '../../src/api/contractOperators.ts';
import { getJson } from '../parts/api.ts';
import { useLive } from '../parts/live.ts';

type Page<Item> = { items: Item[]; nextCursor: string | null };

const fresh = { staleTime: Number.POSITIVE_INFINITY };

/** The dialog and how it stands to whoever looks. */
export function useDialog(id: string) {
  const dialog = useQuery({
    queryKey: ['dialog', id, 'dialog'],
    queryFn: ({ signal }) => getJson<ApiDialog>(`/dialogs/${id}`, signal),
    ...fresh,
  });
  const marks = useQuery({
    queryKey: ['dialog', id, 'marks'],
    queryFn: ({ signal }) => getJson<ApiMarks>(`/dialogs/${id}/marks`, signal),
    ...fresh,
  });
  return { dialog, marks: marks.data };
}

/** Looks again at an open dialog whenever it has changed; answers how to do so by hand. */
export function useFreshDialog(id: string): () => void {
  const client = useQueryClient();
  const renew = useCallback(() => void client.invalidateQueries({ queryKey: ['dialog', id] }), [client, id]);
  useLive(
    useCallback(
      (change) => {
        if (change === null || change.id === id) renew();
      },
      [id, renew],
    ),
  );
  return renew;
}

/** The newest first, page by page. */
function usePages<Item>(id: string, name: string, path: string, enabled: boolean) {
  const pages = useInfiniteQuery({
    queryKey: ['dialog', id, name],
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<Item>>(
        `/dialogs/${id}/${path}${pageParam === null ? '' : `&cursor=${pageParam}`}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    enabled,
    ...fresh,
  });
  return {
    items: pages.data?.pages.flatMap(({ items }) => items),
    more: pages.hasNextPage,
    loading: pages.isFetchingNextPage,
    loadMore: () => !pages.isFetchingNextPage && void pages.fetchNextPage(),
    error: pages.error,
  };
}

export const useMessages = (id: string) =>
  usePages<ApiMessage>(id, 'messages', 'messages?order=desc&limit=60', true);

export const useTimeline = (id: string, enabled: boolean) =>
  usePages<ApiTimelineItem>(id, 'timeline', 'timeline?limit=100', enabled);

export function useScheduled(id: string): ApiScheduled[] {
  const { data } = useQuery({
    queryKey: ['dialog', id, 'scheduled'],
    queryFn: ({ signal }) => getJson<{ items: ApiScheduled[] }>(`/dialogs/${id}/scheduled`, signal),
    ...fresh,
  });
  return data?.items ?? [];
}
