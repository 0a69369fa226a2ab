/** One bot's polling, switched on and off; what it fetches goes into the inbox. */
import { insertUpdates } from '../store/store.ts';
import { type CallFailure, createBotApi } from './botApi.ts';
import type { BotsContext } from './botsContext.ts';
import { isConflict, poll, pollPauseSeconds, pollTimeoutSeconds } from './poll.ts';
import { readUpdate } from './readUpdate.ts';

export type Receiver = {
  /** Polls from now on; nothing new when it does already. */
  poll(): void;
  /** Resolves when nothing is on its way any more. */
  stop(): Promise<void>;
  trouble(): { otherPoller: boolean; problem: CallFailure | null };
};

export type Receiving = {
  botId: string;
  lane: number;
  token: string;
  telegramId(): number | null;
  /** It goes better or worse than at the last look. */
  onChange(): void;
};

/** Two in a row: a poller that has just been relieved ends with one. */
const conflictsThatMatter = 2;
const failuresThatMatter = 3;
/** So long without a conflict, and the other one has given up. */
const conflictOverMs = 20_000;

export function createReceiver(context: BotsContext, bot: Receiving): Receiver {
  const api = createBotApi(context.apiRoot, bot.token, pollTimeoutSeconds);
  let running: { ending: AbortController; done: Promise<void> } | null = null;
  let conflicts = 0;
  let conflictAt = 0;
  let failures = 0;
  let problem: CallFailure | null = null;
  /** Times in a row that polling ended at once: the next one begins later. */
  let ends = 0;
  let endedBy: CallFailure | null = null;

  const take = async (updates: readonly unknown[]): Promise<void> => {
    const { botId, lane } = bot;
    const known = { id: botId, telegramId: bot.telegramId() };
    const rows = updates.flatMap((raw) => {
      const signal = readUpdate(raw, known, context.now());
      return signal ? [{ botId, lane, updateId: signal.updateId, payload: JSON.stringify(signal) }] : [];
    });
    await insertUpdates(context.database, rows);
    context.onReceived([lane]);
  };
  const onAnswer = (): void => {
    ends = 0;
    failures = 0;
    const over = conflicts > 0 && context.now() - conflictAt > conflictOverMs;
    const better = problem !== null || (over && conflicts >= conflictsThatMatter);
    if (over) conflicts = 0;
    problem = null;
    if (better) bot.onChange();
  };
  const onTrouble = (failure: CallFailure): void => {
    if (isConflict(failure)) {
      conflicts += 1;
      conflictAt = context.now();
      if (conflicts === conflictsThatMatter) bot.onChange();
      return;
    }
    failures += 1;
    if (failures < failuresThatMatter) return;
    const worse = problem === null;
    problem = failure;
    if (worse) bot.onChange();
  };
  const run = async (signal: AbortSignal): Promise<void> => {
    const firstPauseSeconds = endedBy === null ? 0 : pollPauseSeconds(endedBy, ends);
    const polled = { api, take, onAnswer, onTrouble, onProblem: context.onProblem, firstPauseSeconds };
    const end = await poll(polled, signal);
    if (end === null) return;
    endedBy = end;
    ends += 1;
    running = null;
    bot.onChange();
  };

  return {
    poll: () => {
      if (running) return;
      const ending = new AbortController();
      running = { ending, done: run(ending.signal).catch(context.onProblem) };
    },
    stop: async () => {
      const last = running;
      running = null;
      // Whoever disturbed this polling says nothing of the next.
      conflicts = 0;
      last?.ending.abort();
      await last?.done;
    },
    trouble: () => ({ otherPoller: conflicts >= conflictsThatMatter, problem }),
  };
}
