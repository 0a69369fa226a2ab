/** What the owner drew, with its ids and URLs: campaigns, postbacks and their dry run. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { PostbackShape } from '../campaign/campaign.ts';
import { networks, postbackUrls, registrationLink } from '../network/network.ts';
import type { PostbackSignal } from '../signal/signal.ts';
import { type Configuration, findNetworkOfPostback, loadConfiguration } from '../store/store.ts';
import { notFound, principalOf } from './access.ts';
import * as contract from './contract.ts';
import { lookedUp } from './listing.ts';
import type { ApiOptions } from './ports.ts';

export const drawnRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database, ports, publicUrl }) => {
  // These lists are short (a space's own objects), so they come whole.
  const whole = <Item>(items: Item[]) => ({ items, nextCursor: null });

  app.get(
    '/campaigns',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['campaigns'],
        summary: 'Campaigns and their links',
        response: { 200: contract.pageOf(contract.campaignSummary) },
      },
    },
    async (request) => {
      const drawn = await loadConfiguration(database, principalOf(request).spaceId);
      return whole(showCampaigns(drawn, publicUrl()));
    },
  );

  app.get(
    '/postbacks',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['postbacks'],
        summary: 'Postbacks and the URLs to give to their networks',
        response: { 200: contract.pageOf(contract.postbackSummary) },
      },
    },
    async (request) => {
      const drawn = await loadConfiguration(database, principalOf(request).spaceId);
      return whole(showPostbacks(drawn, publicUrl()));
    },
  );

  app.post(
    '/postbacks/:id/dry-run',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['postbacks'],
        summary: 'What would a call do? Writes nothing',
        params: z.strictObject({ id: lookedUp }),
        body: contract.postbackDryRun,
        response: { 200: contract.processed },
      },
    },
    async (request) => {
      const { id } = request.params;
      const network = await findNetworkOfPostback(database, principalOf(request).spaceId, id);
      if (network === null) throw notFound();
      const { url, query = '' } = request.body;
      const signal: PostbackSignal = {
        kind: 'postback',
        at: ports.now(),
        postbackId: id,
        request: {
          method: 'GET',
          url: `/api/postbacks/${id}/tracker-postback?${queryOf(url ?? `?${query}`)}`,
          contentType: '',
          body: '',
        },
      };
      return ports.dryRun(signal);
    },
  );
};

/** What follows the first `?`, without a fragment; a leading `?` too many does no harm. */
function queryOf(url: string): string {
  const mark = url.indexOf('?');
  if (mark < 0) return '';
  return (url.slice(mark + 1).split('#', 1)[0] ?? '').replace(/^\?/, '');
}

function showCampaigns(drawn: Configuration, publicUrl: string): contract.ApiCampaign[] {
  return drawn.campaigns.map(({ id, key, document }) => {
    const url = `${publicUrl}/c/${key}`;
    const sources = (document.sources ?? []).map((source) => ({
      key: source.key,
      url: `${url}/${source.key}`,
    }));
    return { key, id, name: document.name ?? key, bot: document.bot, url, sources };
  });
}

function showPostbacks(drawn: Configuration, publicUrl: string): contract.ApiPostback[] {
  return drawn.postbacks.map(({ id, key, document }) => ({
    key,
    id,
    name: document.name ?? key,
    network: document.network,
    campaign: document.campaign ?? null,
    urls: urlsOf(document, `${publicUrl}/api/postbacks/${id}/tracker-postback`),
    registrationLink: linkOf(document),
  }));
}

function urlsOf(postback: PostbackShape, url: string): Record<string, string> {
  const network = networks.get(postback.network);
  if (!network) return {};
  const urls = postbackUrls(network, url, postback.registrationLink?.parameter);
  return Object.fromEntries(urls.map((one) => [one.event, one.url]));
}

function linkOf({ network, registrationLink: wanted }: PostbackShape): string | null {
  if (!wanted) return null;
  const parameter = wanted.parameter ?? networks.get(network)?.clickIdParameter ?? 'clickid';
  const link = registrationLink(wanted.baseUrl, parameter);
  return link.ok ? link.value : null;
}
