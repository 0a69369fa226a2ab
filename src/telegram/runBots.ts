/** Holds bots: each is run by the one process that has its lock, for as long as that has it. */
import {
  announceFreeBots,
  findTelegramBots,
  keepTelegramCondition,
  lookWish,
  openBotLocks,
  secretContext,
  type TelegramBot,
} from '../store/store.ts';
import { type BotApi, createBotApi } from './botApi.ts';
import type { BotsContext } from './botsContext.ts';
import { alarmOf, checklistOf, nothingSeen, type Seen } from './checklist.ts';
import { type BotRun, runBot } from './runBot.ts';

export type RunningBots = {
  /** Bots that this process sends for: it holds them, and Telegram takes their tokens. */
  heldBots(): readonly string[];
  /** Any bot's, held here or not; null without a token, and for a held one while Telegram refuses it. */
  apiOf(botId: string): Promise<BotApi | null>;
  /** The token itself, for what grammY cannot do (downloads); it goes into no log and no answer. */
  tokenOf(botId: string): Promise<string | null>;
  /** Telegram has said 401 to a call of this bot: it is stopped, with an alarm. */
  onRefusedToken(botId: string, reason: string): void;
  /** Something has changed: an announcement on the database's channel `configuration`. */
  renew(announcement?: string): void;
  /** Lets go of all bots, so that another process has them at once. */
  stop(): Promise<void>;
};

/** How often a process asks for the bots of others: a holder that died lets go of them when its connection ends. */
const askForLocksEveryMs = 2000;

type Held = { run: BotRun; sealed: string };
type Known = { bot: TelegramBot; sealed: string; token: string; api: BotApi };

/** `url` is the database's, for the connection that holds the locks. */
export function runBots(context: BotsContext, url: string): RunningBots {
  const { database, onProblem } = context;
  const held = new Map<string, Held>();
  const ending = new Set<Promise<void>>();
  /** Announcements that may ask to look at a bot. */
  const wishes = new Set<string>();
  let known: ReadonlyMap<string, Known> = new Map();
  let stopping = false;
  let again = false;
  let round: Promise<void> | null = null;

  const locks = openBotLocks(url, (error) => {
    onProblem(error);
    for (const botId of [...held.keys()]) end(botId);
    renew();
  });
  const end = (botId: string): void => {
    const run = held.get(botId)?.run;
    held.delete(botId);
    if (!run) return;
    const ended = run.stop().catch(onProblem);
    ending.add(ended);
    void ended.finally(() => ending.delete(ended));
  };
  const load = async (): Promise<void> => {
    const bots = await findTelegramBots(database);
    known = new Map(bots.flatMap((bot) => recognise(bot, known.get(bot.botId))));
  };
  const recognise = (bot: TelegramBot, before: Known | undefined): [string, Known][] => {
    const { botId, sealed } = bot;
    if (sealed === null) return [];
    if (before?.sealed === sealed) return [[botId, { ...before, bot }]];
    try {
      const token = context.sealer.open(sealed, secretContext(botId, 'token')).trim();
      return [[botId, { bot, sealed, token, api: createBotApi(context.apiRoot, token) }]];
    } catch (error) {
      if (bot.alarm?.code !== 'tokenUnreadable') {
        onProblem(error);
        void noteUnreadable(context, bot).catch(onProblem);
      }
      return [];
    }
  };
  /** Ends what is not to run any more; what runs with another token begins anew. */
  const endChanged = async (): Promise<void> => {
    for (const [botId, { sealed }] of held) {
      const now = known.get(botId);
      if (now?.sealed === sealed) continue;
      end(botId);
      await Promise.all(ending);
      if (!now) await locks.release(botId);
      else start(now);
    }
  };
  const start = ({ bot, sealed, token }: Known): void => {
    held.set(bot.botId, { sealed, run: runBot(context, bot, token) });
  };
  const takeFree = async (): Promise<void> => {
    const free = [...known.keys()].filter((botId) => !held.has(botId));
    if (free.length === 0) return;
    const taken = await locks.take(free);
    // Whoever had them until now has written down how they are.
    if (taken.length > 0) await load();
    for (const botId of taken) {
      const now = known.get(botId);
      if (now && !stopping) start(now);
      else await locks.release(botId);
    }
  };
  const reconcile = async (): Promise<void> => {
    await load();
    await endChanged();
    for (const [botId, { run }] of held) {
      if (wishes.has(lookWish(botId))) run.look();
    }
    wishes.clear();
    await Promise.all(ending);
    await takeFree();
  };
  const rounds = async (): Promise<void> => {
    while (again && !stopping) {
      again = false;
      await reconcile().catch(onProblem);
    }
  };
  const renew = (announcement = ''): void => {
    again = true;
    wishes.add(announcement);
    round ??= rounds().finally(() => {
      round = null;
      // Asked for between the last look at `again` and now.
      if (again && !stopping) renew();
    });
  };
  const timer = setInterval(() => {
    if ([...known.keys()].some((botId) => !held.has(botId))) renew();
  }, askForLocksEveryMs);
  renew();

  return {
    heldBots: () => [...held].flatMap(([botId, { run }]) => (run.api() ? [botId] : [])),
    apiOf: async (botId) => {
      const run = held.get(botId)?.run;
      if (run) return run.api();
      if (!known.has(botId)) await load();
      return known.get(botId)?.api ?? null;
    },
    tokenOf: async (botId) => {
      if (!known.has(botId)) await load();
      return known.get(botId)?.token ?? null;
    },
    onRefusedToken: (botId, reason) => held.get(botId)?.run.refuse(reason),
    renew,
    stop: async () => {
      stopping = true;
      clearInterval(timer);
      await round;
      for (const botId of [...held.keys()]) end(botId);
      await Promise.all(ending);
      await locks.close();
      await announceFreeBots(database).catch(onProblem);
    },
  };
}

/** Nobody can run the bot, so nobody else will say why. */
async function noteUnreadable({ database, now }: BotsContext, bot: TelegramBot): Promise<void> {
  const seen: Seen = { ...nothingSeen(bot), token: { is: 'unreadable', reason: '' } };
  const checkedAt = now();
  const checklist = checklistOf(seen, checkedAt);
  const alarm = alarmOf(checklist);
  await keepTelegramCondition(database, bot.botId, {
    ...{ state: 'stopped', receives: 'none', checklist, alarm, checkedAt },
  });
}
