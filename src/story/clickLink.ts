import { isClickId, makeClickId } from '../campaign/campaign.ts';
import { readParameters } from '../network/network.ts';
import { CannotGoOn } from './cannotGoOn.ts';
import { type Lead, type Playing, say } from './playing.ts';
import type { Act } from './storyShape.ts';

/** A visit of a campaign link: the next `start` of this lead comes with its click id. */
export function clickLink(playing: Playing, lead: Lead, click: NonNullable<Act['click']>): void {
  const { world } = playing;
  const { link, with: given = {} } = typeof click === 'string' ? { link: click } : click;
  const [key = '', source] = link.split('/');
  const campaign = world.directory.campaigns.get(key);
  if (!campaign) throw new CannotGoOn(`the funnel has no campaign ${key}`, ['click']);
  if (source !== undefined && !campaign.sources.has(source)) {
    throw new CannotGoOn(`the campaign ${key} has no source ${source}`, ['click']);
  }
  const query = new URLSearchParams(
    Object.entries(given).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const { parameters } = readParameters({ method: 'GET', url: `?${query}`, contentType: '', body: '' });
  const own = parameters.get('clickid');
  const clickid = own && isClickId(own) ? own : makeClickId(0, world.now, world.batch.random(6));
  if (!world.batch.clicks.has(clickid)) {
    world.batch.clicks.set(clickid, {
      clickid,
      campaignId: campaign.id,
      source: source ?? null,
      parameters: Object.fromEntries(parameters),
      dialogId: null,
    });
  }
  lead.clickid = clickid;
  lead.pending = clickid;
  say(playing, 'act', `click on ${link}${query.size > 0 ? ` (${query})` : ''}`);
}
