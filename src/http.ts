/** Builds the HTTP server: registers the edges, turns refusals into replies, serves the web pages. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Registry } from 'prom-client';
import { type ParameterError, type Refusal, RefusalError, refusals, refuse } from './base/refusal.ts';
import { shownPath, withoutQuery } from './logger.ts';

export type HttpOptions = {
  /** In the order of registration: whoever decorates comes first. */
  edges: FastifyPluginAsync[];
  logger: FastifyBaseLogger;
  /** Whether the database answers and has this version's schema; throwing counts as no. */
  ready(): Promise<boolean>;
  metrics: Registry;
  metricsToken: string | null;
  /** Proxies whose X-Forwarded-For is believed (Fastify's `trustProxy`); default: nobody's. */
  trustProxy?: boolean | string;
  /** The built pages; default web/dist. Absent folder = no pages. */
  webFolder?: string;
};

/** A page runs its own scripts only, is framed by nobody and tells no other site where it came from. */
const securityHeaders = {
  'content-security-policy': [
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Thousands of requests a second: a line for each would be most of their work. */
const quietRoutes = /^\/(c\/|api\/postbacks\/|api\/telegram\/|healthz$|readyz$|metrics$)/;

/** Builds the server; `listen` is the caller's. An edge that may be hot has no hook but the headers'. */
export async function buildHttp(options: HttpOptions): Promise<FastifyInstance> {
  // Unlike a plain counter, these ids do not begin again with each start.
  const boot = createHash('sha256').update(`${process.pid} ${Date.now()}`).digest('hex').slice(0, 8);
  let count = 0;
  const app: FastifyInstance = Fastify({
    loggerInstance: options.logger,
    trustProxy: options.trustProxy ?? false,
    logController: new LogController({ disableRequestLogging: true }),
    // A child logger a request costs more than all else that the framework does for a hot route.
    childLoggerFactory: (logger) => logger,
    // A postback's URL may be as long as its body may be (64 KiB); its edge says so when it is longer.
    http: { maxHeaderSize: 96 * 1024, headersTimeout: 30_000 },
    clientErrorHandler: refuseBroken,
    exposeHeadRoutes: false,
    // A file of 50 MB at 3.5 Mbit/s.
    requestTimeout: 120_000,
    genReqId: () => `${boot}-${(count++).toString(36)}`,
    frameworkErrors: (error, request, reply) => sendError(error, request, reply),
  });
  // The hot public routes answer JSON or a redirect to machines: neither hook is worth its time there.
  app.addHook('onRoute', (route) => {
    if (quietRoutes.test(route.url)) return;
    route.onRequest = [secure, route.onRequest ?? []].flat();
    route.onResponse = [route.onResponse ?? [], logRequest].flat();
  });
  app.setErrorHandler<FastifyError>((error, request, reply) => sendError(error, request, reply));
  addHealth(app, options);
  for (const edge of options.edges) await app.register(edge);
  await addPages(app, options.webFolder ?? resolve(import.meta.dirname, '../web/dist'));
  return app;
}

/** What is no readable HTTP request gets an answer as well: too large, or simply bad. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = error.code === 'HPE_HEADER_OVERFLOW' ? refuse('too_large') : refuse('invalid_body');
  const body = JSON.stringify({ error: refusal });
  const { status } = refusals[refusal.code];
  socket.end(
    `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function secure(_request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  reply.headers(securityHeaders);
  done();
}

function logRequest(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { id, method, url } = request;
  const durationMs = Math.round(reply.elapsedTime * 10) / 10;
  request.log.info({ id, method, path: shownPath(url), status: reply.statusCode, durationMs }, 'request');
  done();
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = toRefusal(error);
  if (refusal.code === 'internal') {
    request.log.error({ id: request.id, path: shownPath(request.url), err: error }, 'request failed');
    refusal.message += ` (${request.id})`;
    reply.header('x-request-id', request.id);
  }
  return sendRefusal(reply, refusal);
}

function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { code, message, parameters, retryAfterSeconds } = refusal;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.ceil(retryAfterSeconds)));
  if (code === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
  return reply
    .status(refusals[code].status)
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send({ error: parameters ? { code, message, parameters } : { code, message } });
}

/** Whatever was thrown, as what a caller may know of it. */
function toRefusal(error: unknown): Refusal {
  if (error instanceof RefusalError) return { ...error.refusal };
  if (!(error instanceof Error)) return refuse('internal');
  const { code, statusCode, validation, validationContext }: Partial<FastifyError> = error;
  if (validation) {
    if (validationContext === 'params') return refuse('not_found');
    return refuse('invalid_parameter', { parameters: validation.flatMap(toParameters) });
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return refuse('too_large');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return refuse('unsupported_media_type');
  // An id longer than any of ours.
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return refuse('not_found');
  if (code === 'FST_ERR_BAD_URL') {
    return refuse('invalid_parameter', { parameters: [{ name: 'url', reason: 'is no valid address' }] });
  }
  // What is left of the framework's own 400s is a body that could not be read (JSON, length, poisoning).
  return statusCode === 400 ? refuse('invalid_body') : refuse('internal');
}

type Issue = NonNullable<FastifyError['validation']>[number];

/** A zod issue as the parameters it speaks of: `/events/0/cost` is `events.0.cost`. */
function toParameters({ instancePath, message = 'is wrong', params }: Issue): ParameterError[] {
  const name = instancePath.split('/').filter(Boolean).join('.').slice(0, 200);
  const { keys } = params;
  if (!Array.isArray(keys)) return [{ name, reason: message }];
  return keys.map((key) => ({
    name: `${name && `${name}.`}${String(key).slice(0, 100)}`,
    reason: 'is not known here',
  }));
}

function addHealth(app: FastifyInstance, options: HttpOptions): void {
  app.get('/healthz', async () => ({ ok: true }));
  app.get('/readyz', async (_request, reply) => {
    const ready = await options.ready().catch(() => false);
    return reply.status(ready ? 200 : 503).send({ ok: ready });
  });
  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request, options.metricsToken)) throw new RefusalError(refuse('unauthenticated'));
    return reply.type(options.metrics.contentType).send(await options.metrics.metrics());
  });
}

function mayReadMetrics(request: FastifyRequest, token: string | null): boolean {
  const given = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token !== null && given !== undefined) return sameText(given, token);
  const direct = request.headers['x-forwarded-for'] === undefined && request.headers.forwarded === undefined;
  return direct && /^(::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? '');
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const sameText = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right));

/** Files with a hash in their name never change; the page that names them is asked for each time. */
async function addPages(app: FastifyInstance, folder: string): Promise<void> {
  const hasPages = existsSync(join(folder, 'index.html'));
  if (hasPages) {
    await app.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      cacheControl: false,
      // The build leaves a packed file beside each script and style.
      preCompressed: true,
      setHeaders: (reply, path) => {
        const hashed = path.startsWith(join(folder, 'assets'));
        reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    // No route, so no hook: the page that stands in for every address is the one that needs them most.
    reply.headers(securityHeaders);
    const path = withoutQuery(request.url);
    const isPage = request.method === 'GET' && !/^\/(api|c|assets)(\/|$)/.test(path);
    if (hasPages && isPage) return reply.sendFile('index.html');
    return sendRefusal(reply, refuse('not_found'));
  });
}
