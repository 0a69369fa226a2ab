import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ApiDialog, ApiMessage, ApiTimelineItem } from '../../src/api/contract.ts';
import { getJson } from '../parts/api.ts';

type List<Item> = { items: Item[]; nextCursor: string | null };

export type Lead = {
  /** Null before the dialog has begun, undefined until that is known. */
  dialog: ApiDialog | null | undefined;
  messages: ApiMessage[] | undefined;
  timeline: List<ApiTimelineItem> | undefined;
  error: unknown;
  /** False while the page asks by itself, because the stream of changes is broken. */
  live: boolean;
  refresh: () => void;
};

/** How often to ask when nobody tells us. */
const pollMs = 2000;
/** A stream that the server refused is asked for again after this time. */
const reopenMs = 5000;
const pageSize = 200;
/** 2000 messages: a visitor who wrote more has seen the rest. */
const mostPages = 10;

/** The lead's dialog, messages and timeline, kept fresh by the stream of changes or by asking. */
export function useLead(bot: string, chatId: number): Lead {
  const client = useQueryClient();
  const refresh = () => void client.invalidateQueries({ queryKey: ['lead', bot, chatId] });
  const live = useStream(bot, chatId, refresh);
  const refetchInterval = live ? false : pollMs;
  const dialog = useQuery({
    queryKey: ['lead', bot, chatId, 'dialog'],
    queryFn: async ({ signal }) => {
      const path = `/dialogs?bot=${encodeURIComponent(bot)}&chatId=${chatId}`;
      return (await getJson<List<ApiDialog>>(path, signal)).items[0] ?? null;
    },
    refetchInterval,
  });
  const id = dialog.data?.id;
  const messages = useQuery({
    queryKey: ['lead', bot, chatId, 'messages', id],
    queryFn: ({ signal }) => readMessages(id ?? '', signal),
    enabled: id !== undefined,
    refetchInterval,
  });
  const timeline = useQuery({
    queryKey: ['lead', bot, chatId, 'timeline', id],
    queryFn: ({ signal }) =>
      getJson<List<ApiTimelineItem>>(`/dialogs/${id}/timeline?limit=${pageSize}`, signal),
    enabled: id !== undefined,
    refetchInterval,
  });
  return {
    dialog: dialog.data,
    messages: messages.data,
    timeline: timeline.data,
    error: firstError(dialog, messages, timeline),
    live,
    refresh,
  };
}

const firstError = (...results: Pick<UseQueryResult, 'error'>[]): unknown =>
  results.find(({ error }) => error)?.error ?? null;

async function readMessages(id: string, signal: AbortSignal): Promise<ApiMessage[]> {
  const messages: ApiMessage[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const path = `/dialogs/${id}/messages?limit=${pageSize}${after}`;
    const list: List<ApiMessage> = await getJson<List<ApiMessage>>(path, signal);
    messages.push(...list.items);
    cursor = list.nextCursor;
    if (cursor === null) break;
  }
  return messages;
}

/** Opens the stream of changes; says whether it flows. A change may have come before it opened. */
function useStream(bot: string, chatId: number, onChange: () => void): boolean {
  const [live, setLive] = useState(false);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: onChange is new at each render, and the same for one bot and chat; a new attempt opens a new stream
  useEffect(() => {
    const source = new EventSource(`/api/v1/live?bot=${encodeURIComponent(bot)}&chatId=${chatId}`);
    let timer: number | undefined;
    source.addEventListener('open', () => {
      setLive(true);
      onChange();
    });
    source.addEventListener('dialog', onChange);
    source.addEventListener('error', () => {
      setLive(false);
      // Otherwise the browser is trying again already.
      if (source.readyState !== EventSource.CLOSED) return;
      timer = window.setTimeout(() => setAttempt((before) => before + 1), reopenMs);
    });
    return () => {
      window.clearTimeout(timer);
      source.close();
    };
  }, [bot, chatId, attempt]);
  return live;
}
