/** The rows that a space is to have after a file: existing ids kept by key, new ones made. */
import { laneOf } from '../campaign/campaign.ts';
import type { BotSettings, Step } from '../flow/flow.ts';
import {
  type BotRow,
  type CampaignRow,
  type FieldRow,
  type FlowRow,
  type PostbackRow,
  type SecretPlace,
  type StepRow,
  stepSecret,
  type WebhookRow,
} from '../store/store.ts';
import type { Funnel, FunnelBot } from './funnelShape.ts';
import type { Path } from './funnelSource.ts';
import { type LinkVariables, variablesOf } from './linkVariable.ts';
import type { SpaceIndex } from './spaceIndex.ts';

/** A secret as the file has it: `names` say whose it is, from the bot down. */
export type TargetSecret = { botId: string; place: SecretPlace; names: string[]; path: Path; text: string };

export type Target = {
  bots: BotRow[];
  fields: FieldRow[];
  webhooks: WebhookRow[];
  flows: FlowRow[];
  steps: StepRow[];
  campaigns: CampaignRow[];
  postbacks: PostbackRow[];
  secrets: TargetSecret[];
  /** The bots that are made equal to the file; of others only variables change. */
  wholeBots: ReadonlySet<string>;
};

type Maker = {
  spaceId: string;
  newId: () => string;
  funnel: Funnel;
  space: SpaceIndex;
  links: LinkVariables;
};

/** `funnel` has passed its checks. */
export function targetOf(maker: Maker): Target {
  const target: Target = {
    ...{
      bots: [],
      fields: [],
      webhooks: [],
      flows: [],
      steps: [],
      campaigns: [],
      postbacks: [],
      secrets: [],
    },
    wholeBots: new Set(maker.funnel.bots?.map(({ key }) => key)),
  };
  maker.funnel.bots?.forEach((bot, index) => {
    addBot(target, maker, bot, index);
  });
  for (const [key, added] of maker.links) {
    const stored = maker.space.bots.get(key);
    if (!stored || target.wholeBots.has(key)) continue;
    const document = bareBot(stored.document);
    const variables = { ...document.variables, ...Object.fromEntries(added) };
    target.bots.push({ ...botRow(stored), document: { ...document, variables } });
  }
  addCampaigns(target, maker);
  addPostbacks(target, maker);
  return target;
}

export const botRow = ({ id, spaceId, key, position, lane, document }: BotRow): BotRow => ({
  ...{ id, spaceId, key, position, lane },
  document: bareBot(document),
});

export const webhookRow = ({ id, botId, key, position, document }: WebhookRow): WebhookRow => ({
  ...{ id, botId, key, position, document },
});

/** A bot's settings without its secret. */
function bareBot(document: BotSettings): BotSettings {
  if (!document.ai) return document;
  const { apiKey: _, ...ai } = document.ai;
  return { ...document, ai };
}

/** A step without its secret. */
export function bareStep(step: Step): Step {
  if (step.kind !== 'sendWebhook') return step;
  const { secret: _, ...bare } = step;
  return bare;
}

/** Behind everything that is there, so that a file about one bot does not reorder the others. */
function positionIn(rows: ReadonlyMap<string, { position: number }>, key: string, added: number): number {
  const last = [...rows.values()].reduce((most, row) => Math.max(most, row.position), -1);
  return rows.get(key)?.position ?? last + 1 + added;
}

function addBot(target: Target, maker: Maker, bot: FunnelBot, index: number): void {
  const { space, funnel, links } = maker;
  const stored = space.bots.get(bot.key);
  const id = stored?.id ?? maker.newId();
  const { token, fields = [], webhooks = [], flows = [], variables: written, ...settings } = bot;
  const variables = variablesOf(bot.key, written, links, funnel, space);
  target.bots.push({
    id,
    spaceId: maker.spaceId,
    key: bot.key,
    position: positionIn(space.bots, bot.key, index),
    lane: stored?.lane ?? laneOf(id),
    document: bareBot(variables ? { ...settings, variables } : settings),
  });
  fields.forEach((document, position) => {
    target.fields.push({ botId: id, key: document.key, position, declared: true, document });
  });
  const idOfWebhook = new Map(space.webhooksOf(id).map((row) => [row.key, row.id]));
  webhooks.forEach((document, position) => {
    const webhookId = idOfWebhook.get(document.key) ?? maker.newId();
    target.webhooks.push({ id: webhookId, botId: id, key: document.key, position, document });
  });
  const secret = (place: SecretPlace, names: string[], path: Path, text: string | undefined): void => {
    if (text !== undefined)
      target.secrets.push({ botId: id, place, names, path: ['bots', index, ...path], text });
  };
  secret('token', [bot.key, 'token'], ['token'], token);
  secret('ai', [bot.key, 'ai'], ['ai', 'apiKey'], bot.ai?.apiKey);
  addFlows(target, maker, { id, key: bot.key, flows }, secret);
}

function addFlows(
  target: Target,
  { space, newId }: Maker,
  bot: { id: string; key: string; flows: NonNullable<FunnelBot['flows']> },
  secret: (place: SecretPlace, names: string[], path: Path, text: string | undefined) => void,
): void {
  const idOfFlow = new Map(space.flowsOf(bot.id).map((row) => [row.key, row.id]));
  bot.flows.forEach(({ steps, ...document }, position) => {
    const flowId = idOfFlow.get(document.key) ?? newId();
    target.flows.push({ id: flowId, botId: bot.id, key: document.key, position, document });
    const idOfStep = new Map(space.stepsOf(flowId).map((row) => [row.key, row.id]));
    steps.forEach((step, s) => {
      const id = idOfStep.get(step.key) ?? newId();
      target.steps.push({ id, flowId, key: step.key, position: s, document: bareStep(step) });
      if (step.kind !== 'sendWebhook') return;
      const names = [bot.key, document.key, step.key, 'secret'];
      secret(stepSecret(id), names, ['flows', position, 'steps', s, 'secret'], step.secret);
    });
  });
}

function addCampaigns(target: Target, { funnel, space, spaceId, newId }: Maker): void {
  const idOfBot = new Map([...space.bots.values(), ...target.bots].map((bot) => [bot.key, bot.id]));
  funnel.campaigns?.forEach((document, index) => {
    target.campaigns.push({
      id: space.campaigns.get(document.key)?.id ?? newId(),
      spaceId,
      botId: idOfBot.get(document.bot) ?? '',
      key: document.key,
      position: positionIn(space.campaigns, document.key, index),
      document,
    });
  });
}

function addPostbacks(target: Target, { funnel, space, spaceId, newId }: Maker): void {
  const idOfCampaign = new Map(
    [...space.campaigns.values(), ...target.campaigns].map((one) => [one.key, one.id]),
  );
  funnel.postbacks?.forEach((document, index) => {
    target.postbacks.push({
      id: space.postbacks.get(document.key)?.id ?? newId(),
      spaceId,
      campaignId: idOfCampaign.get(document.campaign ?? '') ?? null,
      key: document.key,
      position: positionIn(space.postbacks, document.key, index),
      document,
    });
  });
}
