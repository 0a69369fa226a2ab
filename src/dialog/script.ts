/** What the owner drew, made ready to run: steps by key, templates parsed, rules by event. */
import type { AutoAction, CampaignShape, Rules } from '../campaign/campaign.ts';
import { compileRules } from '../campaign/campaign.ts';
import {
  type BotSettings,
  type Field,
  type Flow,
  milliseconds,
  type Step,
  splitStepPath,
} from '../flow/flow.ts';
import { parseTemplate, type Template } from '../macro/macro.ts';

export type StepPlace = { flow: string; step: string };

export type CompiledStep = {
  id: string;
  flow: string;
  key: string;
  shape: Step;
  delayMs: number;
  /** Every text of the step that may hold macros, parsed: by the text itself. */
  templates: ReadonlyMap<string, Template>;
};

export type ScriptCampaign = { id: string; key: string; name: string; start: StepPlace | null; rules: Rules };

/** All that one bot runs by. Immutable; a changed configuration makes a new one. */
export type Script = {
  botId: string;
  botKey: string;
  companyId: string;
  spaceId: string;
  channel: 'simulator' | 'telegram';
  timezone: string;
  start: StepPlace | null;
  responseMs: number;
  messageMs: number;
  trackOrganic: boolean;
  organicRules: Rules;
  fields: ReadonlyMap<string, Field>;
  variables: ReadonlyMap<string, Template>;
  /** By `flow/step`. */
  steps: ReadonlyMap<string, CompiledStep>;
  stepsById: ReadonlyMap<string, CompiledStep>;
  campaigns: ReadonlyMap<string, ScriptCampaign>;
  /** A sendTrackerEvent step names a transaction id: its dialog's past ids must be looked up. */
  eventsWithTid: boolean;
};

export type ScriptSource = {
  botId: string;
  companyId: string;
  spaceId: string;
  settings: BotSettings;
  fields: readonly Field[];
  flows: readonly { flow: Flow; stepIds: ReadonlyMap<string, string> }[];
  campaigns: readonly { id: string; shape: CampaignShape }[];
  organicActions: readonly AutoAction[];
};

/** Prepares a bot to run. `stepIds` maps a flow's step keys to their ids. */
export function compileScript(source: ScriptSource): Script {
  const { settings } = source;
  const compiled = source.flows.flatMap(({ flow, stepIds }) =>
    flow.steps.map((shape) => compileStep(flow.key, shape, stepIds.get(shape.key) ?? '')),
  );
  return {
    botId: source.botId,
    botKey: settings.key,
    companyId: source.companyId,
    spaceId: source.spaceId,
    channel: settings.channel,
    timezone: settings.timezone ?? 'UTC',
    start: settings.start ? splitStepPath(settings.start) : null,
    responseMs: milliseconds(settings.delays?.response),
    messageMs: milliseconds(settings.delays?.message),
    trackOrganic: settings.trackOrganic ?? false,
    organicRules: compileRules(source.organicActions),
    fields: new Map(source.fields.map((field) => [field.key, field])),
    variables: new Map(
      Object.entries(settings.variables ?? {}).map(([name, value]) => [
        name,
        parseTemplate(value, 'message'),
      ]),
    ),
    steps: new Map(compiled.map((step) => [`${step.flow}/${step.key}`, step])),
    stepsById: new Map(compiled.map((step) => [step.id, step])),
    campaigns: new Map(source.campaigns.map((one) => [one.id, compileCampaign(one.id, one.shape)])),
    eventsWithTid: compiled.some((step) => step.shape.kind === 'sendTrackerEvent' && step.shape.tid),
  };
}

function compileCampaign(id: string, shape: CampaignShape): ScriptCampaign {
  return {
    id,
    key: shape.key,
    name: shape.name ?? shape.key,
    start: shape.start ? splitStepPath(shape.start) : null,
    rules: compileRules(shape.autoActions ?? []),
  };
}

function compileStep(flow: string, shape: Step, id: string): CompiledStep {
  const syntax = shape.kind === 'sendWebhook' ? 'webhook' : 'message';
  const templates = new Map(textsOf(shape).map((text) => [text, parseTemplate(text, syntax)]));
  return { id, flow, key: shape.key, shape, delayMs: milliseconds(shape.delay), templates };
}

function textsOf(shape: Step): string[] {
  switch (shape.kind) {
    case 'sendMessage':
      return shape.messages.flatMap((message) => [
        message.text ?? '',
        ...(message.buttons ?? [])
          .flat()
          .flatMap((button) => [button.text, button.url ?? '', button.webApp ?? '']),
      ]);
    case 'setFields':
      return Object.values(shape.fields).map(String);
    case 'sendWebhook':
      return [shape.url, shape.body ?? '', ...Object.values(shape.headers ?? {})];
    case 'sendTrackerEvent':
      return [shape.cost ?? '', shape.currency ?? '', shape.tid ?? ''];
    default:
      return [];
  }
}

/** Finds the step that a reference means: a key of the same flow, or `flow/step`. */
export function findStep(script: Script, reference: string, fromFlow: string): CompiledStep | null {
  return script.steps.get(reference.includes('/') ? reference : `${fromFlow}/${reference}`) ?? null;
}
