/** How a bot's updates come: by our webhook or by polling, never against another service's webhook. */
import { API_CONSTANTS } from 'grammy';
import type { Result } from '../base/result.ts';
import { keepWebhookUrl, type TelegramBot } from '../store/store.ts';
import { ask } from './ask.ts';
import type { BotApi, CallFailure } from './botApi.ts';
import type { BotsContext } from './botsContext.ts';
import { callSignal } from './callSignal.ts';
import type { Seen } from './checklist.ts';
import type { Receiver } from './receiver.ts';
import { webhookSecret } from './webhookSecret.ts';
import { askWebhook, foreignHost, type WebhookState, webhookUrlOf } from './webhookState.ts';

export type Arrangement = {
  context: BotsContext;
  bot: TelegramBot;
  api: BotApi;
  receiver: Receiver;
  seen: Seen;
  tell(failure: CallFailure): string;
  /** Waits as a 429 says. */
  heed(failure: CallFailure): Promise<void>;
  /** Ends the calls. */
  ending: AbortSignal;
  /** The webhook that was set last, '' for none; kept in the database as well. */
  lastSet: string;
  /** How often in a row Telegram could not say whose webhook is set. */
  unseen: number;
  /** Set by this process: the secret and the list of updates are the present ones. */
  isSet: boolean;
};

const soonMs = 1000;
/** In a row, while getMe is answered. */
export const triesToSee = 3;

/**
 * Brings the bot's updates to us and writes into `seen` how that went. Pending updates are never dropped;
 * what comes by both ways during a change is known by its number. Answers in how many ms to look again
 * (null: as always).
 */
export async function arrange(arrangement: Arrangement): Promise<number | null> {
  const { context, api, receiver, seen, lastSet } = arrangement;
  const asked = await askWebhook(api, arrangement.ending);
  if (arrangement.ending.aborted) return null;
  seen.webhook = asked.ok ? asked.value : null;
  if (!asked.ok && mayHaveAnother(asked.reason)) return arrangeUnseen(arrangement, asked);
  arrangement.unseen = 0;
  seen.webhookProblem = null;
  seen.otherWebhook = asked.ok ? foreignHost(asked.value.url, { lastSet, base: context.publicUrl }) : null;
  if (seen.otherWebhook !== null) {
    arrangement.isSet = false;
    seen.receives = 'none';
    await receiver.stop();
    return null;
  }
  if (!context.publicUrl.startsWith('https:') || !(await receiveByWebhook(arrangement, asked))) {
    await receiveByPolling(arrangement, asked);
  }
  return null;
}

/**
 * Whoever acts without knowing whose webhook is set might take it away from its owner. A server that cannot
 * say it at all is polled in the end: that takes nothing away, and fails where there is a webhook.
 */
async function arrangeUnseen(
  arrangement: Arrangement,
  asked: { ok: false; reason: CallFailure },
): Promise<number | null> {
  const { seen } = arrangement;
  seen.webhookProblem = arrangement.tell(asked.reason);
  await arrangement.heed(asked.reason);
  arrangement.unseen += 1;
  if (arrangement.unseen < triesToSee || asked.reason.of === 'unreached') return soonMs;
  if (seen.receives === 'none') await receiveByPolling(arrangement, asked);
  return null;
}

/** Servers that only resemble Telegram's have no getWebhookInfo, and nobody else's webhook either. */
const mayHaveAnother = (failure: CallFailure): boolean =>
  failure.of !== 'refused' || failure.code === 429 || failure.code >= 500;

type AskedWebhook = Result<WebhookState, CallFailure>;

/** Answers false when our webhook could not be set. */
async function receiveByWebhook(arrangement: Arrangement, asked: AskedWebhook): Promise<boolean> {
  const { context, bot, api, receiver, seen, tell } = arrangement;
  const url = webhookUrlOf(context.publicUrl, bot.botId);
  if (arrangement.isSet && (!asked.ok || asked.value.url === url)) return true;
  // The last batch is committed before Telegram begins to deliver elsewhere.
  await receiver.stop();
  const set = await ask(() =>
    api.setWebhook(
      {
        url,
        secret_token: webhookSecret(context.sealer.derive, bot.botId),
        allowed_updates: API_CONSTANTS.ALL_UPDATE_TYPES,
      },
      callSignal(arrangement.ending),
    ),
  );
  if (!set.ok) {
    arrangement.isSet = false;
    seen.webhookProblem = tell(set.reason);
    await arrangement.heed(set.reason);
    return false;
  }
  arrangement.isSet = true;
  arrangement.lastSet = url;
  seen.receives = 'webhook';
  await keepWebhookUrl(context.database, bot.botId, url);
  return true;
}

async function receiveByPolling(arrangement: Arrangement, asked: AskedWebhook): Promise<void> {
  const { api, receiver, seen, tell } = arrangement;
  arrangement.isSet = false;
  if (asked.ok ? asked.value.url !== '' : arrangement.lastSet !== '') {
    const removed = await ask(() => api.deleteWebhook({}, callSignal(arrangement.ending)));
    if (removed.ok) arrangement.lastSet = '';
    else {
      seen.webhookProblem ??= tell(removed.reason);
      await arrangement.heed(removed.reason);
    }
  }
  seen.receives = 'polling';
  if (!arrangement.ending.aborted) receiver.poll();
}
