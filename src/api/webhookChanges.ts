/** Making and changing webhooks, and listening for the next call of one. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import { readParameters } from '../network/network.ts';
import {
  type Configuration,
  findCallAfter,
  findLastCallId,
  type JournalRecord,
  loadConfiguration,
} from '../store/store.ts';
import { notFound, principalOf, wrong } from './access.ts';
import { editorOf, type Part } from './configurationPort.ts';
import * as shapes from './contract.ts';
import * as contract from './contractConfiguration.ts';
import { freeKey } from './freeKey.ts';
import { lookedUp } from './listing.ts';
import { showRequest } from './loggedRequest.ts';
import type { ApiOptions } from './ports.ts';
import { describeWebhook } from './webhooks.ts';

const tags = ['webhooks'];
const params = z.strictObject({ id: lookedUp });
const config = { scope: 'settings' } as const;
const webhookList = z.looseObject({ webhooks: z.array(z.looseObject({ key: z.string() })).optional() });

/** Each listener asks the database four times a second. */
const lookEveryMs = 250;
const mostListeners = 100;
const longestSeconds = 60;

export const webhookChangeRoutes: FastifyPluginAsyncZod<ApiOptions> = async (
  app,
  { database, ports, publicUrl },
) => {
  const { configuration } = ports;
  const find = async (spaceId: string, is: (row: Configuration['webhooks'][number]) => boolean) => {
    const drawn = await loadConfiguration(database, spaceId);
    const row = drawn.webhooks.find(is);
    const bot = drawn.bots.find(({ id }) => id === row?.botId);
    if (!row || !bot) throw notFound();
    return { row, bot: bot.key };
  };
  const show = async (spaceId: string, botKey: string, key: string): Promise<shapes.ApiWebhook> => {
    const drawn = await loadConfiguration(database, spaceId);
    const bot = drawn.bots.find((one) => one.key === botKey);
    const row = drawn.webhooks.find((one) => one.botId === bot?.id && one.key === key);
    if (!row) throw notFound();
    return { ...describeWebhook(row, botKey, publicUrl()), lastCall: null };
  };

  app.post(
    '/bots/:bot/webhooks',
    {
      config,
      schema: {
        tags,
        summary: 'A new webhook of a bot',
        params: z.strictObject({ bot: lookedUp }),
        body: contract.newWebhook,
        response: { 200: shapes.webhookSummary },
      },
    },
    async (request) => {
      const { bot } = request.params;
      const { key: wanted, name, operations } = request.body;
      const part: Part = { of: 'settings', bot };
      const { answer: key } = await configuration.edit(editorOf(request), part, (value) => {
        const { webhooks = [], ...rest } = webhookList.parse(value);
        const taken = new Set(webhooks.map((one) => one.key));
        if (wanted !== undefined && taken.has(wanted)) throw wrong('key', 'is taken');
        const made = wanted ?? freeKey(name, taken);
        const added = { key: made, name, ...(operations ? { operations } : {}) };
        return { value: { ...rest, webhooks: [...webhooks, added] }, answer: made };
      });
      return show(principalOf(request).spaceId, bot, key);
    },
  );

  app.patch(
    '/webhooks/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Name, on or off, what it may change',
        params,
        body: contract.webhookPatch,
        response: { 200: shapes.webhookSummary },
      },
    },
    async (request) => {
      const { spaceId } = principalOf(request);
      const { row, bot } = await find(spaceId, ({ id }) => id === request.params.id);
      const { name, enabled, operations } = request.body;
      await configuration.edit(editorOf(request), { of: 'settings', bot }, (value) => {
        const { webhooks = [], ...rest } = webhookList.parse(value);
        const changed = webhooks.map((one) => {
          if (one.key !== row.key) return one;
          const { operations: before, ...kept } = one;
          const may = operations === undefined ? before : operations;
          return {
            ...kept,
            ...(name === undefined ? {} : { name }),
            ...(enabled === undefined ? {} : { enabled }),
            ...(may === undefined || may === null ? {} : { operations: may }),
          };
        });
        return { value: { ...rest, webhooks: changed }, answer: null };
      });
      return show(spaceId, bot, row.key);
    },
  );

  app.delete(
    '/webhooks/:id',
    { config, schema: { tags, summary: 'Removes a webhook', params, response: { 200: contract.removed } } },
    async (request) => {
      const { row, bot } = await find(principalOf(request).spaceId, ({ id }) => id === request.params.id);
      await configuration.edit(editorOf(request), { of: 'settings', bot }, (value) => {
        const { webhooks = [], ...rest } = webhookList.parse(value);
        return { value: { ...rest, webhooks: webhooks.filter(({ key }) => key !== row.key) }, answer: null };
      });
      return { ok: true as const };
    },
  );

  let listeners = 0;
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });

  app.post(
    '/webhooks/:id/listen',
    {
      config,
      schema: {
        tags,
        summary: 'Waits for the next call and shows it; up to a minute',
        params,
        body: contract.listenRequest.nullish(),
        response: { 200: contract.heard },
      },
    },
    async (request) => {
      const { spaceId } = principalOf(request);
      const { row } = await find(spaceId, ({ id }) => id === request.params.id);
      if (listeners >= mostListeners) {
        throw new RefusalError(refuse('too_many_requests', { retryAfterSeconds: 10 }));
      }
      listeners += 1;
      try {
        const until = Date.now() + (request.body?.timeoutSeconds ?? longestSeconds) * 1000;
        const after = await findLastCallId(database, row.id);
        while (Date.now() < until && !closing && !request.socket.destroyed) {
          const call = await findCallAfter(database, spaceId, row.id, after);
          if (call) return { call: showCall(call) };
          await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
        }
        return { call: null };
      } finally {
        listeners -= 1;
      }
    },
  );
};

function showCall(record: JournalRecord): NonNullable<contract.ApiHeard['call']> {
  const { contentType = '', body = '', method = '', url = '' } = record.document.request ?? {};
  const { parameters } = readParameters({ method, url, contentType, body });
  return { ...showRequest(record), contentType, body, parameters: Object.fromEntries(parameters) };
}
