/** One bot at Telegram as its holder knows it: who it is, how its updates come, what is wrong. */
import {
  findBotOfTelegramId,
  findLastUpdateAt,
  findPauses,
  findTelegramPlaces,
  keepTelegramCondition,
  keepTelegramIdentity,
  pauseBot,
  type TelegramBot,
  type TelegramState,
} from '../store/store.ts';
import { type Arrangement, arrange, triesToSee } from './arrange.ts';
import { refusesToken, tellFailure } from './ask.ts';
import { type BotApi, type CallFailure, createBotApi } from './botApi.ts';
import type { BotsContext } from './botsContext.ts';
import { alarmOf, checklistOf, nothingSeen, type Seen } from './checklist.ts';
import { askIdentity, type Identity } from './identity.ts';
import { lookAtPlaces, withClosed } from './lookAtPlaces.ts';
import { createReceiver, type Receiver } from './receiver.ts';
import { setMenu } from './setMenu.ts';
import { isTokenLike } from './token.ts';

export type Watch = {
  /** Null until Telegram has said yes to the token, and when it says no. */
  api(): BotApi | null;
  /** The next look will find that Telegram refuses the token, for this reason. */
  refuse(reason: string): void;
  /** Looks, sets right what can be, and writes down how it is; answers in how many ms to look again. */
  look(): Promise<number>;
  receiver: Receiver;
};

export type Watched = {
  bot: TelegramBot;
  token: string;
  /** Ends the calls under way; nothing is written any more. */
  ending: AbortSignal;
  /** A look is wanted before its time. */
  onChange(): void;
};

const lookEveryMs = 60_000;
/** A revoked token does not come back; a server that was wrong about it does. */
const lookAtStoppedEveryMs = 10 * 60_000;
const longestBackOffMs = 30_000;
/** Timers are exact to a millisecond or two, clocks to more. */
const afterPauseMs = 100;

export function watchBot(context: BotsContext, { bot, token, ending, onChange }: Watched): Watch {
  const { database } = context;
  const api = createBotApi(context.apiRoot, token);
  const seen: Seen = nothingSeen(bot);
  let state: TelegramState = 'new';
  let identity: Identity | null = null;
  let knownHash = bot.tokenHash;
  let refusal: string | null = null;
  let misses = 0;
  let begunAt = context.now();
  let alarm = bot.alarm?.code ?? null;
  /** Channels that Telegram does not show to the bot. */
  let closed: ReadonlySet<number> = new Set();

  const tell = (failure: CallFailure): string => tellFailure(failure, token);
  /** Nothing is sent until then either, whoever holds the bot. */
  const heed = async (failure: CallFailure): Promise<void> => {
    const seconds = failure.of === 'refused' ? failure.retryAfterSeconds : null;
    if (seconds !== null) await pauseBot(database, bot.botId, seconds);
  };
  const receiver = createReceiver(context, {
    ...{ botId: bot.botId, lane: bot.lane, token },
    telegramId: () => identity?.telegramId ?? null,
    onChange,
  });
  const arrangement: Arrangement = {
    ...{ context, bot, api, receiver, seen, tell, heed, ending },
    ...{ lastSet: bot.webhookUrl, isSet: false, unseen: 0 },
  };

  const note = async (): Promise<void> => {
    const { otherPoller, problem } = receiver.trouble();
    seen.otherPoller = otherPoller;
    seen.pollProblem = problem && tell(problem);
    seen.lastUpdateAt = await findLastUpdateAt(database, bot.botId);
    seen.places = withClosed(await findTelegramPlaces(database, bot.botId), closed);
    const checklist = checklistOf(seen, context.now());
    const raised = alarmOf(checklist);
    const { receives } = seen;
    const webhookUrl = arrangement.lastSet;
    const checkedAt = begunAt;
    await keepTelegramCondition(database, bot.botId, {
      ...{ state, receives, webhookUrl, checklist, checkedAt },
      alarm: raised,
    });
    if ((raised?.code ?? null) === alarm) return;
    alarm = raised?.code ?? null;
    if (raised) context.log('error', { bot: bot.key, alarm }, raised.text);
    else context.log('info', { bot: bot.key }, 'the alarm is over');
  };
  const stopFor = async (is: 'refused' | 'inUse', reason: string): Promise<number> => {
    identity = null;
    seen.token = { is, reason };
    seen.receives = 'none';
    state = 'stopped';
    await receiver.stop();
    await note();
    return lookAtStoppedEveryMs;
  };
  const missed = async (failure: CallFailure): Promise<number> => {
    if (refusesToken(failure)) return stopFor('refused', tell(failure));
    misses += 1;
    // One call that fails is no alarm.
    if (misses > 1 || !identity) seen.token = { is: 'unreachable', reason: tell(failure) };
    await heed(failure);
    await note();
    return Math.min(longestBackOffMs, 1000 * 2 ** Math.min(misses, 10));
  };
  const learn = async (who: Identity): Promise<void> => {
    const isNew = who.tokenHash !== knownHash;
    await keepTelegramIdentity(database, bot.botId, who);
    knownHash = who.tokenHash;
    if (!isNew || ending.aborted) return;
    const menu = await setMenu(api, ending);
    if (menu.ok) return;
    await heed(menu.reason);
    context.log('warn', { bot: bot.key, reason: tell(menu.reason) }, 'the menu could not be set');
  };
  const look = async (): Promise<number> => {
    begunAt = context.now();
    if (refusal !== null) {
      const reason = refusal;
      refusal = null;
      return stopFor('refused', reason);
    }
    const [pause] = await findPauses(database, [bot.botId]);
    if (pause) return pause.seconds * 1000 + afterPauseMs;
    if (!isTokenLike(token)) return stopFor('refused', 'it is not of the form 123456:ABC...');
    const who = await askIdentity(api, token, ending);
    if (ending.aborted) return 0;
    if (!who.ok) return missed(who.reason);
    misses = 0;
    await learn(who.value);
    const other = await findBotOfTelegramId(database, who.value.telegramId, bot.botId);
    if (other && yieldsTo(other, bot.botId, state)) {
      return stopFor('inUse', other.spaceId === bot.spaceId ? other.key : 'a bot of another space');
    }
    identity = who.value;
    seen.token = { is: 'ok', reason: '' };
    seen.username = who.value.username;
    seen.business.may = who.value.mayBusiness;
    const soonMs = await arrange(arrangement);
    if (ending.aborted) return 0;
    // Nothing has been arranged yet: too early to say how the bot is.
    if (state === 'new' && soonMs !== null && arrangement.unseen < triesToSee) return soonMs;
    const before = state;
    state = seen.otherWebhook === null ? 'running' : 'otherReceiver';
    if (state === 'running' && before !== 'running') {
      const { username, receives } = seen;
      context.log('info', { bot: bot.key, username, receives }, 'the bot works at Telegram');
    }
    const { botId } = bot;
    const { telegramId } = who.value;
    const { now } = context;
    closed = await lookAtPlaces({ database, api, botId, telegramId, now, ending, heed });
    if (ending.aborted) return 0;
    await note();
    return soonMs ?? lookEveryMs;
  };
  return {
    api: () => (identity && refusal === null ? api : null),
    refuse: (reason) => {
      refusal = reason;
    },
    look,
    receiver,
  };
}

/** Of two bots with one token the one that runs goes on; of two that run, the one with the lower id. */
const yieldsTo = (
  other: { botId: string; state: TelegramState },
  botId: string,
  state: TelegramState,
): boolean => runs(other.state) && (!runs(state) || other.botId < botId);

const runs = (state: TelegramState): boolean => state === 'running' || state === 'otherReceiver';
