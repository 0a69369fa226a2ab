/** The space as it will be with the file: what the file names in the file's version, the rest as stored. */
import type { AutoAction, CampaignShape, PostbackShape } from '../campaign/campaign.ts';
import type { Step } from '../flow/flow.ts';
import type { Funnel, FunnelBot } from './funnelShape.ts';
import type { SpaceIndex } from './spaceIndex.ts';

export type BotView = {
  key: string;
  start: string | undefined;
  trackOrganic: boolean;
  organicActions: readonly AutoAction[];
  flows: readonly { key: string; steps: readonly Step[] }[];
  /** `flow/step` of every step. */
  steps: ReadonlySet<string>;
  tags: readonly string[];
  /** Declared fields, and those that came up by themselves. */
  fields: readonly string[];
  campaigns: readonly CampaignShape[];
  /** Channel campaigns for which it lets people in; its own may be among them. */
  invites: readonly CampaignShape[];
};

export type Surroundings = {
  /** Null when neither the file nor the space has it. */
  bot(key: string): BotView | null;
  campaignKeys: ReadonlySet<string>;
  postbacks: readonly PostbackShape[];
};

/** Every bot is looked at once, however many campaigns speak of it. */
export function surroundingsOf(funnel: Funnel, space: SpaceIndex): Surroundings {
  const campaigns = merged(funnel.campaigns, space.campaigns);
  const byBot = Map.groupBy(campaigns, (campaign) => campaign.bot);
  const byInviting = Map.groupBy(campaigns, ({ bot, channel }) => (channel ? (channel.bot ?? bot) : ''));
  const written = new Map(funnel.bots?.map((bot) => [bot.key, bot]));
  const seen = new Map<string, BotView | null>();
  const view = (key: string): BotView | null => {
    const bot = written.get(key);
    const of = { campaigns: byBot.get(key) ?? [], invites: byInviting.get(key) ?? [] };
    return bot ? writtenBot(bot, space, of) : storedBot(key, space, of);
  };
  return {
    bot(key) {
      const known = seen.get(key);
      if (known !== undefined) return known;
      const found = view(key);
      seen.set(key, found);
      return found;
    },
    campaignKeys: new Set(campaigns.map(({ key }) => key)),
    postbacks: merged(funnel.postbacks, space.postbacks),
  };
}

function merged<Shape extends { key: string }>(
  written: readonly Shape[] | undefined,
  stored: ReadonlyMap<string, { document: Shape }>,
): Shape[] {
  const named = new Set(written?.map(({ key }) => key));
  const rest = [...stored.values()].map(({ document }) => document).filter(({ key }) => !named.has(key));
  return [...(written ?? []), ...rest];
}

const pathsOf = (flows: BotView['flows']): ReadonlySet<string> =>
  new Set(flows.flatMap((flow) => flow.steps.map((step) => `${flow.key}/${step.key}`)));

type Campaigns = Pick<BotView, 'campaigns' | 'invites'>;

function writtenBot(bot: FunnelBot, space: SpaceIndex, campaigns: Campaigns): BotView {
  const stored = space.bots.get(bot.key);
  const cameUp = (stored ? space.fieldsOf(stored.id) : []).filter(({ declared }) => !declared);
  const flows = bot.flows ?? [];
  return {
    ...{ key: bot.key, start: bot.start, flows, ...campaigns, steps: pathsOf(flows) },
    trackOrganic: bot.trackOrganic ?? false,
    organicActions: bot.organicActions ?? [],
    tags: (bot.tags ?? []).map(({ key }) => key),
    fields: [...(bot.fields ?? []), ...cameUp].map(({ key }) => key),
  };
}

function storedBot(key: string, space: SpaceIndex, campaigns: Campaigns): BotView | null {
  const stored = space.bots.get(key);
  if (!stored) return null;
  const flows = space.flowsOf(stored.id).map((flow) => ({
    key: flow.key,
    steps: space.stepsOf(flow.id).map(({ document }) => document),
  }));
  return {
    ...{ key, start: stored.document.start, flows, ...campaigns, steps: pathsOf(flows) },
    trackOrganic: stored.document.trackOrganic ?? false,
    organicActions: stored.organicActions,
    tags: (stored.document.tags ?? []).map((tag) => tag.key),
    fields: space.fieldsOf(stored.id).map((field) => field.key),
  };
}
