/** The parameters of a call, however they came: in the address, as a form, as JSON or as multipart. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { refusal } from './refusals.ts';

export type Upload = { name: string; mime: string; content: Buffer; sha256: string };

/** Every value is text, as it is for Telegram: what JSON brings as an object or number stays JSON. */
export type RawParameters = { values: Map<string, string>; uploads: Map<string, Upload> };

/** Uploads reach 50 MB; the rest is the form around them. */
const bodyLimit = 60_000_000;

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > bodyLimit) throw refusal('tooLarge');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export async function readParameters(
  query: URLSearchParams,
  contentType: string,
  body: Buffer,
): Promise<RawParameters> {
  const raw: RawParameters = { values: new Map(query), uploads: new Map() };
  if (body.length === 0) return raw;
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') readJson(body, raw);
  else if (type === 'application/x-www-form-urlencoded') {
    for (const [name, value] of new URLSearchParams(body.toString('utf8'))) raw.values.set(name, value);
  } else if (type === 'multipart/form-data') await readMultipart(contentType, body, raw);
  else throw refusal('unreadableBody');
  return raw;
}

function readJson(body: Buffer, raw: RawParameters): void {
  const parsed = parseJson(body.toString('utf8'));
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw refusal('unreadableBody');
  for (const [name, value] of Object.entries(parsed)) {
    raw.values.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
}

async function readMultipart(contentType: string, body: Buffer, raw: RawParameters): Promise<void> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => {
      throw refusal('unreadableBody');
    });
  for (const [name, value] of form) {
    if (typeof value === 'string') raw.values.set(name, value);
    else raw.uploads.set(name, await readUpload(value));
  }
}

async function readUpload(file: File): Promise<Upload> {
  return upload(file.name, file.type, Buffer.from(await file.arrayBuffer()));
}

export const upload = (name: string, mime: string, content: Buffer): Upload => ({
  name,
  mime: mime || 'application/octet-stream',
  content,
  sha256: createHash('sha256').update(content).digest('hex'),
});

/** What the text holds as JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
