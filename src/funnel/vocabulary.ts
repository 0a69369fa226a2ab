/** The names that the texts and conditions of one bot may use. */
import type { PostbackShape } from '../campaign/campaign.ts';
import { type Network, networks } from '../network/network.ts';
import { type JudgeEvent, judgeEvents } from './judgeEvents.ts';
import type { Suggest } from './nearest.ts';
import type { BotView } from './surroundings.ts';

export type Vocabulary = {
  /** Declared fields, those that came up by themselves, those that steps and the networks' ready URLs write. */
  fields: ReadonlySet<string>;
  /** Declared tags and those that steps assign. */
  tags: ReadonlySet<string>;
  /** The parameters that the bot's campaigns name; null when none names any, for then any may come. */
  tracker: ReadonlySet<string> | null;
  flows: ReadonlySet<string>;
  /** Keys of steps, and `flow/step`. */
  steps: ReadonlySet<string>;
  campaigns: ReadonlySet<string>;
  judgeEvent: JudgeEvent;
};

export function vocabularyOf(
  bot: BotView,
  postbacks: readonly PostbackShape[],
  suggest: Suggest,
): Vocabulary {
  const used = networksOf(bot, postbacks);
  const fields = new Set([...bot.fields, ...used.flatMap(fieldsIn)]);
  const tags = new Set(bot.tags);
  const steps = new Set(bot.steps);
  for (const flow of bot.flows) {
    for (const step of flow.steps) {
      steps.add(step.key);
      if (step.kind === 'setFields') for (const key of Object.keys(step.fields)) fields.add(key);
      if (step.kind === 'sendWebhook') for (const key of Object.keys(step.save ?? {})) fields.add(key);
      if (step.kind === 'aiReply') for (const key of step.writes ?? []) fields.add(key);
      if (step.kind === 'changeTags') for (const tag of step.assign ?? []) tags.add(tag);
    }
  }
  return {
    ...{ fields, tags, steps, tracker: trackerOf(bot) },
    flows: new Set(bot.flows.map(({ key }) => key)),
    campaigns: new Set([...bot.campaigns, ...bot.invites].map(({ key }) => key)),
    judgeEvent: judgeEvents(bot, used, suggest),
  };
}

/** The networks of the postbacks that may touch the bot's leads, each once. */
function networksOf(bot: BotView, postbacks: readonly PostbackShape[]): (Network | undefined)[] {
  const campaigns = new Set(bot.campaigns.map(({ key }) => key));
  const bound = postbacks.filter(({ campaign }) => campaign === undefined || campaigns.has(campaign));
  return [...new Set(bound.map(({ network }) => networks.get(network)))];
}

/** Keys of the fields that a network's ready URLs bring. */
const fieldsIn = (network: Network | undefined): string[] =>
  (network?.events ?? [])
    .flatMap(({ parameters }) => Object.keys(parameters))
    .flatMap((name) => (name.startsWith('fields.') ? [name.slice('fields.'.length)] : []));

function trackerOf(bot: BotView): ReadonlySet<string> | null {
  const parameters = [...bot.campaigns, ...bot.invites].flatMap((campaign) => campaign.parameters ?? []);
  if (parameters.length === 0) return null;
  return new Set(['clickid', 'source', ...parameters.map(({ key }) => key)]);
}
