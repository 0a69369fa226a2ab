/** Files of messages, shown without any trust in them, and operators' uploads. */
import multipart from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import {
  findFile,
  findMessage,
  findReceivedFile,
  type Principal,
  recordUpload,
  type StoredFile,
} from '../store/store.ts';
import { notFound, principalOf, wrong } from './access.ts';
import { uploadLimit } from './checkFiles.ts';
import * as contract from './contract.ts';
import { headOf } from './dialogs.ts';
import { numericId } from './listing.ts';
import type { ApiOptions } from './ports.ts';
import { sendFile } from './sendFile.ts';

const tags = ['files'];
const binary = z.any().describe('The content; headers say what it is.');
const filePath = z.strictObject({ id: z.uuid() });
const messageFilePath = z.strictObject({
  id: numericId,
  messageId: numericId,
  n: z.string().regex(/^\d$/, 'expected the place of a file'),
});

export const fileRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, options) => {
  const { database, ports } = options;
  await app.register(multipart, {
    // One byte more than allowed tells that it was too much.
    limits: { fileSize: uploadLimit + 1, files: 1, fields: 10, fieldSize: 1024, parts: 11 },
    throwFileSizeLimit: false,
  });

  app.post(
    '/files',
    {
      config: { scope: 'reply' },
      bodyLimit: uploadLimit + 64 * 1024,
      schema: {
        tags,
        summary: 'Uploads a file (multipart, 50 MB at most) to be sent as file:<id>',
        consumes: ['multipart/form-data'],
        response: { 201: contract.uploadedFile },
      },
    },
    async (request, reply) => {
      const { id, name, mime, size } = await takeUpload(options, request);
      return reply.status(201).send({ id, name, mime, size });
    },
  );

  app.get(
    '/files/:id',
    {
      config: { scope: 'dialogs' },
      schema: { tags, summary: 'A file by its id', params: filePath, response: { 200: binary } },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const file = await findFile(database, principal.spaceId, request.params.id);
      if (!file || !mayTouch(principal, file)) throw notFound();
      return sendStored(ports, request, reply, file);
    },
  );

  app.get(
    '/dialogs/:id/messages/:messageId/files/:n',
    {
      config: { scope: 'watch' },
      schema: {
        tags,
        summary: 'A file of a message',
        params: messageFilePath,
        response: { 200: binary },
      },
    },
    async (request, reply) => {
      const { id, messageId, n } = request.params;
      const dialog = await headOf(database, principalOf(request), id);
      return sendMessageFile(options, request, reply, { dialogId: dialog.id, messageId, n: Number(n) });
    },
  );
};

/** A principal of one bot sees that bot's files only; an upload is the space's. */
const mayTouch = ({ onlyBotId }: Principal, { botId }: StoredFile): boolean =>
  onlyBotId === null || onlyBotId === botId;

async function sendMessageFile(
  { database, ports }: ApiOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  { dialogId, messageId, n }: { dialogId: number; messageId: string; n: number },
): Promise<FastifyReply> {
  const message = await findMessage(database, dialogId, messageId);
  const attachment = message?.attachments[n];
  if (!attachment) throw notFound();
  const { source } = attachment;
  if (source.in === 'elsewhere') throw notFound();
  if (source.in === 'folder') {
    const own = await ports.files.own.open(source.name);
    if (!own) throw notFound();
    const { name, type, size, sha256 } = own;
    return sendFile(request, reply, { name, mime: type ?? '', size, etag: sha256 }, (part) =>
      ports.files.own.open(source.name, part),
    );
  }
  const file =
    source.in === 'upload'
      ? await findFile(database, principalOf(request).spaceId, source.name)
      : ((await findReceivedFile(database, dialogId, messageId))?.file ?? null);
  return sendStored(ports, request, reply, file);
}

async function sendStored(
  ports: ApiOptions['ports'],
  request: FastifyRequest,
  reply: FastifyReply,
  file: StoredFile | null,
): Promise<FastifyReply> {
  if (!file) throw notFound();
  return sendFile(request, reply, { ...file, etag: file.id }, (part) =>
    ports.files.keeper.open(file.place, part),
  );
}

async function takeUpload({ database, ports }: ApiOptions, request: FastifyRequest): Promise<StoredFile> {
  if (!request.isMultipart()) throw new RefusalError(refuse('unsupported_media_type'));
  const part = await request.file().catch(refuseBroken);
  if (!part) throw wrong('file', 'expected one file');
  const kept = await ports.files.keeper.keep(readSafely(part.file), uploadLimit);
  if (!kept.ok) throw new RefusalError(refuse('too_large', { message: 'A file may have 50 MB at most.' }));
  if (kept.value.size === 0) {
    await ports.files.keeper.remove(kept.value.place);
    throw wrong('file', 'is empty');
  }
  const { spaceId } = principalOf(request);
  const described = { name: part.filename, claimed: part.mimetype };
  const upload = { ...described, id: ports.newId(), spaceId, kept: kept.value };
  return recordUpload(database, upload).catch(async (error: unknown) => {
    await ports.files.keeper.remove(kept.value.place);
    throw error;
  });
}

/** What breaks while it is being read is the sender's doing; what the storage says is ours. */
async function* readSafely(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* file;
  } catch {
    refuseBroken();
  }
}

function refuseBroken(): never {
  throw new RefusalError(refuse('invalid_body'));
}
