import { useCallback, useEffect, useState } from 'react';
import { ApiFailure, call } from '../parts/api.ts';
import { remember, remembered } from '../parts/memory.ts';
import { useText } from '../parts/useText.ts';
import { afterCall, type Demo, newDemo, readDemo, wasTaken } from './demo.ts';

const memoryOf = (bot: string): string => `signalbox.tryIt.${bot}`;

export type DemoPlay = {
  demo: Demo;
  /** Calls an address of ours for a card and remembers the answer; resolves with its body, null when it failed. */
  perform(card: string, path: string, body?: string): Promise<string | null>;
  /** Takes the next transaction number. */
  takeTransaction(): void;
  change(part: Partial<Pick<Demo, 'name' | 'clickid'>>): void;
  becomeAnother(): void;
};

/** What the visitor plays with a bot, kept by the browser. `arrival`: the click with which the page was opened. */
export function useDemo(bot: string, arrival: string | null): DemoPlay {
  const text = useText();
  const [demo, setDemo] = useState(() => beginDemo(bot, arrival, text('lead.defaultName')));
  useEffect(() => remember(memoryOf(bot), JSON.stringify(demo)), [bot, demo]);
  const { chatId } = demo;

  const perform = useCallback(
    async (card: string, path: string, body?: string) => {
      const last = await attempt(path, body);
      // The visitor may have become another lead meanwhile.
      setDemo((now) => (now.chatId === chatId ? afterCall(now, card, last) : now));
      return wasTaken(last) ? last.body : null;
    },
    [chatId],
  );
  return {
    demo,
    perform,
    takeTransaction: () => setDemo((now) => ({ ...now, transactions: now.transactions + 1 })),
    change: (part) => setDemo((now) => (now.chatId === chatId ? { ...now, ...part } : now)),
    becomeAnother: () => setDemo((now) => newDemo(chance(), now.name)),
  };
}

/** Who the visitor was last time, or somebody new; come by the advertisement's link, with its click. */
function beginDemo(bot: string, clickid: string | null, name: string): Demo {
  const demo = readDemo(remembered(memoryOf(bot))) ?? newDemo(chance(), name);
  return clickid ? { ...demo, clickid } : demo;
}

const chance = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

async function attempt(path: string, body: string | undefined) {
  try {
    return { path, ...(await call(path, body)) };
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    return { path, status: 0, body: error.message, durationMs: 0 };
  }
}
