/** The header lines of an outgoing call: ours, and those of the step that may stand beside them. */
import { validateHeaderName, validateHeaderValue } from 'node:http';

/**
 * Lines that frame the message or belong to the connection: wrong ones let a second request be smuggled
 * in. `accept-encoding` is ours because answers are read as they come, never unpacked (no ZIP bombs).
 */
const ours = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Builds the headers of a call. `given` are the step's; reserved and invalid ones are dropped. `body` is
 * null for a method without one; its content type is guessed when the step names none.
 */
export function webhookHeaders(call: {
  given: Record<string, string>;
  body: string | null;
  version: string;
  id: string;
  at: number;
  signature: string | null;
}): Record<string, string> {
  const lines = new Map([['user-agent', `Signalbox/${call.version}`]]);
  if (call.body) lines.set('content-type', guessContentType(call.body));
  for (const [name, value] of Object.entries(call.given)) {
    if (isPermitted(name, value)) lines.set(name.toLowerCase(), value);
  }
  // Node frames no DELETE body by itself, so the length is always said.
  if (call.body !== null) lines.set('content-length', String(Buffer.byteLength(call.body)));
  lines.set('accept-encoding', 'identity');
  lines.set('webhook-id', call.id);
  lines.set('webhook-timestamp', String(Math.floor(call.at / 1000)));
  if (call.signature !== null) lines.set('webhook-signature', call.signature);
  return Object.fromEntries(lines);
}

function isPermitted(name: string, value: string): boolean {
  const lower = name.toLowerCase();
  if (ours.has(lower) || lower.startsWith('webhook-')) return false;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

function guessContentType(body: string): string {
  try {
    JSON.parse(body);
    return 'application/json';
  } catch {
    return 'text/plain; charset=utf-8';
  }
}
