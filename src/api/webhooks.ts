/** Webhooks of the space's bots: their URLs, their last call, a new id. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { formatInstant, parseDuration } from '../base/instant.ts';
import {
  type Configuration,
  findLastCalls,
  loadConfiguration,
  recordAudit,
  rotateWebhook,
} from '../store/store.ts';
import { authorOf, notFound, principalOf, wrong } from './access.ts';
import * as contract from './contract.ts';
import { lookedUp } from './listing.ts';
import type { ApiOptions } from './ports.ts';

const keepOldFor = '24h';

export const webhookRoutes: FastifyPluginAsyncZod<ApiOptions> = async (
  app,
  { database, ports, publicUrl },
) => {
  const show = async (spaceId: string): Promise<contract.ApiWebhook[]> => {
    const drawn = await loadConfiguration(database, spaceId);
    const ids = drawn.webhooks.map((webhook) => webhook.id);
    const calls = new Map((await findLastCalls(database, ids)).map((call) => [call.webhookId, call]));
    const bots = new Map(drawn.bots.map((bot) => [bot.id, bot.key]));
    return drawn.webhooks.map((webhook) => {
      const call = calls.get(webhook.id);
      return {
        ...describeWebhook(webhook, bots.get(webhook.botId) ?? '', publicUrl()),
        lastCall: call ? { at: formatInstant(call.at), outcome: call.outcome, reason: call.reason } : null,
      };
    });
  };

  app.get(
    '/webhooks',
    {
      config: { scope: ['read', 'settings'] },
      schema: {
        tags: ['webhooks'],
        summary: 'Webhooks, their URLs and last calls',
        response: { 200: contract.pageOf(contract.webhookSummary) },
      },
    },
    async (request) => ({ items: await show(principalOf(request).spaceId), nextCursor: null }),
  );

  app.post(
    '/webhooks/:id/rotate',
    {
      config: { scope: 'settings' },
      schema: {
        tags: ['webhooks'],
        summary: 'A new id; the old one stays valid for a while',
        params: z.strictObject({ id: lookedUp }),
        body: contract.webhookRotation,
        response: { 200: contract.webhookSummary },
      },
    },
    async (request) => {
      const kept = parseDuration(request.body.keepOldFor ?? keepOldFor);
      if (!kept.ok) throw wrong('keepOldFor', kept.reason);
      const { spaceId } = principalOf(request);
      const newId = ports.newId();
      const oldValidUntil = ports.now() + kept.value;
      const by = authorOf(principalOf(request));
      const rotated = await database.transaction(async (connection) => {
        const drawn = await loadConfiguration(connection, spaceId);
        const key = nameOf(drawn, request.params.id);
        if (!(await rotateWebhook(connection, { spaceId, id: request.params.id, newId, oldValidUntil })))
          return false;
        const after = { rotated: true, oldValidUntil: formatInstant(oldValidUntil) };
        await recordAudit(connection, spaceId, by, [
          { action: 'update', object: 'webhook', key, before: null, after },
        ]);
        return true;
      });
      const webhook = rotated ? (await show(spaceId)).find((one) => one.id === newId) : undefined;
      if (!webhook) throw notFound();
      return webhook;
    },
  );
};

/** `leo/crm`; the id is what its caller has to know and stands in no log. */
function nameOf({ bots, webhooks }: Configuration, id: string): string {
  const found = webhooks.find((one) => one.id === id);
  const bot = bots.find((one) => one.id === found?.botId);
  return `${bot?.key ?? ''}/${found?.key ?? ''}`;
}

/** Without its last call. */
export function describeWebhook(
  { id, key, document, previousUntil }: Configuration['webhooks'][number],
  bot: string,
  publicUrl: string,
): Omit<contract.ApiWebhook, 'lastCall'> {
  return {
    key,
    id,
    name: document.name ?? key,
    bot,
    url: `${publicUrl}/api/bots/webhooks/${id}/updateDialog`,
    enabled: document.enabled !== false,
    operations: document.operations ?? null,
    previousIdValidUntil: previousUntil === null ? null : formatInstant(previousUntil),
  };
}
