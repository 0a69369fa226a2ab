/** What the owner drew, made ready to run: steps by key, templates parsed, rules by event. */
import type { AutoAction, CampaignShape, Rules } from '../campaign/campaign.ts';
import { compileRules } from '../campaign/campaign.ts';
import {
  type BotSettings,
  type Field,
  type Flow,
  milliseconds,
  type NotificationGroup,
  type PushShape,
  type Recognition,
  type Step,
  splitStepPath,
} from '../flow/flow.ts';
import { parseTemplate, type Template } from '../macro/macro.ts';
import { conditionsOf, type Predicate, predicateOf, textsOf } from './scriptText.ts';

export type StepPlace = { flow: string; step: string };

export type CompiledStep = {
  id: string;
  flow: string;
  key: string;
  shape: Step;
  delayMs: number;
  /** Every text of the step that may hold macros, parsed: by the text itself. */
  templates: ReadonlyMap<string, Template>;
  conditions: ReadonlyMap<string, Predicate>;
  pushes: readonly CompiledPush[];
};

export type CompiledPush = PushShape & { afterMs: number };

/** What a bot's AI is told and how it fails; endpoint and models are the carrier's business. */
export type ScriptAi = {
  legend: Template;
  restrictions: Template;
  /** A text replaces the ready opening line; false: none. */
  disclosure: boolean | string;
  onFailure: 'manual' | 'error';
  fallback: Template | null;
};

export type ScriptCampaign = {
  id: string;
  key: string;
  name: string;
  start: StepPlace | null;
  rules: Rules;
  /** Its leads come through a channel: that they begin to talk is an event of its own. */
  isChannel: boolean;
};

/** A campaign's channel into which this bot lets people. */
export type ScriptChannel = {
  campaignId: string;
  campaign: string;
  chatId: number;
  greeting: StepPlace | null;
  approve: boolean;
  /** This bot is also the one that talks. */
  talks: boolean;
};

export type ScriptGroup = {
  name: string;
  chatId: number;
  language: 'en' | 'ru';
  /** Null: when a dialog becomes manual. */
  when: Predicate | null;
};

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
  aiMs: number;
  /** Characters a second; 0: messages are not seen being typed. */
  typingSpeed: number;
  /** *Typing* is shown while the AI thinks. */
  showsThinking: boolean;
  /** The company's: conditions on `cost` speak of it. */
  currency: string;
  ai: ScriptAi;
  /** By kind of media. */
  recognition: ReadonlyMap<string, Recognition>;
  /** Whole messages that opt out as `/stop` does, in lower case. */
  stopWords: ReadonlySet<string>;
  privacy: Template | null;
  /** Minutes of the day in the bot's time zone. */
  quietHours: { from: number; to: number } | null;
  maxUnaskedPerDay: number | null;
  /** `/start` in a dialog that has begun begins the flow anew. */
  startsAnew: boolean;
  groups: readonly ScriptGroup[];
  channels: readonly ScriptChannel[];
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
  /** The company's currency. */
  currency: string;
  spaceId: string;
  settings: BotSettings;
  fields: readonly Field[];
  flows: readonly { flow: Flow; stepIds: ReadonlyMap<string, string> }[];
  campaigns: readonly { id: string; shape: CampaignShape }[];
  /** Campaigns of type channel for which this bot lets people in. */
  invites?: readonly { id: string; shape: CampaignShape; talks: boolean }[];
  organicActions: readonly AutoAction[];
};

/** Prepares a bot to run. `stepIds` maps a flow's step keys to their ids. */
export function compileScript(source: ScriptSource): Script {
  const { settings } = source;
  const compiled = source.flows.flatMap(({ flow, stepIds }) =>
    flow.steps.map((shape) => compileStep(flow.key, shape, stepIds.get(shape.key) ?? '', settings)),
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
    aiMs: milliseconds(settings.delays?.aiAnswer ?? settings.delays?.message),
    typingSpeed: settings.delays?.typingSpeed ?? 0,
    showsThinking: showsThinking(settings),
    currency: source.currency,
    ai: compileAi(settings),
    recognition: new Map(Object.entries(settings.recognition ?? {})),
    stopWords: new Set((settings.stopWords ?? []).map((word) => word.trim().toLowerCase())),
    privacy: settings.privacy ? parseTemplate(settings.privacy, 'message') : null,
    quietHours: readQuietHours(settings.quietHours),
    maxUnaskedPerDay: settings.maxMessagesPerDay ?? null,
    startsAnew: settings.startAgain === 'restart',
    groups: (settings.notificationGroups ?? []).flatMap(compileGroup),
    channels: (source.invites ?? []).flatMap(compileChannel),
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

/** The simulator has nobody to show it to, unless the owner wants to see it. */
const showsThinking = ({ channel, delays }: BotSettings): boolean =>
  delays?.typingSpeed === undefined ? channel === 'telegram' : delays.typingSpeed > 0;

function compileGroup({ key, name, chatId, when, language, enabled }: NotificationGroup): ScriptGroup[] {
  if (enabled === false) return [];
  const condition = when === undefined ? null : predicateOf(when);
  return [{ name: name ?? key, chatId, language: language ?? 'en', when: condition }];
}

function compileChannel({ id, shape, talks }: NonNullable<ScriptSource['invites']>[number]): ScriptChannel[] {
  const { channel } = shape;
  if (!channel) return [];
  const greeting = channel.greeting === undefined ? null : splitStepPath(channel.greeting);
  const { chatId, approve = true } = channel;
  return [{ campaignId: id, campaign: shape.key, chatId, greeting, approve, talks }];
}

function compileAi({ ai }: BotSettings): ScriptAi {
  return {
    legend: parseTemplate(ai?.legend ?? '', 'message'),
    restrictions: parseTemplate(ai?.restrictions ?? '', 'message'),
    disclosure: ai?.disclosure ?? true,
    onFailure: ai?.onFailure ?? 'error',
    fallback: ai?.fallback ? parseTemplate(ai.fallback, 'message') : null,
  };
}

function readQuietHours(text: string | undefined): { from: number; to: number } | null {
  const [, fromHour, fromMinute, toHour, toMinute] = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text ?? '') ?? [];
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = Number(toHour) * 60 + Number(toMinute);
  return Number.isNaN(from) || Number.isNaN(to) || from === to ? null : { from, to };
}

function compileCampaign(id: string, shape: CampaignShape): ScriptCampaign {
  return {
    id,
    key: shape.key,
    name: shape.name ?? shape.key,
    start: shape.start ? splitStepPath(shape.start) : null,
    rules: compileRules(shape.autoActions ?? []),
    isChannel: shape.type === 'channel',
  };
}

function compileStep(flow: string, shape: Step, id: string, settings: BotSettings): CompiledStep {
  const syntax = shape.kind === 'sendWebhook' ? 'webhook' : 'message';
  const pushes = pushesOf(flow, shape, settings);
  return {
    id,
    flow,
    key: shape.key,
    shape,
    delayMs: milliseconds(shape.delay),
    templates: new Map(textsOf(shape, pushes).map((text) => [text, parseTemplate(text, syntax)])),
    conditions: conditionsOf(shape),
    pushes: pushes.map((push) => ({ ...push, afterMs: milliseconds(push.after) })),
  };
}

/** The step's own and, where it says so, those of its flow; the earliest first. */
function pushesOf(flow: string, shape: Step, settings: BotSettings): PushShape[] {
  // A flow may be called `constructor`, which every object knows.
  const all = new Map(Object.entries(settings.globalPushes ?? {}));
  const global = shape.useGlobalPushes ? (all.get(flow) ?? []) : [];
  return [...(shape.pushes ?? []), ...global].sort((a, b) => milliseconds(a.after) - milliseconds(b.after));
}

/** Finds the step that a reference means: a key of the same flow, or `flow/step`. */
export function findStep(script: Script, reference: string, fromFlow: string): CompiledStep | null {
  return script.steps.get(reference.includes('/') ? reference : `${fromFlow}/${reference}`) ?? null;
}
