/** The life of one bot with the process that holds it: looked at each minute, received from, stopped. */
import { setTimeout as delay } from 'node:timers/promises';
import type { TelegramBot } from '../store/store.ts';
import type { BotApi } from './botApi.ts';
import type { BotsContext } from './botsContext.ts';
import { watchBot } from './watchBot.ts';

export type BotRun = {
  /** Null until Telegram has said yes to the token, and when it says no. */
  api(): BotApi | null;
  /** Looks at the bot soon. */
  look(): void;
  /** A call was answered that the token is no good: nothing is called any more until somebody looks. */
  refuse(reason: string): void;
  /** Resolves when nothing is received or written any more. */
  stop(): Promise<void>;
};

const afterProblemMs = 5000;
/** Whoever may look may ask for it as often as they like; Telegram's patience is the bot's own. */
const betweenLooksMs = 500;

export function runBot(context: BotsContext, bot: TelegramBot, token: string): BotRun {
  const ending = new AbortController();
  let wanted = false;
  let rouse: (() => void) | null = null;

  const look = (): void => {
    wanted = true;
    rouse?.();
  };
  const watch = watchBot(context, { bot, token, ending: ending.signal, onChange: look });
  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
      if (wanted || ending.signal.aborted) rouse();
    });
  const live = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      wanted = false;
      const ms = await watch.look().catch((error: unknown) => {
        context.onProblem(error);
        return afterProblemMs;
      });
      await delay(betweenLooksMs, undefined, { signal: ending.signal }).catch(() => undefined);
      await rest(Math.max(0, ms - betweenLooksMs));
    }
  };
  const living = live();

  return {
    api: watch.api,
    look,
    refuse: (reason) => {
      watch.refuse(reason);
      look();
    },
    stop: async () => {
      ending.abort();
      rouse?.();
      await Promise.all([watch.receiver.stop(), living]);
      // A look under way may have begun to poll again.
      await watch.receiver.stop();
    },
  };
}
