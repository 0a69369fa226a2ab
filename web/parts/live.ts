/** One live stream for the whole application: says which dialogs should be looked at again. */
import { useEffect, useState } from 'react';

type Change = { id: string; version: number };
type Hears = (change: Change | null) => void;

const hearers = new Set<Hears>();
const watchers = new Set<(live: boolean) => void>();
let stream: EventSource | null = null;
let live = false;

/** A stream that was refused is asked for again after this time. */
const reopenMs = 3000;

function tellState(now: boolean): void {
  live = now;
  for (const watcher of watchers) watcher(now);
}

function open(): void {
  if (stream) return;
  stream = new EventSource('/api/v1/live/space');
  // Whatever happened while nobody listened is looked up again (null).
  stream.onopen = () => {
    tellState(true);
    for (const hears of hearers) hears(null);
  };
  stream.onerror = () => {
    tellState(false);
    // Of a broken connection the browser tries again by itself, of a refusal (a proxy's 502) it does not.
    if (stream?.readyState !== EventSource.CLOSED) return;
    stream = null;
    setTimeout(open, reopenMs);
  };
  stream.addEventListener('dialog', ({ data }: MessageEvent<string>) => {
    const change: Change = JSON.parse(data);
    for (const hears of hearers) hears(change);
  });
}

/** Calls back at every change; `null` after a lost connection: anything may have changed. */
export function useLive(hears: Hears): void {
  useEffect(() => {
    open();
    hearers.add(hears);
    return () => void hearers.delete(hears);
  }, [hears]);
}

/** Whether the stream stands: a lost connection must show itself. */
export function useIsLive(): boolean {
  const [now, setNow] = useState(live);
  useEffect(() => {
    watchers.add(setNow);
    setNow(live);
    return () => void watchers.delete(setNow);
  }, []);
  return now;
}
