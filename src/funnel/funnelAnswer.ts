/** What an apply answers: the ids and URLs of everything that the file named. */
import type { ParameterError } from '../base/refusal.ts';
import type { PostbackShape } from '../campaign/campaign.ts';
import { networks, postbackUrls } from '../network/network.ts';
import type { Change } from './change.ts';
import { linkOf } from './linkVariable.ts';
import type { Target } from './target.ts';

export type FunnelPlan = {
  changes: Change[];
  /** What the file may not have meant; it is applied all the same. */
  warnings: ParameterError[];
};

type Keyed = { key: string; id: string };

export type FunnelAnswer = FunnelPlan & {
  bots: (Keyed & {
    webhooks: (Keyed & { url: string })[];
    flows: (Keyed & { steps: Keyed[] })[];
  })[];
  campaigns: (Keyed & { sources: { key: string; url: string }[]; url: string })[];
  /** `urls` by event name. */
  postbacks: (Keyed & { urls: Record<string, string>; registrationLink: string | null })[];
};

/** `publicUrl` is how the outside reaches us, without a slash at its end. */
export function answerOf(plan: FunnelPlan, target: Target, publicUrl: string): FunnelAnswer {
  const stepsOf = Map.groupBy(target.steps, (step) => step.flowId);
  const flowsOf = Map.groupBy(target.flows, (flow) => flow.botId);
  const webhooksOf = Map.groupBy(target.webhooks, (webhook) => webhook.botId);
  const keyed = ({ key, id }: Keyed): Keyed => ({ key, id });
  return {
    ...plan,
    bots: target.bots
      .filter((bot) => target.wholeBots.has(bot.key))
      .map((bot) => ({
        ...keyed(bot),
        webhooks: (webhooksOf.get(bot.id) ?? []).map((webhook) => ({
          ...keyed(webhook),
          url: `${publicUrl}/api/bots/webhooks/${webhook.id}/updateDialog`,
        })),
        flows: (flowsOf.get(bot.id) ?? []).map((flow) => ({
          ...keyed(flow),
          steps: (stepsOf.get(flow.id) ?? []).map(keyed),
        })),
      })),
    campaigns: target.campaigns.map((campaign) => {
      const url = `${publicUrl}/c/${campaign.key}`;
      const sources = (campaign.document.sources ?? []).map(({ key }) => ({ key, url: `${url}/${key}` }));
      return { ...keyed(campaign), sources, url };
    }),
    postbacks: target.postbacks.map((postback) => ({
      ...keyed(postback),
      urls: urlsOf(postback.document, `${publicUrl}/api/postbacks/${postback.id}/tracker-postback`),
      registrationLink: linkOf(postback.document),
    })),
  };
}

function urlsOf(postback: PostbackShape, url: string): Record<string, string> {
  const network = networks.get(postback.network);
  if (!network) return {};
  const urls = postbackUrls(network, url, postback.registrationLink?.parameter);
  return Object.fromEntries(urls.map((one) => [one.event, one.url]));
}
