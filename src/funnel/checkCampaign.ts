import type { CampaignShape } from '../campaign/campaign.ts';
import { networks } from '../network/network.ts';
import { checkActions } from './checkBot.ts';
import type { CheckContext } from './checkContext.ts';
import { checkKeys } from './finding.ts';
import type { Path } from './funnelSource.ts';

/** Bots, steps and events that campaigns speak of, and networks and campaigns that postbacks do. */
export function checkCampaigns(context: CheckContext): void {
  const { funnel, report } = context;
  checkKeys(funnel.campaigns, ['campaigns'], report);
  checkKeys(funnel.postbacks, ['postbacks'], report);
  funnel.campaigns?.forEach((campaign, index) => {
    checkCampaign(campaign, ['campaigns', index], context);
  });
  checkPostbacks(context);
  checkCampaignsLeftAlone(context);
}

function checkCampaign(campaign: CampaignShape, path: Path, context: CheckContext): void {
  const { report } = context;
  checkKeys(campaign.sources, [...path, 'sources'], report);
  checkKeys(campaign.parameters, [...path, 'parameters'], report);
  const bot = context.around.bot(campaign.bot);
  if (!bot) report('missingBot', [...path, 'bot'], `there is no bot ${campaign.bot}`);
  if (bot && campaign.start !== undefined && !bot.steps.has(campaign.start)) {
    report('missingStep', [...path, 'start'], `there is no step ${campaign.start} in ${campaign.bot}`);
  }
  if (bot && campaign.start === undefined && bot.start === undefined) {
    report('noStart', path, 'neither the campaign nor its bot names a first step (start)');
  }
  checkChannel(campaign, path, context);
  checkActions(campaign.autoActions, [...path, 'autoActions'], campaign.bot, context);
}

/** The bot that lets people in, and what it tells them. */
function checkChannel({ bot, channel }: CampaignShape, path: Path, context: CheckContext): void {
  const { around, report } = context;
  if (!channel) return;
  const place = [...path, 'channel'];
  const inviting = around.bot(channel.bot ?? bot);
  if (channel.bot !== undefined && !inviting) {
    report('missingBot', [...place, 'bot'], `there is no bot ${channel.bot}`);
  }
  if (channel.greeting === undefined) {
    const reason = 'names no greeting: who asks to join is let in without a word, and may never find the bot';
    report('noGreeting', place, reason);
  } else if (inviting && !inviting.steps.has(channel.greeting)) {
    const reason = `there is no step ${channel.greeting} in ${inviting.key}`;
    report('missingStep', [...place, 'greeting'], reason);
  } else if (channel.bot !== undefined && channel.bot !== bot && losesClick(channel.bot, context)) {
    const reason = `${channel.bot} never says {{tracker.clickid}}: ${bot} cannot know by which click somebody came (write t.me/...?start={{tracker.clickid}})`;
    report('clickLost', [...place, 'greeting'], reason);
  }
  if (channel.approve === false) {
    const reason = 'nobody is let in until an administrator of the channel does it by hand';
    report('joinByHand', [...place, 'approve'], reason);
  }
}

/** The click goes from the inviting bot to the one that talks by a link's `start`, and by nothing else. */
function losesClick(inviting: string, { funnel }: CheckContext): boolean {
  const bot = funnel.bots?.find(({ key }) => key === inviting);
  return bot !== undefined && !/tracker\.clickid/.test(JSON.stringify([bot.flows, bot.variables]));
}

function checkPostbacks({ funnel, around, report }: CheckContext): void {
  funnel.postbacks?.forEach((postback, index) => {
    if (!networks.has(postback.network)) {
      const reason = `expected one of ${[...networks.keys()].join(', ')}`;
      report('unknownNetwork', ['postbacks', index, 'network'], reason);
    }
    if (postback.campaign !== undefined && !around.campaignKeys.has(postback.campaign)) {
      const reason = `there is no campaign ${postback.campaign}`;
      report('missingCampaign', ['postbacks', index, 'campaign'], reason);
    }
  });
}

/** A file that takes a step away must not leave a campaign's rule pointing at nothing. */
function checkCampaignsLeftAlone({ funnel, space, around, report }: CheckContext): void {
  const named = new Set(funnel.campaigns?.map(({ key }) => key));
  const alone = [...space.campaigns.values()].filter(({ key }) => !named.has(key));
  funnel.bots?.forEach((bot, index) => {
    const steps = around.bot(bot.key)?.steps ?? new Set();
    for (const { key, document } of alone) {
      const { channel } = document;
      const targets = [
        ...(document.bot === bot.key
          ? [document.start, ...(document.autoActions ?? []).map((action) => action.move)]
          : []),
        ...(channel && (channel.bot ?? document.bot) === bot.key ? [channel.greeting] : []),
      ];
      const lost = new Set(targets.filter((target) => target !== undefined && !steps.has(target)));
      for (const step of lost) {
        const reason = `the file has no step ${step}, and campaign ${key} of this space leads there`;
        report('missingStep', ['bots', index], reason);
      }
    }
  });
}
