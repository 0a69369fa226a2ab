/** Bots as their settings: making one, and everything of it but its flows. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { principalOf } from './access.ts';
import { editorOf, type Part } from './configurationPort.ts';
import * as contract from './contractConfiguration.ts';
import { lookedUp } from './listing.ts';
import type { ApiOptions } from './ports.ts';

const tags = ['bots'];
const params = z.strictObject({ bot: lookedUp });

/** A bot with thousands of pushes and variables stays below. */
const largestBody = 4 * 1024 * 1024;

export const settingsRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { ports }) => {
  const { configuration } = ports;
  const show = async (spaceId: string, bot: string): Promise<contract.ApiBotSettings> => {
    const { value, revision, findings } = await configuration.read(spaceId, { of: 'settings', bot });
    return { revision, settings: contract.settingsShape.parse(value), findings };
  };

  app.post(
    '/bots',
    {
      config: { scope: 'settings' },
      schema: {
        tags,
        summary: 'A new bot, without flows yet',
        body: contract.newBot,
        response: { 200: contract.botSettings },
      },
    },
    async (request) => {
      const part: Part = { of: 'settings', bot: request.body.key };
      await configuration.add(editorOf(request), part, request.body);
      return show(principalOf(request).spaceId, request.body.key);
    },
  );

  app.get(
    '/bots/:bot/settings',
    {
      config: { scope: 'settings' },
      schema: { tags, summary: "A bot's settings", params, response: { 200: contract.botSettings } },
    },
    async (request) => show(principalOf(request).spaceId, request.params.bot),
  );

  app.put(
    '/bots/:bot/settings',
    {
      config: { scope: 'settings' },
      bodyLimit: largestBody,
      schema: {
        tags,
        summary: "Saves a bot's settings whole, unless somebody else was faster",
        params,
        body: contract.settingsChange,
        response: { 200: contract.partSaved },
      },
    },
    async (request) => {
      const { revision, settings } = request.body;
      const part: Part = { of: 'settings', bot: request.params.bot };
      return showSaved(await configuration.save(editorOf(request), part, { revision, value: settings }));
    },
  );
};

/** A save knows more than its caller needs. */
export const showSaved = ({ revision, findings }: contract.ApiSaved): contract.ApiSaved => ({
  revision,
  findings,
});
