/** What a space already has, by key. */
import type {
  CampaignRow,
  Configuration,
  FieldRow,
  FlowRow,
  LoadedBot,
  LoadedWebhook,
  PostbackRow,
  SecretRow,
  StepRow,
} from '../store/store.ts';

export type SpaceIndex = {
  bots: ReadonlyMap<string, LoadedBot>;
  campaigns: ReadonlyMap<string, CampaignRow>;
  postbacks: ReadonlyMap<string, PostbackRow>;
  fieldsOf(botId: string): readonly FieldRow[];
  webhooksOf(botId: string): readonly LoadedWebhook[];
  flowsOf(botId: string): readonly FlowRow[];
  stepsOf(flowId: string): readonly StepRow[];
  secretsOf(botId: string): readonly SecretRow[];
  /** `flow/step` of everything a bot has. */
  stepPathsOf(botId: string): ReadonlySet<string>;
};

export function indexSpace(configuration: Configuration): SpaceIndex {
  const fields = Map.groupBy(configuration.fields, (row) => row.botId);
  const webhooks = Map.groupBy(configuration.webhooks, (row) => row.botId);
  const flows = Map.groupBy(configuration.flows, (row) => row.botId);
  const steps = Map.groupBy(configuration.steps, (row) => row.flowId);
  const secrets = Map.groupBy(configuration.secrets, (row) => row.botId);
  const flowsOf = (botId: string) => flows.get(botId) ?? [];
  const stepsOf = (flowId: string) => steps.get(flowId) ?? [];
  return {
    bots: byKey(configuration.bots),
    campaigns: byKey(configuration.campaigns),
    postbacks: byKey(configuration.postbacks),
    fieldsOf: (botId) => fields.get(botId) ?? [],
    webhooksOf: (botId) => webhooks.get(botId) ?? [],
    flowsOf,
    stepsOf,
    secretsOf: (botId) => secrets.get(botId) ?? [],
    stepPathsOf: (botId) =>
      new Set(flowsOf(botId).flatMap((flow) => stepsOf(flow.id).map((step) => `${flow.key}/${step.key}`))),
  };
}

const byKey = <Row extends { key: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.key, row]));
