/** Which of their spaces somebody works in. */
import type { FastifyRequest } from 'fastify';

const name = 'signalbox_space';

/**
 * A header names the space and counts strictly; without one the page's cookie does, for what a browser
 * asks for without headers (pictures, downloads, the live stream). A cookie of a space that one has left
 * is no more than a stale wish.
 */
export function chosenSpace(request: FastifyRequest): { key: string | null; mustBe: boolean } {
  const header = request.headers['x-signalbox-space'];
  if (typeof header === 'string') return { key: header, mustBe: true };
  return { key: cookieOf(request.headers.cookie ?? ''), mustBe: false };
}

function cookieOf(cookies: string): string | null {
  const found = cookies.split(';').find((one) => one.trimStart().startsWith(`${name}=`));
  if (found === undefined) return null;
  try {
    return decodeURIComponent(found.trim().slice(name.length + 1));
  } catch {
    return null;
  }
}
