/** The log of inbound and outgoing requests; processing one again; dry runs. */
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { laneOfClickId } from '../campaign/campaign.ts';
import { networks, readPostback } from '../network/network.ts';
import type { PostbackSignal, WebhookSignal } from '../signal/signal.ts';
import {
  type Connection,
  findDialogHead,
  findJournal,
  findLaneOfBot,
  findNetworkOfPostback,
  type JournalRecord,
  listRequests,
  type Principal,
  type RequestFilter,
  requestKinds,
  troubleKinds,
} from '../store/store.ts';
import { notFound, principalOf, wrong } from './access.ts';
import * as contract from './contract.ts';
import { requestDetail } from './contractLogs.ts';
import { lookedUp, numberedPath, numericId, page, toPage } from './listing.ts';
import { assignable, showRequest, showRequestDetail } from './loggedRequest.ts';
import type { ApiOptions } from './ports.ts';
import { processedFrom } from './processed.ts';

const moment = z.iso.datetime({ offset: true, error: 'expected a time such as 2024-03-10T17:49:32Z' });

const requestQuery = z.strictObject({
  ...page,
  /** `all`: also what the AI was asked, and what Telegram told where it failed. */
  kind: z.enum([...requestKinds, ...troubleKinds, 'ai', 'all']).optional(),
  outcome: z
    .string()
    .regex(/^[A-Za-z]{1,32}$/, 'expected an outcome such as parked')
    .optional(),
  /** Id of a postback or of a webhook. */
  postback: lookedUp.optional(),
  webhook: lookedUp.optional(),
  since: moment.optional(),
  until: moment.optional(),
  dialog: numericId.optional(),
  /** Only those that something is to be said about. */
  warnings: z.literal('only').optional(),
});

const tags = ['requests'];
const answers = { 200: contract.processed, 202: contract.accepted };

export const requestRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, options) => {
  const { database, ports } = options;
  app.get(
    '/requests',
    {
      config: { scope: 'logs' },
      schema: {
        tags,
        summary: 'Requests that came in and that we made, newest first',
        querystring: requestQuery,
        response: { 200: contract.pageOf(contract.requestLogEntry) },
      },
    },
    async (request) => {
      const { limit, cursor = null, kind, outcome, postback, webhook, since, until, dialog } = request.query;
      const source = postback ?? webhook;
      const filter = {
        ...kindsOf(kind),
        ...(outcome === undefined ? {} : { outcome }),
        ...(source === undefined ? {} : { source }),
        ...(since === undefined ? {} : { since: Date.parse(since) }),
        ...(until === undefined ? {} : { until: Date.parse(until) }),
        ...(dialog === undefined ? {} : { dialogId: dialog }),
        ...(request.query.warnings === undefined ? {} : { warned: true }),
      };
      const { spaceId } = principalOf(request);
      const rows = await listRequests(database, spaceId, filter, { before: cursor, limit: limit + 1 });
      return toPage(rows, limit, showRequest);
    },
  );

  app.get(
    '/requests/:id',
    {
      config: { scope: 'logs' },
      schema: {
        tags,
        summary: 'One request with its body and what it did; secrets are left out',
        params: numberedPath,
        response: { 200: requestDetail },
      },
    },
    async (request) => {
      const row = await rowOf(database, principalOf(request), request.params.id);
      // Of a turn that nobody called for the timeline tells.
      if (!logged.has(row.kind)) throw notFound();
      return showRequestDetail(row);
    },
  );

  app.post(
    '/requests/:id/replay',
    {
      config: { scope: ['write', 'tracker'] },
      schema: {
        tags,
        summary: 'Process a request again; a dry run writes nothing',
        params: numberedPath,
        body: contract.replayRequest.nullish(),
        response: answers,
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const row = await rowOf(database, principal, request.params.id);
      const signal = signalOf(row, ports.now());
      if (request.body?.dryRun) return ports.dryRun(signal);
      return process(options, reply, principal, signal, await laneOf(database, principal, row, signal));
    },
  );

  app.post(
    '/requests/:id/assign',
    {
      config: { scope: ['write', 'tracker'] },
      schema: {
        tags,
        summary: 'Say whose a parked postback is',
        params: numberedPath,
        body: contract.assignRequest,
        response: answers,
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const row = await rowOf(database, principal, request.params.id);
      const signal = signalOf(row, ports.now());
      if (signal.kind !== 'postback') throw wrong('id', 'is no postback');
      // What has been applied would count once more: its event may have no transaction id.
      if (!assignable.has(row.outcome))
        throw wrong('id', `is ${row.outcome}: only what waits can be assigned`);
      const dialog = await findDialogHead(database, principal.spaceId, request.body.dialogId);
      if (!dialog) throw wrong('dialogId', 'is no dialog');
      return process(options, reply, principal, { ...signal, dialogId: String(dialog.id) }, dialog.lane);
    },
  );
};

const logged: ReadonlySet<string> = new Set([...requestKinds, ...troubleKinds, 'ai']);

/** Without a kind: HTTP requests alone. */
function kindsOf(kind: z.infer<typeof requestQuery>['kind']): Pick<RequestFilter, 'kinds' | 'troubles'> {
  if (kind === undefined) return { kinds: requestKinds };
  if (kind === 'all') return { kinds: [...requestKinds, 'ai'], troubles: troubleKinds };
  return kind === 'update' || kind === 'channel' ? { kinds: [], troubles: [kind] } : { kinds: [kind] };
}

async function rowOf(database: Connection, principal: Principal, id: string): Promise<JournalRecord> {
  const row = await findJournal(database, principal.spaceId, id);
  if (!row) throw notFound();
  return row;
}

/**
 * The request as a signal again. It is processed by today's rules and at today's time; a webhook's
 * requestId is left behind, since its first answer would be all that comes of it.
 */
function signalOf(row: JournalRecord, at: number): PostbackSignal | WebhookSignal {
  const { request, replay } = row.document;
  const again = { at, replayOf: String(row.id) };
  if (row.kind === 'webhook' && replay?.kind === 'webhook') {
    const { requestId: _, ...rest } = replay;
    return { ...rest, ...again };
  }
  if (row.kind === 'postback' && request && row.source !== null) {
    const { method, url, contentType = '', body = '' } = request;
    return {
      kind: 'postback',
      postbackId: row.source,
      request: { method, url, contentType, body },
      // It stays with whom it was applied to: an operator may have said whose it is.
      ...(row.dialogId === null ? {} : { dialogId: String(row.dialogId) }),
      ...again,
    };
  }
  throw wrong('id', 'is no request that can be processed again');
}

/** Only a hint for a postback: whoever resolves its click sends it on to the right lane. */
async function laneOf(
  database: Connection,
  principal: Principal,
  row: JournalRecord,
  signal: PostbackSignal | WebhookSignal,
): Promise<number> {
  if (signal.kind === 'webhook') return (await findLaneOfBot(database, signal.botId)) ?? 0;
  const dialog =
    row.dialogId === null ? null : await findDialogHead(database, principal.spaceId, String(row.dialogId));
  if (dialog) return dialog.lane;
  const network = networks.get(
    (await findNetworkOfPostback(database, principal.spaceId, signal.postbackId)) ?? '',
  );
  const clickid = network && readPostback(signal.request, network).clickid;
  return clickid ? laneOfClickId(clickid) : 0;
}

async function process(
  { database, ports }: ApiOptions,
  reply: FastifyReply,
  principal: Principal,
  signal: PostbackSignal | WebhookSignal,
  lane: number,
) {
  const signalId = await ports.accept(signal, lane);
  const applied = await ports.waitForTurn(signalId);
  const row = applied && (await findJournal(database, principal.spaceId, signalId));
  if (!applied || !row) {
    reply.status(202);
    return { accepted: true as const, signalId };
  }
  reply.status(200);
  return processedFrom(row, applied);
}
