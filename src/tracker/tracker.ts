/**
 * A click on a campaign link: stored durably, then the visitor is sent to the bot with the click's id.
 * Robots that only look at the link get the same redirect and are not counted as clicks.
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { RefusalError, refuse } from '../base/refusal.ts';
import { isClickId, makeClickId } from '../campaign/campaign.ts';
import { microBatch } from '../inbox/inbox.ts';
import { isLinkPreview, readParameters } from '../network/network.ts';
import {
  type Connection,
  type DirectoryKeeper,
  insertNewClicks,
  type KnownCampaign,
  type NewClick,
} from '../store/store.ts';

export type TrackerOptions = {
  connection: Connection;
  directory: DirectoryKeeper;
  now: () => number;
  random: (length: number) => Uint8Array;
  /** Where a bot is reached, with this start payload ('' for none); null while its name is not known. */
  linkTo(campaign: KnownCampaign, payload: string): string | null;
  /** Of a campaign of type `channel`: an invite link that attributes this click; null when none can be had. */
  createInvite(campaign: KnownCampaign, clickid: string): Promise<string | null>;
  /** The campaign's one invite link that attributes nobody. */
  sharedInvite(campaign: KnownCampaign): Promise<string | null>;
};

const retryAfterSeconds = 5;
const longestUrl = 16_384;

export const trackerEdge: FastifyPluginAsync<TrackerOptions> = async (app, options) => {
  const clicks = microBatch(async (batch: NewClick[]) => {
    await insertNewClicks(options.connection, batch);
    return batch.map(() => true);
  });
  app.addHook('onClose', () => clicks.settled());

  const handle = async (
    request: FastifyRequest<{ Params: { campaign: string; source?: string } }>,
    reply: FastifyReply,
  ): Promise<unknown> => {
    const { campaign, source } = await find(options, request.params);
    const url = request.raw.url ?? '';
    if (url.length > longestUrl) throw new RefusalError(refuse('too_large'));
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
    if (isRobot(request)) return reply.redirect(await placeFor(options, campaign, null), 302);
    const click = makeClick(options, campaign, source, url);
    await clicks.add(click).catch(() => {
      throw new RefusalError(refuse('unavailable', { retryAfterSeconds }));
    });
    const location = await placeFor(options, campaign, click.clickid);
    if (request.headers.accept?.startsWith('application/json')) return { clickid: click.clickid, location };
    return reply.redirect(location, 302);
  };
  app.get('/c/:campaign', { exposeHeadRoute: true }, handle);
  app.get('/c/:campaign/:source', { exposeHeadRoute: true }, handle);
};

async function find(
  options: TrackerOptions,
  params: { campaign: string; source?: string },
): Promise<{ campaign: KnownCampaign; source: string | null }> {
  const { directory, linkTo } = options;
  const known = directory.current().campaigns.get(params.campaign);
  // A bot that was just connected has its name in the database before it has it here.
  const ready = known && (known.channel || linkTo(known, '') !== null) ? known : null;
  const campaign = ready ?? (await directory.refresh()).campaigns.get(params.campaign);
  if (!campaign) throw new RefusalError(refuse('unknown_campaign'));
  // Before the click is stored: who comes again when the bot has its name counts once.
  if (!campaign.channel && linkTo(campaign, '') === null) throw notReady();
  // A source that has been removed, or a misspelt one, must not cost the click.
  return { campaign, source: params.source && campaign.sources.has(params.source) ? params.source : null };
}

const notReady = (): RefusalError => new RefusalError(refuse('bot_not_ready', { retryAfterSeconds }));

/**
 * Where a visitor is sent; `clickid` is null for a robot. Into a channel: by a link of the click's own, else
 * by the one for all, and when Telegram makes no links at all to the bot that talks, which attributes as well.
 */
async function placeFor(
  options: TrackerOptions,
  campaign: KnownCampaign,
  clickid: string | null,
): Promise<string> {
  const invite =
    campaign.channel && clickid !== null
      ? ((await options.createInvite(campaign, clickid)) ?? (await options.sharedInvite(campaign)))
      : null;
  const place = invite ?? options.linkTo(campaign, clickid ?? '');
  if (place === null) throw notReady();
  return place;
}

/** Its own id, or that of an outside tracker that sent the visitor with `clickid=`. */
function makeClick(
  options: TrackerOptions,
  campaign: KnownCampaign,
  source: string | null,
  url: string,
): NewClick {
  const at = url.indexOf('?');
  const { parameters } = readParameters({
    method: 'GET',
    url: at < 0 ? '' : url.slice(at),
    contentType: '',
    body: '',
  });
  const given = parameters.get('clickid');
  const clickid =
    given && isClickId(given) ? given : makeClickId(campaign.bot.lane, options.now(), options.random(6));
  return {
    clickid,
    campaignId: campaign.id,
    source,
    parameters: JSON.stringify(Object.fromEntries(parameters)),
  };
}

function isRobot(request: FastifyRequest): boolean {
  const userAgent = request.headers['user-agent'];
  return request.method === 'HEAD' || isLinkPreview(userAgent ? { userAgent } : {});
}
