/** Secrets in a funnel file: where they may stand, how they are referred to, what a reference stands for. */
import { fail, ok, type Result } from '../base/result.ts';
import type { Funnel } from './funnelShape.ts';
import type { Path } from './funnelSource.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const whole = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;
const anywhere = /\$\{[A-Za-z_][A-Za-z0-9_]*\}/;

/** The name in `${NAME}`, or null for a text that is no reference. */
export const referenceName = (text: string): string | null => whole.exec(text)?.[1] ?? null;

export const holdsReference = (text: string): boolean => anywhere.test(text);

const secretPaths = [
  /^bots\/\d+\/token$/,
  /^bots\/\d+\/ai\/apiKey$/,
  /^bots\/\d+\/flows\/\d+\/steps\/\d+\/secret$/,
];

/** Whether a path of the file is a place for a secret: a bot's token, its AI key, a step's secret. */
export const isSecretPath = (path: Path): boolean =>
  secretPaths.some((pattern) => pattern.test(path.join('/')));

/** What two tokens of one Telegram bot share: the number before the colon. A reference is itself. */
export const tokenIdentity = (token: string): string => /^(\d+):/.exec(token.trim())?.[1] ?? token.trim();

export type WrittenSecret = { path: Path; text: string };

/** The secrets of a file as they are written there. */
export function writtenSecrets(funnel: Funnel): WrittenSecret[] {
  return (funnel.bots ?? []).flatMap((bot, b) => [
    ...written(['bots', b, 'token'], bot.token),
    ...written(['bots', b, 'ai', 'apiKey'], bot.ai?.apiKey),
    ...(bot.flows ?? []).flatMap((flow, f) =>
      flow.steps.flatMap((step, s) =>
        step.kind === 'sendWebhook'
          ? written(['bots', b, 'flows', f, 'steps', s, 'secret'], step.secret)
          : [],
      ),
    ),
  ]);
}

const written = (path: Path, text: string | undefined): WrittenSecret[] =>
  text === undefined ? [] : [{ path, text }];

/**
 * Why a text cannot be a secret, or null. The value itself is never repeated. The command line resolves
 * any name, the server those that begin with FUNNEL_.
 */
export function secretProblem(text: string, resolvedBy: 'server' | 'commandLine'): string | null {
  if (text.trim() === '') return 'is empty: write the secret or a reference to FUNNEL_...';
  const name = referenceName(text);
  if (name === null) {
    return text.includes('${') ? 'a reference stands alone, with nothing before or behind it' : null;
  }
  return resolvedBy === 'commandLine' || name.startsWith('FUNNEL_')
    ? null
    : `the server resolves only names that begin with FUNNEL_; the command line resolves \${${name}} from its own environment`;
}

/** The value behind a checked secret: the text itself, or what the environment has under its name. */
export function resolveSecret(text: string, env: Environment): Result<string, string> {
  const name = referenceName(text);
  if (name === null) return ok(text);
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  return value ? ok(value) : fail(`the environment has no ${name}`);
}
