/** The live stream (Server-Sent Events): says when a dialog should be looked at again. */
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import { findBotId, type Principal } from '../store/store.ts';
import { notFound, principalOf, wrong } from './access.ts';
import type { ApiLiveDialog } from './contract.ts';
import { headOf } from './dialogs.ts';
import { chatNumber, lookedUp, numericId } from './listing.ts';
import type { ApiOptions } from './ports.ts';
import { createSpaceWatch } from './spaceWatch.ts';
import { createWatch, type Watched } from './watch.ts';

const liveQuery = z.strictObject({
  dialog: numericId.optional(),
  bot: lookedUp.optional(),
  chatId: chatNumber.optional(),
});

/** Below what proxies wait for (30 to 60 s). */
const heartbeatMs = 15_000;
/** A page connects again by itself; by then its session or key is checked anew. */
const longestMs = 30 * 60_000;
const mostStreams = 1000;
/** A reader that takes nothing off is gone. */
const mostUnsentBytes = 64 * 1024;

export const liveRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database, ports }) => {
  const onError = (error: unknown): void => app.log.error({ err: error }, 'live stream');
  const watch = createWatch(database, ports.onTurns, onError);
  const spaces = createSpaceWatch(database, ports.onTurns, onError);
  const streams = new Set<() => void>();
  // A stream never ends by itself, and a closing server waits for what is open.
  app.addHook('preClose', async () => {
    watch.close();
    spaces.close();
    for (const end of streams) end();
  });

  const find = async (principal: Principal, query: z.infer<typeof liveQuery>): Promise<Watched> => {
    const { dialog, bot, chatId } = query;
    if (dialog !== undefined) return { dialogId: (await headOf(database, principal, dialog)).id };
    if (bot === undefined) throw wrong('bot', 'expected bot and chatId, or dialog');
    if (chatId === undefined) throw wrong('chatId', 'expected bot and chatId, or dialog');
    const botId = await findBotId(database, principal.spaceId, bot);
    if (botId === null || !(await app.mayUseBot(principal, botId))) throw notFound();
    return { botId, chatId };
  };

  /** Keeps the connection open; `listen` is told how to tell, and answers how to stop. */
  const stream = (
    reply: FastifyReply,
    listen: (tell: (dialog: ApiLiveDialog) => void) => () => void,
  ): void => {
    if (streams.size >= mostStreams) {
      throw new RefusalError(refuse('too_many_requests', { retryAfterSeconds: 10 }));
    }
    const send = open(reply, () => {
      streams.delete(end);
      stop();
    });
    const end = () => reply.raw.end();
    const stop = listen((dialog) => send(`event: dialog\ndata: ${JSON.stringify(dialog)}\n\n`));
    streams.add(end);
  };

  app.get(
    '/live',
    {
      config: { scope: 'watch' },
      schema: {
        tags: ['dialogs'],
        summary: 'Server-Sent Events: `event: dialog`, `data: {"id","version"}` whenever it changed',
        querystring: liveQuery,
      },
    },
    async (request, reply) => {
      const watched = await find(principalOf(request), request.query);
      stream(reply, (tell) => watch.add(watched, tell));
    },
  );

  app.get(
    '/live/space',
    {
      config: { scope: 'dialogs' },
      schema: {
        tags: ['dialogs'],
        summary:
          'Server-Sent Events of all dialogs of the space: `event: dialog`, `data: {"id","version"}`; id 0: one is gone',
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const mayHear = (botId: string): Promise<boolean> => app.mayUseBot(principal, botId);
      stream(reply, (tell) => spaces.add({ mayHear, onChange: tell }));
    },
  );
};

/** Takes the connection over; `onClose` is called once, whoever ends it. */
function open(reply: FastifyReply, onClose: () => void): (text: string) => void {
  const { raw } = reply;
  reply.header('content-type', 'text/event-stream; charset=utf-8');
  reply.header('cache-control', 'no-store, no-transform');
  reply.header('x-accel-buffering', 'no');
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  raw.writeHead(200);
  const send = (text: string): void => {
    if (raw.writableLength > mostUnsentBytes) raw.destroy();
    else raw.write(text);
  };
  send('retry: 2000\n\n');
  const heartbeat = setInterval(() => send(':\n\n'), heartbeatMs);
  const last = setTimeout(() => raw.end(), longestMs);
  raw.on('error', () => undefined);
  raw.once('close', () => {
    clearInterval(heartbeat);
    clearTimeout(last);
    onClose();
  });
  return send;
}
