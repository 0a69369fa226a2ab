/** A channel without Telegram: a simulated lead acts through the API, and its time can jump. */
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { parseDuration } from '../base/instant.ts';
import { RefusalError, refuse } from '../base/refusal.ts';
import type { Accept } from '../inbox/inbox.ts';
import type { LeadAction } from '../signal/signal.ts';
import {
  advanceClock,
  type Database,
  type DirectoryKeeper,
  hasDueTimers,
  type KnownBot,
  type Listener,
} from '../store/store.ts';
import { type SimulatorMessage, simulatorClock, simulatorMessage } from './simulatorShape.ts';

export type SimulatorOptions = {
  database: Database;
  listener: Listener;
  accept: Accept;
  directory: DirectoryKeeper;
  now: () => number;
};

const parameters = z.object({ bot: z.string().max(64) });

export const simulatorEdge: FastifyPluginAsync<SimulatorOptions> = async (app, options) => {
  app.setValidatorCompiler(validatorCompiler);
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.post(
    '/api/v1/simulator/:bot/messages',
    {
      schema: {
        tags: ['simulator'],
        summary: 'A simulated lead acts',
        params: parameters,
        body: simulatorMessage,
        response: { 202: z.object({ accepted: z.literal(true), request: z.string() }) },
      },
    },
    async (request, reply) => {
      const bot = await findBot(app, options, request, request.params.bot);
      const { chatId, name, username } = request.body;
      const action = actionOf(request.body);
      const id = await options.accept(
        {
          kind: 'update',
          at: options.now(),
          botId: bot.id,
          chatId,
          name: clean(name ?? ''),
          username: clean(username ?? ''),
          action,
        },
        bot.lane,
      );
      return reply.code(202).send({ accepted: true, request: String(id) });
    },
  );
  typed.post(
    '/api/v1/simulator/:bot/clock',
    {
      schema: {
        tags: ['simulator'],
        summary: "The simulated dialogs' time jumps",
        params: parameters,
        body: simulatorClock,
        response: { 200: z.object({ now: z.string() }) },
      },
    },
    async (request) => {
      const bot = await findBot(app, options, request, request.params.bot);
      const duration = parseDuration(request.body.advance);
      if (!duration.ok) {
        throw wrong('advance', duration.reason);
      }
      const offset = await options.database.transaction((connection) =>
        advanceClock(connection, bot.id, bot.lane, duration.value),
      );
      options.listener.tell('signals', String(bot.lane));
      await timersWorkedOff(options.database, bot.id);
      return { now: new Date(options.now() + offset).toISOString() };
    },
  );
};

/** A flow without end must not keep the caller waiting. */
const longestWaitMs = 3000;
const lookEveryMs = 20;

/**
 * Until what has come due by the jump has had its turn: in real time a push comes before a message that is
 * written an hour after it, and so it must here, where both are one call apart.
 */
async function timersWorkedOff(database: Database, botId: string): Promise<void> {
  for (let waited = 0; waited < longestWaitMs; waited += lookEveryMs) {
    if (!(await hasDueTimers(database, botId))) return;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

async function findBot(
  app: FastifyInstance,
  options: SimulatorOptions,
  request: FastifyRequest,
  key: string,
): Promise<KnownBot> {
  const principal = await app.requirePrincipal(request, 'simulate');
  const find = (bots: ReadonlyMap<string, KnownBot>): KnownBot | undefined =>
    [...bots.values()].find((bot) => bot.key === key && bot.spaceId === principal.spaceId);
  const bot = find(options.directory.current().bots) ?? find((await options.directory.refresh()).bots);
  if (!bot || !(await app.mayUseBot(principal, bot.id))) throw new RefusalError(refuse('not_found'));
  if (bot.channel !== 'simulator') throw wrong('bot', 'is no simulated bot');
  return bot;
}

/** Exactly one thing happens at a time. */
function actionOf(message: SimulatorMessage): LeadAction {
  const { text, start, button, media, blocked } = message;
  const named = [text, start, button, media, blocked].filter((one) => one !== undefined);
  if (named.length !== 1) throw wrong('text', 'expected exactly one of text, start, button, media, blocked');
  if (start !== undefined) return { did: 'start', payload: clean(start) };
  if (button !== undefined) return { did: 'pressed', button: clean(button) };
  if (media !== undefined) return { did: 'sentMedia', media };
  if (blocked !== undefined) return { did: blocked ? 'blockedBot' : 'unblockedBot' };
  const written = clean(text ?? '');
  const command = /^\/start(?:\s+(\S+))?$/.exec(written);
  return command ? { did: 'start', payload: command[1] ?? '' } : { did: 'wrote', text: written };
}

/** The database takes neither NUL nor half a character. */
const clean = (text: string): string => text.replaceAll('\0', '').toWellFormed();

const wrong = (name: string, reason: string): RefusalError =>
  new RefusalError(refuse('invalid_parameter', { parameters: [{ name, reason }] }));
