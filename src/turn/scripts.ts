/** The owners' configuration made ready for turns: a script per bot, postbacks and campaigns by id. */

import { compileScript, type Script } from '../dialog/dialog.ts';
import { milliseconds, type Step } from '../flow/flow.ts';
import { type Network, networks } from '../network/network.ts';
import type { Configuration } from '../store/store.ts';

export type RunningBot = { script: Script; lane: number; clockOffsetMs: number };

export type RunningPostback = {
  id: string;
  name: string;
  spaceId: string;
  companyId: string;
  campaignId: string | null;
  network: Network;
  repeatWindowMs: number;
};

export type Scripts = {
  version: number;
  bots: ReadonlyMap<string, RunningBot>;
  postbacks: ReadonlyMap<string, RunningPostback>;
  /** Campaign id -> id of the bot that talks. */
  talkingBots: ReadonlyMap<string, string>;
  webhookSpaces: ReadonlyMap<string, string>;
};

const defaultRepeatWindow = '10s';

export function compileScripts(configuration: Configuration): Scripts {
  const companyOf = new Map(configuration.spaces.map((space) => [space.id, space.companyId]));
  const currencyOf = new Map(configuration.companies.map((company) => [company.id, company.currency]));
  const bots = new Map(
    configuration.bots.map((bot): [string, RunningBot] => [
      bot.id,
      {
        lane: bot.lane,
        clockOffsetMs: bot.clockOffsetMs,
        script: compileScript({
          botId: bot.id,
          companyId: companyOf.get(bot.spaceId) ?? '',
          currency: currencyOf.get(companyOf.get(bot.spaceId) ?? '') ?? 'USD',
          spaceId: bot.spaceId,
          settings: bot.document,
          fields: configuration.fields
            .filter((field) => field.botId === bot.id)
            .map((field) => field.document),
          flows: flowsOf(configuration, bot.id),
          campaigns: configuration.campaigns
            .filter((campaign) => campaign.botId === bot.id)
            .map((campaign) => ({ id: campaign.id, shape: campaign.document })),
          invites: configuration.campaigns.flatMap((campaign) => invitesOf(campaign, bot)),
          organicActions: bot.organicActions,
        }),
      },
    ]),
  );
  const spaceOfBot = new Map(configuration.bots.map((bot) => [bot.id, bot.spaceId]));
  return {
    version: configuration.version,
    bots,
    postbacks: new Map(compilePostbacks(configuration, companyOf).map((one) => [one.id, one])),
    talkingBots: new Map(configuration.campaigns.map((campaign) => [campaign.id, campaign.botId])),
    webhookSpaces: new Map(configuration.webhooks.map((one) => [one.id, spaceOfBot.get(one.botId) ?? ''])),
  };
}

/** The bot that lets people into a campaign's channel: the one that it names by its key, else its own. */
function invitesOf(
  { id, spaceId, botId, document }: Configuration['campaigns'][number],
  bot: Configuration['bots'][number],
) {
  const { channel } = document;
  if (!channel || spaceId !== bot.spaceId) return [];
  const talks = botId === bot.id;
  const invites = channel.bot === undefined ? talks : channel.bot === bot.key;
  return invites ? [{ id, shape: document, talks }] : [];
}

function flowsOf(configuration: Configuration, botId: string) {
  return configuration.flows
    .filter((flow) => flow.botId === botId)
    .map((flow) => {
      const rows = configuration.steps.filter((step) => step.flowId === flow.id);
      const steps: Step[] = rows.map((step) => step.document);
      return { flow: { ...flow.document, steps }, stepIds: new Map(rows.map((step) => [step.key, step.id])) };
    });
}

function compilePostbacks(
  configuration: Configuration,
  companyOf: ReadonlyMap<string, string>,
): RunningPostback[] {
  const custom = networks.get('custom');
  return configuration.postbacks.flatMap((row) => {
    const network = networks.get(row.document.network) ?? custom;
    if (!network) return [];
    return {
      id: row.id,
      name: row.document.name ?? row.key,
      spaceId: row.spaceId,
      companyId: companyOf.get(row.spaceId) ?? '',
      campaignId: row.campaignId,
      network,
      repeatWindowMs: milliseconds(row.document.repeatWindow ?? defaultRepeatWindow),
    };
  });
}
