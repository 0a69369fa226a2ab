/** What the *Try it* page needs to play a simulated bot: the demo, or any other of the space. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { mayDo } from '../base/rights.ts';
import type { CampaignShape } from '../campaign/campaign.ts';
import {
  type CampaignRow,
  type Configuration,
  type Demo,
  findClickBot,
  findDemo,
  type LoadedBot,
  loadConfiguration,
} from '../store/store.ts';
import { notFound, principalOf } from './access.ts';
import * as contract from './contract.ts';
import { lookedUp } from './listing.ts';
import type { ApiOptions } from './ports.ts';

const query = z.strictObject({
  bot: lookedUp.optional(),
  /** A click id, as a campaign's link hands it over: the bot is the one that it leads to. */
  start: lookedUp.optional(),
});

/** Copies made to try a draft are played where they were made. */
const copyOfDraft = /\.try$/;

export const tryRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database, publicUrl }) => {
  app.get(
    '/try',
    {
      config: { scope: ['simulate', 'read'] },
      schema: {
        tags: ['demo'],
        summary: 'A simulated bot (by its key, by a click, or the demo) and the links to play it with',
        querystring: query,
        response: { 200: contract.tryIt },
      },
    },
    async (request) => {
      const { spaceId, onlyBotId, scopes } = principalOf(request);
      const drawn = await loadConfiguration(database, spaceId);
      const bots = drawn.bots.filter(
        ({ id, key, document }) =>
          document.channel === 'simulator' && !copyOfDraft.test(key) && (onlyBotId ?? id) === id,
      );
      const demo = await findDemo(database);
      const { bot: key, start } = request.query;
      const clicked = start === undefined ? null : await findClickBot(database, start);
      const bot =
        key === undefined
          ? (bots.find(({ id }) => id === clicked) ?? bots.find(({ id }) => id === demo?.botId) ?? bots[0])
          : bots.find((one) => one.key === key);
      if (!bot) throw notFound();
      const isDemo = demo?.botId === bot.id && isWhole(demo, drawn);
      const links = isDemo ? demoLinks(demo) : withoutSecrets(linksOf(bot, drawn), scopes);
      return { bot: named(bot), bots: bots.map(named), ...atUrl(links, publicUrl()) };
    },
  );
};

const named = ({ key, document }: LoadedBot): { key: string; name: string } => ({
  key,
  name: document.name ?? key,
});

/** Whoever knows a postback's or a webhook's URL may call it; the demo's alone are everybody's. */
const withoutSecrets = (links: Links, scopes: readonly string[]): Links => ({
  ...links,
  postbacks: mayDo(scopes, 'logs') || mayDo(scopes, 'tracker') ? links.postbacks : [],
  updateDialogUrl: mayDo(scopes, 'settings') || mayDo(scopes, 'read') ? links.updateDialogUrl : null,
});

type Links = Omit<contract.ApiTryIt, 'bot' | 'bots'>;

function atUrl({ clickUrl, postbacks, updateDialogUrl, demo }: Links, publicUrl: string): Links {
  const at = (path: string | null): string | null => path && `${publicUrl}${path}`;
  return {
    demo,
    clickUrl: at(clickUrl),
    postbacks: postbacks.map(({ event, url }) => ({ event, url: `${publicUrl}${url}` })),
    updateDialogUrl: at(updateDialogUrl),
  };
}

/** An owner may have removed parts of the demo since. */
const isWhole = (demo: Demo, { campaigns, postbacks, webhooks }: Configuration): boolean =>
  campaigns.some(({ key }) => key === demo.campaignKey) &&
  postbacks.some(({ id }) => id === demo.postbackId) &&
  webhooks.some(({ id }) => id === demo.webhookId);

function demoLinks({ campaignKey, postbackId, webhookId }: Demo): Links {
  const call = (event: string, rest: string): { event: string; url: string } => ({
    event,
    url: `${postbackPath(postbackId)}&tracker.event=${event}${rest}`,
  });
  return {
    demo: true,
    clickUrl: `/c/${campaignKey}/fb?ad_name=test&utm_source=facebook&buyer=sergei`,
    postbacks: [
      call('registration', '&fields.user_id=77'),
      call('sale', `${amount('20', 'demo')}&fields.last_deposit=20&fields.user_id=77`),
      call('resale', `${amount('50', 'demo')}&fields.last_deposit=50&fields.user_id=77`),
      call('withdrawal', amount('-10', 'demo')),
    ],
    updateDialogUrl: `/api/bots/webhooks/${webhookId}/updateDialog?chatId={chatId}&stepId=Welcome/hello&status=auto&fields.userBalance=5000`,
  };
}

const postbackPath = (id: string): string => `/api/postbacks/${id}/tracker-postback?clickid={clickid}`;
const amount = (cost: string, tid: string): string =>
  `&tracker.cost=${cost}&tracker.currency=USD&tracker.tid=${tid}-{clickid}-{n}`;

/** The first of the bot's campaigns, a postback that serves it, its first webhook. */
function linksOf(bot: LoadedBot, { campaigns, postbacks, webhooks }: Configuration): Links {
  const campaign = campaigns.find(
    ({ botId, document }) => botId === bot.id && (document.type ?? 'bot') === 'bot',
  );
  const serving =
    campaign && postbacks.filter(({ campaignId }) => (campaignId ?? campaign.id) === campaign.id);
  // One that is bound to the campaign was made for it.
  const postback = serving?.find(({ campaignId }) => campaignId !== null) ?? serving?.[0];
  const webhook = webhooks.find(({ botId }) => botId === bot.id);
  return {
    demo: false,
    clickUrl: campaign ? clickPath(campaign) : null,
    postbacks: campaign && postback ? callsOf(campaign.document, postback.id) : [],
    updateDialogUrl: webhook
      ? `/api/bots/webhooks/${webhook.id}/updateDialog?chatId={chatId}${moveTo(campaign?.document.start ?? bot.document.start)}&status=auto`
      : null,
  };
}

const moveTo = (step: string | undefined): string => (step === undefined ? '' : `&stepId=${encoded(step)}`);
const encoded = (text: string): string => encodeURIComponent(text).replaceAll('%2F', '/');

function clickPath({ key, document }: CampaignRow): string {
  const source = document.sources?.[0];
  const parameters = (document.parameters ?? [])
    .slice(0, 5)
    .map((one) => `${encodeURIComponent(one.key)}=test`);
  const path = `/c/${key}${source ? `/${source.key}` : ''}`;
  return parameters.length > 0 ? `${path}?${parameters.join('&')}` : path;
}

/** In the order in which a lead comes by them; any other event behind. */
const usual = ['registration', 'sale', 'resale', 'withdrawal'];
const costs: ReadonlyMap<string, string> = new Map([
  ['sale', '20'],
  ['resale', '50'],
  ['withdrawal', '-10'],
]);

/** What its rules wait for, at least the three events that every network knows. */
function callsOf({ autoActions = [] }: CampaignShape, postbackId: string): Links['postbacks'] {
  const awaited = autoActions.map(({ on }) => on.replace(/#\d+$/, ''));
  const known = usual.filter((event, n) => n < 3 || awaited.includes(event));
  const events = [...known, ...new Set(awaited.filter((event) => !usual.includes(event)))];
  return events.map((event) => {
    const cost = costs.get(event);
    const paid = cost === undefined ? '' : amount(cost, 'try');
    // Without a number of its own an event of another name counts each time anyway.
    return { event, url: `${postbackPath(postbackId)}&tracker.event=${encodeURIComponent(event)}${paid}` };
  });
}
