/** Door of the room: the control API, an edge under /api/v1. */
import type { FastifyPluginAsync } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { guardRoutes } from './access.ts';
import { aiRoutes } from './ai.ts';
import { auditRoutes } from './audit.ts';
import { botRoutes } from './bots.ts';
import { campaignRoutes } from './campaigns.ts';
import { conditionRoutes } from './conditions.ts';
import { contactRoutes } from './contacts.ts';
import { dialogRoutes } from './dialogs.ts';
import { drawnRoutes } from './drawn.ts';
import { fileRoutes } from './files.ts';
import { flowRoutes } from './flows.ts';
import { funnelRoutes } from './funnel.ts';
import { keyRoutes } from './keys.ts';
import { leadRoutes } from './lead.ts';
import { liveRoutes } from './live.ts';
import { meRoutes } from './me.ts';
import { describeApi, serveDocs } from './openApi.ts';
import { operatorRoutes } from './operate.ts';
import { operatorToolRoutes } from './operatorTools.ts';
import { peopleRoutes } from './people.ts';
import type { ApiOptions } from './ports.ts';
import { postbackRoutes } from './postbacks.ts';
import { reportRoutes } from './reports.ts';
import { requestRoutes } from './requests.ts';
import { settingsRoutes } from './settings.ts';
import { spaceRoutes } from './spaces.ts';
import { storyRoutes } from './story.ts';
import { tryRoutes } from './tryIt.ts';
import { webhookChangeRoutes } from './webhookChanges.ts';
import { webhookRoutes } from './webhooks.ts';

export type { ApiProcessed } from './contract.ts';
export type { ApiOptions, ApiPorts, Applied } from './ports.ts';
export { showDialog } from './showDialog.ts';

/** The edge; the account's plugin must have been registered before it. */
export function apiEdge(options: ApiOptions): FastifyPluginAsync {
  return async (app) => {
    app.setValidatorCompiler(validatorCompiler);
    // Shapes are proved by the compiler; checking each answer again would cost more than writing it.
    app.setSerializerCompiler(() => (data) => JSON.stringify(data));
    await describeApi(app);
    await serveDocs(app);
    for (const edge of options.beside ?? []) await app.register(edge);
    await app.register(
      async (routes) => {
        guardRoutes(routes, options.database);
        routes.get('/openapi.json', { config: { scope: 'none' }, schema: { hide: true } }, async () =>
          app.swagger(),
        );
        for (const noun of nouns) await routes.register(noun, options);
      },
      { prefix: '/api/v1' },
    );
  };
}

const nouns = [
  meRoutes,
  peopleRoutes,
  spaceRoutes,
  keyRoutes,
  auditRoutes,
  dialogRoutes,
  operatorRoutes,
  operatorToolRoutes,
  fileRoutes,
  leadRoutes,
  conditionRoutes,
  aiRoutes,
  storyRoutes,
  requestRoutes,
  contactRoutes,
  drawnRoutes,
  campaignRoutes,
  postbackRoutes,
  botRoutes,
  settingsRoutes,
  flowRoutes,
  webhookRoutes,
  webhookChangeRoutes,
  funnelRoutes,
  tryRoutes,
  liveRoutes,
  reportRoutes,
];
