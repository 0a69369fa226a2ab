/** Who a token belongs to. */
import { fail, ok, type Result } from '../base/result.ts';
import type { TelegramIdentity } from '../store/store.ts';
import { ask } from './ask.ts';
import type { BotApi, CallFailure } from './botApi.ts';
import { callSignal } from './callSignal.ts';
import { tokenHash, tokenHint } from './token.ts';
import { integerOf, objectOf, textOf } from './unread.ts';

/** With what the checklist wants to know beside it. */
export type Identity = TelegramIdentity & { mayBusiness: boolean };

const longestName = 256;

type Me = { id: number; username: string; first_name: string; can_connect_to_business: boolean };

/** Asks getMe. What answers without a bot's number is no Bot API server. */
export async function askIdentity(
  api: BotApi,
  token: string,
  signal: AbortSignal,
): Promise<Result<Identity, CallFailure>> {
  const asked = await ask(() => api.getMe(callSignal(signal)));
  if (!asked.ok) return asked;
  const me = objectOf<Me>(asked.value);
  const telegramId = integerOf(me?.id);
  if (telegramId === null) return fail({ of: 'doubtful', reason: 'the answer is not of a Bot API server' });
  return ok({
    telegramId,
    username: textOf(me?.username, longestName),
    name: textOf(me?.first_name, longestName),
    mayBusiness: me?.can_connect_to_business === true,
    tokenHint: tokenHint(token),
    tokenHash: tokenHash(token),
  });
}
