import { refusesToken, tellFailure } from './ask.ts';
import { createBotApi } from './botApi.ts';
import { askIdentity } from './identity.ts';
import { isTokenLike } from './token.ts';

/** `ok: null`: Telegram could not be asked. The reason never holds the token. */
export type TokenVerdict = { ok: true } | { ok: false; reason: string } | { ok: null; reason: string };

/** The owner waits for the answer, and a file may have many bots. */
const askingSeconds = 10;

/** Asks getMe about a token that is to be stored. */
export async function checkToken(apiRoot: string, given: string): Promise<TokenVerdict> {
  const token = given.trim();
  if (!isTokenLike(token)) return { ok: false, reason: 'is not of the form 123456:ABC...' };
  const api = createBotApi(apiRoot, token, askingSeconds);
  const asked = await askIdentity(api, token, new AbortController().signal);
  if (asked.ok) return { ok: true };
  const reason = tellFailure(asked.reason, token);
  return refusesToken(asked.reason)
    ? { ok: false, reason: `Telegram refuses it (${reason}): it was revoked or is wrong` }
    : { ok: null, reason };
}
