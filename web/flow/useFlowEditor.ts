import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { Flow } from '../../src/flow/flow.ts';
import { ApiFailure } from '../parts/api.ts';
import { isSameFlow, mergeFlows } from './difference.ts';
import { type Act, begin, type Editor, edit } from './editor.ts';
import { type FlowDetail, loadFlow, type ServerFinding, saveDraft } from './flowApi.ts';
import { readFlow } from './readFlow.ts';
import { hasTypedSecret, withReferences } from './typedSecret.ts';

export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed' | 'conflict';

/** Somebody else saved in between: what they made of it, and the revision to save over. */
export type Conflict = { theirs: Flow; draftRevision: string; base: Flow };

export type FlowEditor = Editor & {
  bot: string;
  detail: FlowDetail;
  /** What is published; null while nothing is. */
  published: Flow | null;
  act(act: Act): void;
  state: SaveState;
  failure: unknown;
  conflict: Conflict | null;
  /** Both changes; of a step that both changed, mine. */
  merge(): void;
  takeTheirs(): void;
  keepMine(): void;
  /** Saves what is not saved yet; answers whether all is saved. */
  flush(): Promise<string | null>;
  draftRevision: string;
  /** The server's, of the drawing that is saved. */
  findings: readonly ServerFinding[];
  /** Reads the flow again, whatever is here. */
  reload(): Promise<void>;
  /** Reads what stands around the drawing again: counters, what leads here, the bot's start. */
  refresh(): Promise<void>;
};

/** Long enough for a typist's next letter. */
const quietMs = 700;
const retryMs = 3000;
/** How old the counters of dialogs may become. */
const refreshMs = 30_000;

const empty: Flow = { key: '', steps: [] };

/** Loads a flow; `editor` is null until it is there. */
export function useFlowEditor(
  bot: string,
  key: string,
): { editor: FlowEditor | null; error: unknown; retry: () => void; unreadable: boolean } {
  const client = useQueryClient();
  const queryKey = useMemo(() => ['flow', bot, key], [bot, key]);
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => loadFlow(bot, key, signal),
    // What is being drawn here is not to be replaced from behind.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    gcTime: 0,
  });
  const [editor, dispatch] = useReducer(edit, begin(empty));
  const [state, setState] = useState<SaveState>('saved');
  const [failure, setFailure] = useState<unknown>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [findings, setFindings] = useState<readonly ServerFinding[]>([]);
  const [detail, setDetail] = useState<FlowDetail | null>(null);
  const saved = useRef<{ flow: Flow; revision: string }>({ flow: empty, revision: '' });
  const latest = useRef(editor.flow);
  latest.current = editor.flow;
  const running = useRef<Promise<string | null> | null>(null);
  const unreadable = data !== undefined && drawnIn(data) === null;

  const take = useCallback((loaded: FlowDetail) => {
    const flow = drawnIn(loaded);
    if (!flow) return;
    saved.current = { flow, revision: loaded.draftRevision };
    latest.current = flow;
    dispatch({ do: 'load', flow });
    setDetail(loaded);
    setFindings(loaded.findings);
    setState('saved');
    setFailure(null);
    setConflict(null);
  }, []);
  useEffect(() => {
    if (data) take(data);
  }, [data, take]);

  /** What was typed as a secret is forgotten here: in its place comes the reference under which it is kept. */
  const sealTyped = useCallback(
    async (flow: Flow) => {
      const kept = drawnIn(await loadFlow(bot, flow.key));
      const sealed = kept ? withReferences(flow, kept) : flow;
      saved.current = { ...saved.current, flow: sealed };
      dispatch({
        do: 'load',
        flow: latest.current === flow ? sealed : withReferences(latest.current, sealed),
      });
    },
    [bot],
  );

  const flush = useCallback(async (): Promise<string | null> => {
    // Of several who wait the first saves: the others see then that nothing is left to save.
    while (running.current) await running.current;
    const flow = latest.current;
    if (flow === saved.current.flow) return saved.current.revision;
    const save = async (): Promise<string | null> => {
      setState('saving');
      try {
        const answer = await saveDraft(bot, saved.current.revision, flow);
        saved.current = { flow, revision: answer.draftRevision };
        if (hasTypedSecret(flow)) await sealTyped(flow);
        setFindings(answer.findings);
        setFailure(null);
        setState(latest.current === saved.current.flow ? 'saved' : 'waiting');
        return answer.draftRevision;
      } catch (reason) {
        if (reason instanceof ApiFailure && reason.status === 409) {
          const now = await loadFlow(bot, flow.key).catch(() => null);
          const theirs = now && drawnIn(now);
          if (now && theirs) {
            setDetail(now);
            setConflict({ theirs, draftRevision: now.draftRevision, base: saved.current.flow });
            setState('conflict');
            return null;
          }
        }
        setFailure(reason);
        setState('failed');
        return null;
      }
    };
    running.current = save().finally(() => {
      running.current = null;
    });
    return running.current;
  }, [bot, sealTyped]);

  const refresh = useCallback(async (): Promise<void> => {
    const now = await loadFlow(bot, key).catch(() => null);
    if (!now || running.current) return;
    const untouched = latest.current === saved.current.flow;
    const isOther = now.draftRevision !== saved.current.revision;
    // What somebody else has saved is taken while nothing is being drawn here; else it is told at the next save.
    if (untouched && (isOther || (!now.draft && now.revision !== data?.revision)))
      client.setQueryData(queryKey, now);
    else if (!isOther) setDetail(now);
  }, [bot, key, client, data?.revision, queryKey]);
  useEffect(() => {
    const timer = window.setInterval(() => {
      if (document.visibilityState === 'visible') void refresh();
    }, refreshMs);
    return () => window.clearInterval(timer);
  }, [refresh]);

  const { flow } = editor;
  useEffect(() => {
    if (flow === empty || conflict) return;
    if (flow === saved.current.flow) {
      // Undone before it was saved.
      setState((now) => (now === 'waiting' ? 'saved' : now));
      return;
    }
    setState((now) => (now === 'saving' ? now : now === 'failed' ? now : 'waiting'));
    const timer = window.setTimeout(() => void flush(), quietMs);
    return () => window.clearTimeout(timer);
  }, [flow, flush, conflict]);
  useEffect(() => {
    if (state !== 'failed' || !(failure instanceof ApiFailure) || failure.status !== 0) return;
    const timer = window.setInterval(() => void flush(), retryMs);
    return () => window.clearInterval(timer);
  }, [state, failure, flush]);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (latest.current !== saved.current.flow) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => {
      window.removeEventListener('beforeunload', ask);
      void flush();
    };
  }, [flush]);

  const resolve = (over: Flow): void => {
    if (!conflict) return;
    saved.current = { flow: conflict.theirs, revision: conflict.draftRevision };
    dispatch({ do: 'change', change: () => over });
    setConflict(null);
    setState('waiting');
  };
  const retry = (): void => void refetch();
  if (!detail || !data || editor.flow === empty) return { editor: null, error, retry, unreadable };
  return {
    error: null,
    retry,
    unreadable,
    editor: {
      ...editor,
      ...{ bot, detail, act: dispatch, state, failure, conflict, flush, findings, refresh },
      published: detail.flow,
      draftRevision: saved.current.revision,
      merge: () => conflict && resolve(mergeFlows(conflict.base, latest.current, conflict.theirs).flow),
      keepMine: () => resolve({ ...latest.current }),
      takeTheirs: () => {
        if (!conflict) return;
        saved.current = { flow: conflict.theirs, revision: conflict.draftRevision };
        dispatch({ do: 'load', flow: conflict.theirs });
        setConflict(null);
        setState('saved');
      },
      reload: async () => {
        const now = await client.fetchQuery({ queryKey, queryFn: () => loadFlow(bot, key), staleTime: 0 });
        take(now);
      },
    },
  };
}

/** The draft where there is one, else what is published; null when it cannot be drawn. */
function drawnIn(detail: FlowDetail): Flow | null {
  if (detail.draft) return readFlow(detail.draft);
  return detail.flow;
}

/** Whether the drawing is what is published. */
export const isPublished = (editor: Pick<FlowEditor, 'flow' | 'published'>): boolean =>
  editor.published !== null && isSameFlow(editor.flow, editor.published);
