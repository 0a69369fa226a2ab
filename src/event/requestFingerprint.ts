/** Telling a repeated request from a new one. */
import { digest } from './digest.ts';
import type { ReceivedRequest } from './receivedRequest.ts';

/**
 * Equal for byte-identical requests (method, path and query, content type, body) and for no others:
 * 128 bits of SHA-256 and the length. By accident two differ with equal fingerprints once in about
 * 10^38 pairs, and no sender can bring it about. (Bodies that are not UTF-8 have reached us with
 * U+FFFD in place of the bad bytes, and are compared so.) At most 50 ASCII characters.
 */
export function requestFingerprint(request: ReceivedRequest): string {
  const { method, url, contentType, body } = request;
  const all = `${method.length}:${url.length}:${contentType.length}:${method}${url}${contentType}${body}`;
  return `${all.length}-${digest(all)}`;
}
