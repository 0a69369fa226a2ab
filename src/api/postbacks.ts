/** Postbacks: URLs to give to networks, registration links, health, test calls. */
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import { laneOfClickId, postbackShape } from '../campaign/campaign.ts';
import { networks, postbackUrls, registrationLink } from '../network/network.ts';
import type { PostbackSignal } from '../signal/signal.ts';
import {
  type Configuration,
  countParked,
  findDialog,
  findJournal,
  listPostbackCalls,
  loadConfiguration,
  type PostbackRow,
  type Principal,
  type Scope,
} from '../store/store.ts';
import { notFound, principalOf, wrong } from './access.ts';
import { keyOf } from './campaigns.ts';
import { editorOf, type Part } from './configurationPort.ts';
import { accepted } from './contract.ts';
import * as contract from './contractConfiguration.ts';
import { lookedUp } from './listing.ts';
import type { ApiOptions } from './ports.ts';
import { postbackHealth } from './postbackHealth.ts';
import { processedFrom } from './processed.ts';
import { showSaved } from './settings.ts';
import { testCall } from './testCall.ts';

const tags = ['postbacks'];
const params = z.strictObject({ key: lookedUp });
/** Whoever knows a postback's URL may call it: not for those who only look at campaigns. */
const reads: { scope: readonly Scope[] } = { scope: ['logs', 'tracker'] };
const writes = { scope: 'tracker' } as const;
/** Requests that a postback's health is told from: some 10 ms each postback. */
const looksAt = 500;
/** Of a list of postbacks each is told from fewer. */
const looksAtInList = 100;

export const postbackRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, options) => {
  const { database, ports, publicUrl } = options;
  const { configuration } = ports;
  const drawnOf = (principal: Principal) => loadConfiguration(database, principal.spaceId);
  const rowOf = ({ postbacks }: Configuration, key: string): PostbackRow => {
    const row = postbacks.find((one) => one.key === key);
    if (!row) throw notFound();
    return row;
  };
  const show = async (principal: Principal, key: string): Promise<contract.ApiPostbackDetail> => {
    const { spaceId } = principal;
    const { value, revision, findings } = await configuration.read(spaceId, { of: 'postback', key });
    const row = rowOf(await drawnOf(principal), key);
    return { ...list(row, publicUrl()), revision, postback: postbackShape.parse(value), findings };
  };
  const healthOf = async (spaceId: string, row: PostbackRow, latest: number, parked: number) => {
    const calls = await listPostbackCalls(database, spaceId, row.id, latest);
    return postbackHealth(calls, networks.get(row.document.network), ports.now(), parked);
  };

  app.get(
    '/networks',
    {
      config: reads,
      schema: { tags, summary: 'Affiliate networks that are known', response: { 200: contract.networkList } },
    },
    async () => ({ items: [...networks.values()].map(showNetwork) }),
  );

  app.get(
    '/postbacks',
    {
      config: reads,
      schema: {
        tags,
        summary: 'Postbacks and the URLs to give to their networks',
        response: { 200: contract.postbackList },
      },
    },
    async (request) => {
      const { postbacks } = await drawnOf(principalOf(request));
      return { items: postbacks.map((row) => list(row, publicUrl())), nextCursor: null };
    },
  );

  app.get(
    '/postbacks/health',
    {
      config: reads,
      schema: { tags, summary: 'How postbacks do', response: { 200: contract.healthByPostback } },
    },
    async (request) => {
      const { spaceId } = principalOf(request);
      const { postbacks } = await drawnOf(principalOf(request));
      const parked = await countParked(
        database,
        postbacks.map(({ id }) => id),
      );
      const items: Record<string, contract.ApiPostbackHealth> = {};
      for (const row of postbacks) {
        items[row.key] = await healthOf(spaceId, row, looksAtInList, parked.get(row.id) ?? 0);
      }
      return { items };
    },
  );

  app.post(
    '/postbacks',
    {
      config: writes,
      schema: {
        tags,
        summary: 'A new postback; a registration link is saved as the variable that it names',
        body: contract.newPostback,
        response: { 200: contract.postbackDetail },
      },
    },
    async (request) => {
      const { postback } = request.body;
      const part: Part = { of: 'postback', key: keyOf(postback) };
      await configuration.add(editorOf(request), part, postback);
      return show(principalOf(request), part.key);
    },
  );

  app.post(
    '/postbacks/registration-link',
    {
      config: reads,
      schema: {
        tags,
        summary: 'The link that hands our click id to a partner',
        body: contract.linkRequest,
        response: { 200: contract.builtLink },
      },
    },
    async (request) => {
      const { network, baseUrl, parameter } = request.body;
      const known = networks.get(network);
      if (!known) throw wrong('network', `expected one of ${[...networks.keys()].join(', ')}`);
      const link = registrationLink(baseUrl, parameter ?? known.clickIdParameter);
      if (!link.ok) throw wrong(link.reason.startsWith('a parameter') ? 'parameter' : 'baseUrl', link.reason);
      return { link: link.value };
    },
  );

  app.get(
    '/postbacks/:key',
    {
      config: reads,
      schema: { tags, summary: 'A postback', params, response: { 200: contract.postbackDetail } },
    },
    async (request) => show(principalOf(request), request.params.key),
  );

  app.get(
    '/postbacks/:key/health',
    {
      config: reads,
      schema: { tags, summary: 'How a postback does', params, response: { 200: contract.postbackHealth } },
    },
    async (request) => {
      const row = rowOf(await drawnOf(principalOf(request)), request.params.key);
      const parked = await countParked(database, [row.id]);
      return healthOf(principalOf(request).spaceId, row, looksAt, parked.get(row.id) ?? 0);
    },
  );

  app.put(
    '/postbacks/:key',
    {
      config: writes,
      schema: {
        tags,
        summary: 'Saves a postback whole, unless somebody else was faster',
        params,
        body: contract.postbackChange,
        response: { 200: contract.partSaved },
      },
    },
    async (request) => {
      const { revision, postback } = request.body;
      const part: Part = { of: 'postback', key: request.params.key };
      return showSaved(await configuration.save(editorOf(request), part, { revision, value: postback }));
    },
  );

  app.delete(
    '/postbacks/:key',
    {
      config: writes,
      schema: {
        tags,
        summary: 'Removes a postback: its network is answered 404 then',
        params,
        body: contract.removal,
        response: { 200: contract.removed },
      },
    },
    async (request) => {
      const { key } = request.params;
      await configuration.remove(editorOf(request), { of: 'postback', key }, request.body.revision);
      return { ok: true as const };
    },
  );

  app.post(
    '/postbacks/:key/test',
    {
      config: writes,
      schema: {
        tags,
        summary: 'A call as the network would make it; a dry run unless `send`',
        params,
        body: contract.postbackTest,
        response: { 200: contract.postbackTested, 202: accepted },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const row = rowOf(await drawnOf(principal), request.params.key);
      const { event, cost = '10', currency = 'USD', tid, send = false } = request.body;
      const clickid = await clickOf(options, principal, request.body);
      const values = { clickid, cost: String(cost), currency, tid: tid ?? `test-${ports.now()}` };
      const { network, registrationLink: link } = row.document;
      const url = testCall(network, row.id, event, link?.parameter, values);
      if (url === null) throw wrong('event', 'the network of this postback is not known');
      const signal: PostbackSignal = {
        ...{ kind: 'postback', at: ports.now(), postbackId: row.id },
        request: { method: 'GET', url, contentType: '', body: '' },
      };
      const called = `${publicUrl()}${url}`;
      if (!send) return { ...(await ports.dryRun(signal)), url: called, sent: false };
      return process(options, reply, principal, { signal, clickid, called });
    },
  );
};

type Test = { signal: PostbackSignal; clickid: string; called: string };

async function process(
  { database, ports }: ApiOptions,
  reply: FastifyReply,
  principal: Principal,
  { signal, clickid, called }: Test,
) {
  const signalId = await ports.accept(signal, laneOfClickId(clickid));
  const applied = await ports.waitForTurn(signalId);
  const row = applied && (await findJournal(database, principal.spaceId, signalId));
  if (!applied || !row) {
    reply.status(202);
    return { accepted: true as const, signalId };
  }
  reply.status(200);
  return { ...processedFrom(row, applied), url: called, sent: true };
}

/** An unknown click for a test that names nobody: it shows that the call arrives, and touches no lead. */
async function clickOf(
  { database }: ApiOptions,
  principal: Principal,
  { clickid, dialogId }: z.infer<typeof contract.postbackTest>,
): Promise<string> {
  if (clickid !== undefined && clickid !== '') return clickid;
  if (dialogId === undefined) return 'test-click';
  const dialog = await findDialog(database, principal.spaceId, dialogId);
  if (!dialog) throw wrong('dialogId', 'is no dialog');
  if (dialog.clickid !== null) return dialog.clickid;
  const reason = 'this lead came without a campaign link: no network can speak of it';
  throw new RefusalError(refuse('invalid_parameter', { parameters: [{ name: 'dialogId', reason }] }));
}

const showNetwork = ({ key, name, clickIds, events }: ReturnType<typeof listNetworks>[number]) => ({
  ...{ key, name, clickIdParameters: [...clickIds.keys()] },
  events: events.map(({ event, title }) => ({ event, label: title })),
});

const listNetworks = () => [...networks.values()];

function list(
  { id, key, document }: PostbackRow,
  publicUrl: string,
): z.infer<typeof contract.postbackListed> {
  const network = networks.get(document.network);
  const url = `${publicUrl}/api/postbacks/${id}/tracker-postback`;
  const { registrationLink: wanted } = document;
  const ready = network ? postbackUrls(network, url, wanted?.parameter) : [];
  const link =
    wanted && registrationLink(wanted.baseUrl, wanted.parameter ?? network?.clickIdParameter ?? 'clickid');
  return {
    ...{ key, id, name: document.name ?? key, network: document.network },
    networkName: network?.name ?? document.network,
    campaign: document.campaign ?? null,
    urls: Object.fromEntries(ready.map((one) => [one.event, one.url])),
    ready: ready.map((one) => ({ event: one.event, label: one.title, url: one.url })),
    registrationLink: link?.ok ? link.value : null,
  };
}
