/** The webhook of a bot as Telegram has it, and whose it is. */
import type { Instant } from '../base/instant.ts';
import type { Result } from '../base/result.ts';
import { ask } from './ask.ts';
import type { BotApi, CallFailure } from './botApi.ts';
import { callSignal } from './callSignal.ts';
import { withoutTokens } from './token.ts';
import { integerOf, objectOf, textOf } from './unread.ts';

export type WebhookState = {
  /** '' for none. */
  url: string;
  /** Updates that wait at Telegram. */
  waiting: number;
  lastErrorAt: Instant | null;
  lastError: string;
};

type Info = {
  url: string;
  pending_update_count: number;
  last_error_date: number;
  last_error_message: string;
};

/** Asks getWebhookInfo. */
export async function askWebhook(
  api: BotApi,
  signal: AbortSignal,
): Promise<Result<WebhookState, CallFailure>> {
  const asked = await ask(() => api.getWebhookInfo(callSignal(signal)));
  if (!asked.ok) return asked;
  const info = objectOf<Info>(asked.value);
  const errorSeconds = integerOf(info?.last_error_date) ?? 0;
  return {
    ok: true,
    value: {
      url: textOf(info?.url, 2048),
      waiting: Math.max(0, integerOf(info?.pending_update_count) ?? 0),
      lastErrorAt: errorSeconds > 0 && errorSeconds < 1e11 ? errorSeconds * 1000 : null,
      lastError: withoutTokens(textOf(info?.last_error_message, 300)),
    },
  };
}

/** Where Telegram sends this bot's updates; `base` is our public address. */
export const webhookUrlOf = (base: string, botId: string): string => `${base}/api/telegram/${botId}`;

/**
 * The host of a webhook that is another service's, null for none and for ours: the one we set last (under
 * an address that may have changed since), or any below our present one.
 */
export function foreignHost(url: string, ours: { lastSet: string; base: string }): string | null {
  if (url === '' || url === ours.lastSet || url.startsWith(`${ours.base}/api/telegram/`)) return null;
  return URL.canParse(url) ? new URL(url).host : 'an unreadable address';
}
