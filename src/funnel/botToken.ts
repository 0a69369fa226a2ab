/** The tokens of a file's Telegram bots: no two bots share one, and a new one is asked about at Telegram. */
import { type Finding, finding } from './finding.ts';
import type { Funnel } from './funnelShape.ts';
import type { Path } from './funnelSource.ts';
import { type FunnelSealer, openedSecret } from './secretDifference.ts';
import { type Environment, resolveSecret, tokenIdentity } from './secretReference.ts';
import type { SpaceIndex } from './spaceIndex.ts';
import type { Target } from './target.ts';

/** What Telegram says of a token; `ok: null` when it could not be asked. The reason never holds the token. */
export type TokenVerdict = { ok: true } | { ok: false; reason: string } | { ok: null; reason: string };

export type CheckToken = (token: string) => Promise<TokenVerdict>;

/** A token that the space does not have yet for a bot that runs at Telegram. */
export type FreshToken = { path: Path; token: string };

/** Whether a file has a token to ask about at all. */
export const hasTelegramToken = (funnel: Funnel): boolean =>
  funnel.bots?.some(({ channel, token }) => channel === 'telegram' && token !== undefined) ?? false;

/** The fresh tokens of a target, and those that another bot of the file or the space has. */
export function compareTokens(
  target: Target,
  space: SpaceIndex,
  env: Environment,
  sealer: FunnelSealer,
): { fresh: FreshToken[]; errors: Finding[] } {
  const written = new Map(
    target.secrets.flatMap((secret) => (secret.place === 'token' ? [[secret.botId, secret]] : [])),
  );
  const owners = new Map<string, string>();
  const stored = (botId: string): string | null => {
    const row = space.secretsOf(botId).find(({ place }) => place === 'token');
    return row ? openedSecret(row, sealer) : null;
  };
  const rewritten = new Set(target.bots.map(({ id }) => id));
  for (const bot of space.bots.values()) {
    const token = rewritten.has(bot.id) || bot.document.channel !== 'telegram' ? null : stored(bot.id);
    if (token !== null) owners.set(tokenIdentity(token), bot.key);
  }
  const fresh: FreshToken[] = [];
  const errors: Finding[] = [];
  for (const bot of target.bots) {
    if (bot.document.channel !== 'telegram') continue;
    const secret = written.get(bot.id);
    const value = secret ? resolveSecret(secret.text, env) : null;
    const before = stored(bot.id);
    const token = value?.ok ? value.value : before;
    if (token === null) continue;
    const path = secret?.path ?? ['bots'];
    const owner = owners.get(tokenIdentity(token));
    if (owner !== undefined) errors.push(finding('sameToken', path, `is the bot of ${owner} as well`));
    owners.set(tokenIdentity(token), bot.key);
    const ranAtTelegram = space.bots.get(bot.key)?.document.channel === 'telegram';
    if (secret && (token !== before || !ranAtTelegram)) fresh.push({ path, token });
  }
  return { fresh, errors };
}

/** Asked at once, so that a file of a thousand bots neither waits for each nor floods Telegram. */
const askedAtOnce = 8;

/** Asks about each token once; the answers by token. */
export async function askTokens(
  fresh: readonly FreshToken[],
  check: CheckToken,
): Promise<ReadonlyMap<string, TokenVerdict>> {
  const verdicts = new Map<string, TokenVerdict>();
  const waiting = [...new Set(fresh.map(({ token }) => token))];
  const ask = async (): Promise<void> => {
    for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) {
      verdicts.set(token, await check(token));
    }
  };
  await Promise.all(Array.from({ length: askedAtOnce }, ask));
  return verdicts;
}

/** What the answers mean for the file. */
export const judgeTokens = (
  fresh: readonly FreshToken[],
  verdicts: ReadonlyMap<string, TokenVerdict>,
): Finding[] =>
  fresh.flatMap(({ path, token }) => {
    const verdict = verdicts.get(token) ?? { ok: null, reason: 'the bot has changed meanwhile' };
    if (verdict.ok) return [];
    return verdict.ok === false
      ? [finding('badToken', path, verdict.reason)]
      : [finding('tokenNotChecked', path, `could not be checked: ${verdict.reason}`)];
  });
