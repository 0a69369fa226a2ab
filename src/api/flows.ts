/** Flows: drafts, publishing, versions, and what the constructor shows beside them. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { formatInstant } from '../base/instant.ts';
import { principalOf } from './access.ts';
import { type ConfigurationPort, editorOf } from './configurationPort.ts';
import * as contract from './contractConfiguration.ts';
import { lookedUp } from './listing.ts';
import type { ApiOptions } from './ports.ts';

const tags = ['flows'];
const inBot = z.strictObject({ bot: lookedUp });
const params = inBot.extend({ flow: lookedUp });
const versionParams = params.extend({ n: z.string().regex(/^\d{1,6}$/, 'expected the number of a version') });
/** A flow of 2,000 long steps is about 2 MB. */
const bodyLimit = 6 * 1024 * 1024;
const config = { scope: 'settings' } as const;

const partOf = ({ bot, flow }: z.infer<typeof params>) => ({ of: 'flow' as const, bot, flow });

export const flowRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { ports: { configuration } }) => {
  app.get(
    '/bots/:bot/flows',
    {
      config,
      schema: { tags, summary: 'Flows of a bot', params: inBot, response: { 200: contract.flowList } },
    },
    async (request) => {
      const { spaceId } = principalOf(request);
      return { items: await configuration.flows(spaceId, request.params.bot) };
    },
  );

  app.post(
    '/bots/:bot/flows',
    {
      ...{ config, bodyLimit },
      schema: {
        tags,
        summary: 'A new flow, as a draft',
        params: inBot,
        body: contract.newFlow,
        response: { 200: contract.flowDetail },
      },
    },
    async (request) => {
      const { key, name, steps = [] } = request.body;
      const part = partOf({ bot: request.params.bot, flow: key });
      const flow = { key, ...(name === undefined ? {} : { name }), steps };
      await configuration.addFlow(editorOf(request), part, flow);
      return showFlow(await configuration.flow(principalOf(request).spaceId, part));
    },
  );

  app.get(
    '/bots/:bot/flows/:flow',
    {
      config,
      schema: { tags, summary: 'A flow and its draft', params, response: { 200: contract.flowDetail } },
    },
    async (request) =>
      showFlow(await configuration.flow(principalOf(request).spaceId, partOf(request.params))),
  );

  app.delete(
    '/bots/:bot/flows/:flow',
    {
      config,
      schema: {
        tags,
        summary: 'Removes a flow; dialogs in it go where `relocate` says',
        params,
        body: contract.flowRemoval,
        response: { 200: contract.removed },
      },
    },
    async (request) => {
      await configuration.removeFlow(editorOf(request), partOf(request.params), request.body);
      return { ok: true as const };
    },
  );

  app.post(
    '/bots/:bot/flows/:flow/check',
    {
      ...{ config, bodyLimit },
      schema: {
        tags,
        summary: 'What the checks say of a flow that is not saved',
        params,
        body: contract.flowCheck,
        response: { 200: contract.flowChecked },
      },
    },
    async (request) => {
      const { spaceId } = principalOf(request);
      const part = partOf(request.params);
      return { findings: await configuration.checkFlow(spaceId, part, request.body.flow) };
    },
  );

  app.put(
    '/bots/:bot/flows/:flow/draft',
    {
      ...{ config, bodyLimit },
      schema: {
        tags,
        summary: 'Saves the draft, complete or not, unless somebody else was faster',
        params,
        body: contract.draftChange,
        response: { 200: contract.draftSaved },
      },
    },
    async (request) => configuration.saveDraft(editorOf(request), partOf(request.params), request.body),
  );

  app.delete(
    '/bots/:bot/flows/:flow/draft',
    {
      config,
      schema: {
        tags,
        summary: 'Forgets the draft',
        params,
        querystring: contract.draftDiscard,
        response: { 200: contract.discarded },
      },
    },
    async (request) => {
      const { draftRevision } = request.query;
      await configuration.discardDraft(editorOf(request), partOf(request.params), draftRevision);
      return { ok: true as const };
    },
  );

  app.post(
    '/bots/:bot/flows/:flow/publish',
    {
      config,
      schema: {
        tags,
        summary: 'Makes the draft the flow',
        params,
        body: contract.publishRequest,
        response: { 200: contract.published },
      },
    },
    async (request) => configuration.publish(editorOf(request), partOf(request.params), request.body),
  );

  app.post(
    '/bots/:bot/flows/:flow/try',
    {
      config,
      schema: {
        tags,
        summary: 'A simulated copy of the bot, with the draft in it',
        params,
        body: contract.tryRequest.nullish(),
        response: { 200: contract.tryDraft },
      },
    },
    async (request) => configuration.tryDraft(editorOf(request), partOf(request.params), request.body?.start),
  );

  app.get(
    '/bots/:bot/flows/:flow/versions',
    {
      config,
      schema: {
        tags,
        summary: 'What was published, newest first',
        params,
        response: { 200: contract.flowVersionList },
      },
    },
    async (request) => {
      const versions = await configuration.versions(editorOf(request), partOf(request.params));
      return { items: versions.map(showVersion) };
    },
  );

  app.get(
    '/bots/:bot/flows/:flow/versions/:n',
    {
      config,
      schema: {
        tags,
        summary: 'A version, and what it changed',
        params: versionParams,
        response: { 200: contract.flowVersion },
      },
    },
    async (request) => {
      const { n, ...flow } = request.params;
      const version = await configuration.version(editorOf(request), partOf(flow), Number(n));
      const { changes, since } = version;
      return { ...showVersion(version), flow: version.flow, changes, since };
    },
  );

  app.post(
    '/bots/:bot/flows/:flow/versions/:n/restore',
    {
      config,
      schema: {
        tags,
        summary: 'Puts a version into the draft',
        params: versionParams,
        body: contract.restoreRequest,
        response: { 200: contract.draftSaved },
      },
    },
    async (request) => {
      const { n, ...flow } = request.params;
      const { draftRevision } = request.body;
      return configuration.restore(editorOf(request), partOf(flow), { n: Number(n), draftRevision });
    },
  );
};

type Loaded = Awaited<ReturnType<ConfigurationPort['flow']>>;

function showFlow({ record, leads, ...flow }: Loaded): contract.ApiFlowDetail {
  return {
    ...flow,
    draftRevision: record?.revision ?? '',
    draftBase: record?.base ?? '',
    draftBy: record?.author ?? null,
    draftAt: record ? formatInstant(record.at) : null,
    leads: Object.fromEntries(Object.entries(leads).map(([step, list]) => [step, list.map(showLead)])),
  };
}

const showLead = (lead: Loaded['leads'][string][number]): contract.ApiStepLead =>
  lead.by === 'webhook' ? { ...lead, lastAt: formatInstant(lead.lastAt) } : lead;

type Version = Awaited<ReturnType<ConfigurationPort['versions']>>[number];

const showVersion = ({ n, at, author, steps, revision }: Version): contract.ApiFlowVersionSummary => ({
  ...{ n, at: formatInstant(at), by: author, steps, revision },
});
