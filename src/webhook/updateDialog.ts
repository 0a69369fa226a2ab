/**
 * `updateDialog`: the owner's back office changes a dialog. All or nothing; the caller is a developer
 * who can read the answer, so everything wrong is named, and the answer shows the state after the change.
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { type ParameterError, RefusalError, refuse } from '../base/refusal.ts';
import type { Accept, TurnWatch } from '../inbox/inbox.ts';
import { isLinkPreview, readParameters } from '../network/network.ts';
import {
  type Connection,
  type DirectoryKeeper,
  findOutcomes,
  findWebhookResults,
  type KnownWebhook,
  keepWebhookAnswer,
  logRefusedCall,
} from '../store/store.ts';
import { type ReadChange, readChange } from './readChange.ts';

export type UpdateDialogOptions = {
  connection: Connection;
  accept: Accept;
  turns: TurnWatch;
  directory: DirectoryKeeper;
  now: () => number;
  /** The dialog as the control API shows it, null when it has not begun. */
  readDialog(spaceId: string, botId: string, chatId: number): Promise<unknown>;
};

type Call = { request: FastifyRequest; webhook: KnownWebhook; received: Received };
type Received = { method: string; url: string; contentType: string; body: string };
type Answer = { status: number; body: unknown };

const largestRequest = 65_536;
const plainType = /^[a-z]+\/[a-z0-9.+-]+$/;
/** What the reader would leave out with a warning: here the caller is told, and nothing is applied. */
const unusableCodes = new Set([
  'nameNotAllowed',
  'nameTooLong',
  'tooDeep',
  'tooManyParameters',
  'bodyNotUnderstood',
]);

export const updateDialogEdge: FastifyPluginAsync<UpdateDialogOptions> = async (app, options) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestRequest }, (_request, body, done) => {
    done(null, body);
  });
  // The framework refuses a content type that is none; we keep it as it came (`raw`) and read on.
  app.addHook('onRequest', (request, _reply, done) => {
    const type = request.raw.headers['content-type'];
    if (type !== undefined && !plainType.test(type))
      request.headers = { 'content-type': 'application/octet-stream' };
    done();
  });
  const handle = async (
    request: FastifyRequest<{ Params: { id: string } }>,
    reply: FastifyReply,
  ): Promise<unknown> => {
    const webhook = await find(options, request.params.id);
    if (!webhook) throw new RefusalError(refuse('unknown_webhook'));
    const received = receivedOf(request);
    if (received.url.length > largestRequest) throw new RefusalError(refuse('too_large'));
    reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex');
    if (mustNotAct(request)) return { ok: true, ignored: 'preview' };
    const answer = await answerCall(options, { request, webhook, received });
    return reply.code(answer.status).send(answer.body);
  };
  app.get('/api/bots/webhooks/:id/updateDialog', { exposeHeadRoute: true }, handle);
  app.post('/api/bots/webhooks/:id/updateDialog', handle);
};

async function find(options: UpdateDialogOptions, id: string): Promise<KnownWebhook | null> {
  const known =
    options.directory.current().webhooks.get(id) ?? (await options.directory.refresh()).webhooks.get(id);
  if (!known || (known.validUntil !== null && known.validUntil < options.now())) return null;
  return known;
}

function receivedOf(request: FastifyRequest): Received {
  const { raw, body } = request;
  return {
    method: raw.method ?? 'GET',
    url: raw.url ?? '',
    contentType: raw.headers['content-type'] ?? '',
    body: Buffer.isBuffer(body) ? body.toString('utf8') : '',
  };
}

function mustNotAct(request: FastifyRequest): boolean {
  const userAgent = request.headers['user-agent'];
  return request.method === 'HEAD' || isLinkPreview(userAgent ? { userAgent } : {});
}

async function answerCall(options: UpdateDialogOptions, call: Call): Promise<Answer> {
  const { webhook, received } = call;
  const { parameters, warnings } = readParameters(received);
  const unusable: ParameterError[] = warnings
    .filter((warning) => unusableCodes.has(warning.code))
    .map((warning) => ({ name: warning.name ?? 'body', reason: warning.text }));
  const read = readChange(parameters, webhook.bot, webhook.document);
  if (!read.ok || unusable.length > 0) {
    return refuseCall(options, call, [...unusable, ...(read.ok ? [] : read.reason)]);
  }
  const { requestId } = read.value;
  if (requestId) {
    const first = await firstAnswer(options, webhook, read.value, requestId);
    if (first) return first;
  }
  return apply(options, call, read.value);
}

async function refuseCall(
  options: UpdateDialogOptions,
  call: Call,
  parameters: ParameterError[],
): Promise<Answer> {
  const refusal = refuse('invalid_parameter', { parameters });
  await logRefusedCall(options.connection, {
    at: options.now(),
    spaceId: call.webhook.bot.spaceId,
    webhookId: call.webhook.id,
    document: JSON.stringify({
      request: { ...call.received, body: call.received.body.slice(0, 4096), status: 400 },
      reason: parameters.map((one) => `${one.name} ${one.reason}`).join('; '),
      warnings: [],
      entries: [],
      durationMs: 0,
    }),
  });
  return { status: 400, body: { error: refusal } };
}

async function apply(options: UpdateDialogOptions, call: Call, read: ReadChange): Promise<Answer> {
  const { webhook, received } = call;
  const { bot } = webhook;
  const signalId = await options
    .accept(
      {
        kind: 'webhook',
        at: options.now(),
        webhookId: webhook.id,
        botId: bot.id,
        chatId: read.chatId,
        request: received,
        change: read.change,
        newFields: read.newFields,
        guards: read.guards,
        ...(read.requestId ? { requestId: read.requestId } : {}),
      },
      bot.lane,
    )
    .catch(() => {
      throw new RefusalError(refuse('unavailable', { retryAfterSeconds: 5 }));
    });
  const turn = await options.turns.waitFor(signalId);
  // Stored and on its way; saying that it failed would make the caller send it twice.
  if (!turn) return { status: 202, body: { ok: true, accepted: true, request: String(signalId) } };
  if (turn.outcome === 'duplicate' && read.requestId) {
    const first = await firstAnswer(options, webhook, read, read.requestId);
    if (first) return first;
  }
  const answer = await answerOf(options, webhook, read, turn);
  if (read.requestId) {
    await keepWebhookAnswer(options.connection, {
      webhook: webhook.id,
      request: read.requestId,
      status: answer.status,
      body: JSON.stringify(answer.body),
    });
  }
  return answer;
}

async function answerOf(
  options: UpdateDialogOptions,
  webhook: KnownWebhook,
  read: ReadChange,
  turn: { outcome: string; reason: string | null; dialogId: string | null },
): Promise<Answer> {
  if (turn.outcome === 'looped') {
    return {
      status: 409,
      body: { error: refuse('loop_stopped', turn.reason ? { message: turn.reason } : {}) },
    };
  }
  if (turn.outcome === 'rejected') {
    return {
      status: 409,
      body: { error: refuse('guard_failed', { message: turn.reason ?? 'the guard failed' }) },
    };
  }
  // A change that was applied and ended in an error of the flow is answered by the dialog's state.
  if (turn.outcome === 'failed' && turn.dialogId === null) {
    return {
      status: 500,
      body: {
        error: refuse('internal', { message: 'The change was stored and parked; see the request log.' }),
      },
    };
  }
  const pending = turn.outcome === 'kept';
  const dialog = pending ? null : await options.readDialog(webhook.bot.spaceId, webhook.bot.id, read.chatId);
  return { status: 200, body: { ok: true, dialog, pending, applied: appliedOf(read) } };
}

function appliedOf(read: ReadChange): Record<string, unknown> {
  const { move, status, fields, setTags, addTags, removeTags } = read.change;
  return {
    ...(move ? { step: `${move.flow}/${move.step}` } : {}),
    ...(status ? { status } : {}),
    ...(fields ? { fields } : {}),
    ...(setTags ? { tags: setTags } : {}),
    ...(addTags ? { addedTags: addTags } : {}),
    ...(removeTags ? { removedTags: removeTags } : {}),
  };
}

const firstAnswerTries = 40;
const firstAnswerPauseMs = 100;
/** From then on a first caller that has not been answered counts as gone (its process may have died). */
const triesForTheCaller = 10;

/** What the first call under this id was answered; waits for it while that one is still under way. */
async function firstAnswer(
  options: UpdateDialogOptions,
  webhook: KnownWebhook,
  read: ReadChange,
  requestId: string,
): Promise<Answer | null> {
  for (let attempt = 0; attempt < firstAnswerTries; attempt += 1) {
    const [seen] = await findWebhookResults(options.connection, [
      { webhook: webhook.id, request: requestId },
    ]);
    if (!seen) return null;
    if (seen.body !== null && seen.status !== null)
      return { status: seen.status, body: JSON.parse(seen.body) };
    const [turn] =
      attempt >= triesForTheCaller ? await findOutcomes(options.connection, [seen.signalId]) : [];
    if (turn) return answerOf(options, webhook, read, turn);
    await new Promise((resolve) => setTimeout(resolve, firstAnswerPauseMs));
  }
  throw new RefusalError(refuse('request_running'));
}
