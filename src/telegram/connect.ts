/** Connecting a bot to Telegram and letting go of it again, for the control API. */
import { setTimeout as delay } from 'node:timers/promises';
import { RefusalError, refuse } from '../base/refusal.ts';
import {
  askToLook,
  type ConfigurationChange,
  changeConfiguration,
  type Database,
  findBotOfTelegramId,
  findTelegramBot,
  forgetTelegramBot,
  forgetTelegramTrouble,
  keepTelegramIdentity,
  lockSpace,
  moveToTelegram,
  type Sealer,
  secretContext,
  type TelegramBot,
} from '../store/store.ts';
import { ask, refusesToken, tellFailure } from './ask.ts';
import { type BotApi, type CallFailure, createBotApi } from './botApi.ts';
import { askIdentity, type Identity } from './identity.ts';
import { isTokenLike } from './token.ts';
import { askWebhook, foreignHost } from './webhookState.ts';

export type ConnectContext = {
  database: Database;
  sealer: Sealer;
  /** TELEGRAM_API_ROOT. */
  apiRoot: string;
  publicUrl(): string;
  now(): number;
};

/** Absent: the token that is stored. `takeOver`: another service's webhook is taken away. */
export type ConnectWish = { token?: string | undefined; takeOver?: boolean | undefined };

/** Somebody waits for the answer. */
export const askingSeconds = 10;
const lookWithinMs = 10_000;
const pollMs = 50;

/**
 * Whatever channel the bot had: from now on it is Telegram. Checks the token at Telegram, stores it sealed and has the bot's holder begin; answers the bot as that
 * has seen it. Throws `not_found`, `token_refused`, `token_in_use`, `other_webhook`, `telegram_unreachable`.
 */
export async function connectBot(
  context: ConnectContext,
  spaceId: string,
  key: string,
  { token: given, takeOver = false }: ConnectWish,
): Promise<TelegramBot> {
  const bot = await find(context, spaceId, key);
  const token = given?.trim() ?? storedToken(context, bot);
  if (!isTokenLike(token)) throw refused('it is not of the form 123456:ABC...');
  const api = createBotApi(context.apiRoot, token, askingSeconds);
  const identity = await identify(context, bot, api, token);
  await clearTheWay(context, bot, api, token, takeOver);
  await context.database.transaction(async (connection) => {
    await lockSpace(connection, spaceId);
    if (given !== undefined && token !== openToken(context, bot)) {
      const change = nothingChanged();
      change.save.secrets.push({ botId: bot.botId, place: 'token', reference: null, value: token });
      await changeConfiguration(connection, change, context.sealer);
    }
    // Without the hash: the holder sees a token that it does not know yet, and sets the bot up.
    await keepTelegramIdentity(connection, bot.botId, { ...identity, tokenHash: '' });
    await forgetTelegramTrouble(connection, bot.botId);
    if (bot.channel !== 'telegram') await moveToTelegram(connection, bot.botId);
  });
  return lookNow(context, spaceId, key);
}

/** Has the holder look at the bot; answers the bot as it is then, or after 10 s as it was. */
export async function lookNow(context: ConnectContext, spaceId: string, key: string): Promise<TelegramBot> {
  const asked = context.now();
  const { botId, sealed, channel } = await find(context, spaceId, key);
  if (sealed === null || channel !== 'telegram') throw new RefusalError(refuse('bot_not_connected'));
  await askToLook(context.database, botId);
  for (;;) {
    const bot = await find(context, spaceId, key);
    if ((bot.checkedAt ?? 0) >= asked || context.now() - asked > lookWithinMs) return bot;
    await delay(pollMs);
  }
}

/** Forgets the token; takes our webhook away, as far as Telegram can be asked. Waiting updates stay there. */
export async function disconnectBot(
  context: ConnectContext,
  spaceId: string,
  key: string,
): Promise<TelegramBot> {
  const bot = await find(context, spaceId, key);
  const token = openToken(context, bot);
  await context.database.transaction(async (connection) => {
    await lockSpace(connection, spaceId);
    const change = nothingChanged();
    change.remove.secrets.push({ botId: bot.botId, place: 'token' });
    await changeConfiguration(connection, change, context.sealer);
    await forgetTelegramBot(connection, bot.botId);
  });
  if (token !== null && bot.webhookUrl !== '') {
    await ask(() => createBotApi(context.apiRoot, token, askingSeconds).deleteWebhook({}));
  }
  return find(context, spaceId, key);
}

async function find({ database }: ConnectContext, spaceId: string, key: string): Promise<TelegramBot> {
  const bot = await findTelegramBot(database, spaceId, key);
  if (!bot) throw new RefusalError(refuse('not_found', { message: 'The space has no bot of this key.' }));
  return bot;
}

/** Null without a token, or for one that was sealed with a secret that is lost. */
function openToken({ sealer }: ConnectContext, { botId, sealed }: TelegramBot): string | null {
  if (sealed === null) return null;
  try {
    return sealer.open(sealed, secretContext(botId, 'token'));
  } catch {
    return null;
  }
}

function storedToken(context: ConnectContext, bot: TelegramBot): string {
  const token = openToken(context, bot);
  if (token === null) throw new RefusalError(refuse('bot_not_connected'));
  return token;
}

async function identify(
  context: ConnectContext,
  bot: TelegramBot,
  api: BotApi,
  token: string,
): Promise<Identity> {
  const asked = await askIdentity(api, token, new AbortController().signal);
  if (!asked.ok && refusesToken(asked.reason)) throw refused(tellFailure(asked.reason, token));
  if (!asked.ok) throw unreachable(asked.reason, token);
  const other = await findBotOfTelegramId(context.database, asked.value.telegramId, bot.botId);
  if (!other) return asked.value;
  const whose = other.spaceId === bot.spaceId ? `the bot ${other.key}` : 'a bot of another space';
  const parameters = [{ name: 'token', reason: `@${asked.value.username} is connected as ${whose}` }];
  throw new RefusalError(refuse('token_in_use', { parameters }));
}

/** No webhook but ours, or the owner's word that it may go. */
async function clearTheWay(
  context: ConnectContext,
  bot: TelegramBot,
  api: BotApi,
  token: string,
  takeOver: boolean,
): Promise<void> {
  const asked = await askWebhook(api, new AbortController().signal);
  // Servers that only resemble Telegram's do not know the method; the holder looks at what remains.
  if (!asked.ok) return;
  const host = foreignHost(asked.value.url, { lastSet: bot.webhookUrl, base: context.publicUrl() });
  if (host === null) return;
  if (!takeOver) {
    const parameters = [{ name: 'takeOver', reason: `a webhook at ${host} receives the updates` }];
    throw new RefusalError(refuse('other_webhook', { parameters }));
  }
  const removed = await ask(() => api.deleteWebhook({}));
  if (!removed.ok) throw unreachable(removed.reason, token);
}

const refused = (reason: string): RefusalError =>
  new RefusalError(refuse('token_refused', { parameters: [{ name: 'token', reason }] }));

function unreachable(failure: CallFailure, token: string): RefusalError {
  const parameters = [{ name: 'token', reason: tellFailure(failure, token) }];
  const retryAfterSeconds = failure.of === 'refused' ? failure.retryAfterSeconds : null;
  return new RefusalError(
    refuse('telegram_unreachable', { parameters, ...(retryAfterSeconds !== null && { retryAfterSeconds }) }),
  );
}

const nothingChanged = (): ConfigurationChange => ({
  save: {
    ...{ bots: [], fields: [], secrets: [], webhooks: [] },
    ...{ flows: [], steps: [], campaigns: [], postbacks: [] },
  },
  remove: { fields: [], secrets: [], webhooks: [], flows: [], steps: [] },
});
