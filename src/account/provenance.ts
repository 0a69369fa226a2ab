/** Where a request comes from, judged by what a foreign page or a proxy cannot hide. */
import type { FastifyRequest } from 'fastify';

const proxyHeaders = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'forwarded',
  'via',
];

/** The address of the connection itself; what a header claims does not count. */
export const isLoopbackSocket = (request: FastifyRequest): boolean =>
  /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|::ffff:127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/.test(
    request.socket.remoteAddress ?? '',
  );

export const cameThroughProxy = (request: FastifyRequest): boolean =>
  proxyHeaders.some((name) => request.headers[name] !== undefined);

/**
 * Whether somebody at this very machine calls: the connection is loopback, no proxy stands between,
 * the address that was typed is local (a foreign name that resolves to 127.0.0.1 is an attack), and
 * no other site's page asks.
 */
export function isDirectLocal(request: FastifyRequest): boolean {
  if (!isLoopbackSocket(request) || cameThroughProxy(request)) return false;
  return localHost.test(request.headers.host ?? '') && !isForeign(request);
}

const localHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/**
 * Whether nobody but this machine is meant to reach us. Where others are, a proxy stands in front,
 * and one that is set up carelessly (nginx as it comes) makes them look local.
 */
export const isLocalAddress = (publicUrl: string): boolean => localHost.test(new URL(publicUrl).host);

/** Whether a browser says that another site's page asks. */
export function isForeign(request: FastifyRequest): boolean {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && hostOf(origin) !== host?.toLowerCase();
}

/** Whether a browser says that our own page asks; somebody who says nothing is no browser. */
export function isSameOrigin(request: FastifyRequest, publicUrl: string): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return request.headers['sec-fetch-site'] === 'same-origin';
  return origin === new URL(publicUrl).origin || hostOf(origin) === host?.toLowerCase();
}

/** `null` for an origin that is none ("null", or no http address). */
function hostOf(origin: string): string | null {
  return /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase() ?? null;
}
