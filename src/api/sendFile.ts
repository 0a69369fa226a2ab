/** Answers with a file whose every byte may be hostile. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OpenFile } from '../base/fileKeeper.ts';
import { notFound } from './access.ts';

/** `mime` is our own finding. `etag` changes with the content. */
export type ShownFile = { name: string; mime: string; size: number; etag: string };

/**
 * The only types that a browser may show: it takes them for pictures, sounds and videos, whatever they hold.
 * SVG is none of them: it is a document with scripts.
 */
const shownInline: ReadonlySet<string> = new Set([
  ...['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'],
  ...['audio/mpeg', 'audio/ogg', 'audio/mp4', 'audio/aac', 'audio/flac', 'audio/wav'],
  ...['video/mp4', 'video/webm'],
]);

/** `open` is asked for a part of the content (`to` included), or for all of it. 404 when there is none. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, mime, size, etag }: ShownFile,
  open: (part?: { from: number; to: number }) => Promise<OpenFile | null>,
): Promise<FastifyReply> {
  const inline = shownInline.has(mime);
  reply.headers({
    'content-type': inline ? mime : 'application/octet-stream',
    'content-disposition': disposition(inline ? 'inline' : 'attachment', name),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
    // May be kept, but is asked for again: an erased file is gone at the next look.
    'cache-control': 'private, no-cache',
    etag: `"${etag}"`,
    'accept-ranges': inline ? 'bytes' : 'none',
  });
  if (request.headers['if-none-match'] === `"${etag}"`) return reply.status(304).send();
  const range = inline && request.headers['if-range'] === undefined ? request.headers.range : undefined;
  const part = readRange(range, size);
  if (part === 'outside') {
    return reply.status(416).header('content-range', `bytes */${size}`).header('content-length', 0).send();
  }
  const file = await open(part ?? undefined);
  if (!file) throw notFound();
  const content = Readable.from(file.content, { objectMode: false });
  if (!part) return reply.header('content-length', size).send(content);
  return reply
    .status(206)
    .header('content-range', `bytes ${part.from}-${part.to}/${size}`)
    .header('content-length', part.to - part.from + 1)
    .send(content);
}

/** One range, as players ask for it; several, or what is none, count as not asked for (RFC 9110, 14.2). */
function readRange(
  header: string | undefined,
  size: number,
): { from: number; to: number } | 'outside' | null {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!found) return null;
  const [, first = '', last = ''] = found;
  if (first === '') {
    if (last === '') return null;
    const count = Math.min(Number(last), size);
    return count === 0 ? 'outside' : { from: size - count, to: size - 1 };
  }
  const from = Number(first);
  if (last !== '' && Number(last) < from) return null;
  if (from >= size) return 'outside';
  return { from, to: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}

/** The name in plain letters, and in full for programs that read RFC 6266. */
function disposition(how: 'inline' | 'attachment', name: string): string {
  const full = name === '' ? 'file' : name;
  const plain = full.replace(/[^A-Za-z0-9._ -]/g, '_');
  const encoded = encodeURIComponent(full).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `${how}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
