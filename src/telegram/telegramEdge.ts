/**
 * Telegram's webhook: an update is stored durably, then answered. It is answered with an error only when it
 * could not be stored; what its turn makes of it is no business of Telegram's, which would repeat it and
 * keep everything else of that chat waiting meanwhile.
 */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { RefusalError, refuse } from '../base/refusal.ts';
import type { AcceptUpdate } from '../inbox/inbox.ts';
import type { DirectoryKeeper, KnownBot } from '../store/store.ts';
import { readUpdate } from './readUpdate.ts';
import { webhookSecret } from './webhookSecret.ts';

export type TelegramOptions = {
  acceptUpdate: AcceptUpdate;
  directory: DirectoryKeeper;
  now: () => number;
  derive: (label: string) => string;
};

/** Telegram's own updates stay far below; a long rich message with its marks is the largest. */
const largestUpdate = 1_048_576;
const retryAfterSeconds = 5;

type UpdateRequest = FastifyRequest<{ Params: { botId: string } }>;

/** `POST /api/telegram/<botId>` with `X-Telegram-Bot-Api-Secret-Token`. */
export const telegramEdge: FastifyPluginAsync<TelegramOptions> = async (app, options) => {
  const secrets = new Map<string, Buffer>();
  const secretOf = (bot: KnownBot): Buffer => {
    const known = secrets.get(bot.id) ?? Buffer.from(webhookSecret(options.derive, bot.id));
    secrets.set(bot.id, known);
    return known;
  };
  // Read by ourselves: the framework's own reader refuses names that Telegram's users cannot choose anyway.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestUpdate }, (_request, body, done) => {
    done(null, body);
  });
  app.post(
    '/api/telegram/:botId',
    {
      // Before the body is read: whoever does not know the secret gets nothing of ours to hold.
      onRequest: async (request: UpdateRequest) => {
        const bot = await findBot(options.directory, request.params.botId);
        if (!bot) throw new RefusalError(refuse('unknown_bot'));
        const given = request.headers['x-telegram-bot-api-secret-token'];
        if (!isSecret(given, secretOf(bot))) throw new RefusalError(refuse('wrong_secret'));
      },
    },
    async (request: UpdateRequest) => {
      const bot = options.directory.current().bots.get(request.params.botId);
      if (!bot) throw new RefusalError(refuse('unknown_bot'));
      const update = readUpdate(parse(request.body), bot, options.now());
      if (!update) throw new RefusalError(refuse('invalid_body'));
      await options.acceptUpdate(update, bot.lane, update.updateId).catch(() => {
        throw new RefusalError(refuse('unavailable', { retryAfterSeconds }));
      });
      return {};
    },
  );
};

/** A bot that receives: of the channel, and with a token. */
async function findBot(directory: DirectoryKeeper, id: string): Promise<KnownBot | null> {
  const receives = (bot: KnownBot | undefined): bot is KnownBot =>
    bot?.channel === 'telegram' && bot.hasToken;
  const known = directory.current().bots.get(id);
  if (receives(known)) return known;
  const renewed = (await directory.refresh()).bots.get(id);
  return receives(renewed) ? renewed : null;
}

/** The length of the secret is public, so that a difference in it may be seen. */
function isSecret(given: unknown, secret: Buffer): boolean {
  if (typeof given !== 'string') return false;
  const bytes = Buffer.from(given);
  return bytes.length === secret.length && timingSafeEqual(bytes, secret);
}

/** What can be no update (null) is answered like one that is none. */
function parse(body: unknown): unknown {
  if (!Buffer.isBuffer(body)) return null;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
