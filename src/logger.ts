/** The log: JSON lines that hold no query, no token, no secret address and no lead's words. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import pino, { type DestinationStream } from 'pino';

export const withoutQuery = (url: string): string => url.split('?', 1)[0] ?? '';

/** The id in a postback's or webhook's address is all that its caller has to know: the log shows its end. */
const secretId = /\/(postbacks|webhooks)\/[^/]*?([^/]{0,4})(?=\/|$)/g;

/** A path as it may be logged. */
export const shownPath = (url: string): string => withoutQuery(url).replace(secretId, '/$1/…$2');

/** JSON lines on stdout. What it is handed is cut to what may be logged: see `scrub`. */
export function makeLogger(level: string, destination?: DestinationStream): pino.Logger {
  const settings = {
    level,
    base: undefined,
    serializers: {
      req: (request: FastifyRequest) => ({ method: request.method, path: shownPath(request.url) }),
      res: (reply: FastifyReply) => ({ status: reply.statusCode }),
      err: describeError,
      error: describeError,
    },
  };
  return destination ? pino(settings, destination) : pino(settings);
}

function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: scrub(String(error)) };
  const code = 'code' in error ? error.code : undefined;
  return { type: error.name, code, message: scrub(error.message), stack: scrub(error.stack ?? '') };
}

/** Cuts queries, bot tokens and keys out of a text; an error's `detail`, which may quote a lead, is never asked. */
export const scrub = (text: string): string =>
  text
    .replace(/\/bot\d+:[\w-]+/g, '/bot…')
    .replace(/\b(Bearer)\s+\S+/gi, '$1 …')
    .replace(/\b(\w+:\/\/)[^\s/@]+@/g, '$1…@')
    .replace(/\?[^\s"')]*=[^\s"')]*/g, '?…');
