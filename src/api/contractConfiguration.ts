/**
 * Shapes of the configuration API: a bot's settings, flows with drafts and versions, campaigns, postbacks,
 * webhooks. Parts are written as in the funnel file; a secret is shown as the reference that stands for it,
 * and stays what it is when it is sent back so.
 */
import { z } from 'zod';
import { autoAction, campaignShape, postbackShape } from '../campaign/campaign.ts';
import { bot, flow, objectKey, webhookOperations } from '../flow/flow.ts';
import { processed, requestLogEntry } from './contract.ts';

const instant = z.iso.datetime({ precision: 3 });

/** Text that PostgreSQL can keep: without NUL and without half a surrogate pair. */
const text = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine((given) => !given.includes('\0') && given.isWellFormed(), {
      error: 'holds a character that cannot be stored (NUL or half a surrogate pair)',
    });

/** Changes whenever the part changes; '' for one that is not there. */
const revision = z.string().max(64);

/** A part to be checked by the funnel's own rules, which name each mistake at its path in the part. */
const unchecked = z.record(z.string(), z.unknown());

/** What the checks and lint say. A save with an `error` in it is refused; a draft may have any. */
export const configurationFinding = z.object({
  /** `steps[3].messages[0].text`: the path in the part, '' for the part as a whole. */
  name: z.string(),
  path: z.array(z.union([z.string(), z.number()])),
  reason: z.string(),
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  /** Index in the text at the path. */
  at: z.number().int().optional(),
  /** What it is about when that is not this part: `flow leo/Welcome`, `campaign summer`; `path` is within that. */
  elsewhere: z.string().nullable(),
});

/** One difference between two states of a part; steps, fields, tags and the like are told apart by their keys. */
export const partDifference = z.object({
  action: z.enum(['create', 'update', 'delete']),
  /** `steps.hello.messages[0].text` */
  path: z.string(),
  /** As JSON, at most 200 characters; null where there was or is nothing. */
  before: z.string().nullable(),
  after: z.string().nullable(),
});

const findings = z.array(configurationFinding);
const saved = z.object({ revision, findings });

// ---------------------------------------------------------------- bots
/** A bot of the funnel file without its flows. */
export const settingsShape = bot
  .omit({ flows: true })
  .extend({ organicActions: z.array(autoAction).max(1000).optional() });

/** POST /bots; answers `botSettings`. */
export const newBot = z.strictObject({
  key: objectKey,
  name: text(200).min(1),
  channel: z.enum(['simulator', 'telegram']),
  timezone: text(64).optional(),
});

/** GET /bots/:bot/settings */
export const botSettings = z.object({ revision, settings: settingsShape, findings });

/** PUT /bots/:bot/settings; answers `saved`. 409 changed_meanwhile: each parameter says what has changed. */
export const settingsChange = z.strictObject({ revision, settings: unchecked });

// ---------------------------------------------------------------- flows
/** GET /bots/:bot/flows */
export const flowSummary = z.object({
  key: z.string(),
  name: z.string(),
  /** Of the published flow; of the draft while nothing is published. */
  steps: z.number().int(),
  draft: z.boolean(),
  published: z.boolean(),
  /** Dialogs that stand in it. */
  dialogs: z.number().int(),
});

export const flowList = z.object({ items: z.array(flowSummary) });

/** POST /bots/:bot/flows: a draft, empty unless `steps` come along (a copy, an import). Answers `flowDetail`. */
export const newFlow = z.strictObject({
  key: objectKey,
  name: text(200).optional(),
  steps: z.array(unchecked).max(2000).optional(),
});

/** What is being drawn: may be incomplete, so each step is sure to have a key and a kind only. */
export const draftFlow = z.looseObject({
  key: z.string(),
  name: z.string().optional(),
  steps: z.array(z.looseObject({ key: z.string(), kind: z.string() })),
});

/** What brings leads to a step. `flow` and `step` say from where, `place` which way out of that step. */
export const stepLead = z.discriminatedUnion('by', [
  z.object({
    by: z.literal('autoAction'),
    /** Null: one of the bot's own rules for organic leads. */
    campaign: z.string().nullable(),
    campaignName: z.string(),
    /** The rule's place in its list, from 0. */
    position: z.number().int(),
    on: z.string(),
    when: z.string().nullable(),
    enabled: z.boolean(),
  }),
  z.object({ by: z.literal('start'), campaign: z.string().nullable(), campaignName: z.string() }),
  /** Who asks to join the channel of this campaign is told this step. */
  z.object({ by: z.literal('greeting'), campaign: z.string(), campaignName: z.string() }),
  z.object({
    by: z.literal('button'),
    flow: z.string(),
    step: z.string(),
    text: z.string(),
    place: z.string(),
  }),
  z.object({ by: z.literal('changeFlow'), flow: z.string(), step: z.string(), place: z.string() }),
  z.object({ by: z.literal('next'), flow: z.string(), step: z.string(), place: z.string() }),
  /** A webhook of the bot named it in one of its latest calls. */
  z.object({
    by: z.literal('webhook'),
    webhook: z.string(),
    webhookId: z.string(),
    calls: z.number().int(),
    lastAt: instant,
  }),
]);

/** GET /bots/:bot/flows/:flow */
export const flowDetail = z.object({
  key: z.string(),
  /** Of the published flow; '' while nothing is published. */
  revision,
  flow: flow.nullable(),
  draft: draftFlow.nullable(),
  /** '' while there is no draft. */
  draftRevision: revision,
  /** The published flow that the draft was begun from; another one than `revision`: it has changed since. */
  draftBase: revision,
  draftBy: z.string().nullable(),
  draftAt: instant.nullable(),
  /** Of the draft when there is one. */
  findings,
  /** Step key -> dialogs on it; the search index's word, seconds old at most. */
  counters: z.record(z.string(), z.number().int()),
  leads: z.record(z.string(), z.array(stepLead)),
  /** Step key -> stepId, of published steps. */
  stepIds: z.record(z.string(), z.string()),
  /** `flow/step` of the bot's start. */
  start: z.string().nullable(),
});

/** PUT /bots/:bot/flows/:flow/draft; `draftRevision` is '' where the caller knows of no draft. */
export const draftChange = z.strictObject({ draftRevision: revision, flow: unchecked });
export const draftSaved = z.object({ draftRevision: revision, findings });

/** POST /bots/:bot/flows/:flow/check: the findings of a flow that is not saved. */
export const flowCheck = z.strictObject({ flow: unchecked });
export const flowChecked = z.object({ findings });

/** DELETE /bots/:bot/flows/:flow/draft?draftRevision=: absent: whatever it is by now. */
export const draftDiscard = z.strictObject({ draftRevision: revision.optional() });
export const discarded = z.object({ ok: z.literal(true) });

/** Step key -> `flow/step`, a step of the same bot: where dialogs go whose step is removed. */
const relocate = z.record(text(64), text(130)).optional();

/**
 * POST /bots/:bot/flows/:flow/publish. 409 dialogs_on_removed_steps: `parameters` name each step with its
 * number of dialogs as the reason; 409 changed_meanwhile: somebody else has published or saved the draft.
 */
export const publishRequest = z.strictObject({
  revision,
  draftRevision: revision,
  relocate,
  /** Key of a step of this flow: the bot starts there from now on. */
  start: text(64).optional(),
  /** Publish although the published flow is not the one that the draft was begun from. */
  overwrite: z.boolean().optional(),
});

export const published = z.object({
  revision,
  /** Number of the version that this has become. */
  version: z.number().int(),
  findings,
  /** Dialogs that are moved off removed steps, each by a turn of its own. */
  relocated: z.number().int(),
});

/** DELETE /bots/:bot/flows/:flow, its draft as well. Refused like publishing while dialogs stand in it. */
export const flowRemoval = z.strictObject({ revision, relocate });

/** GET /bots/:bot/flows/:flow/versions, newest first; the first is the one that is published. */
export const flowVersionSummary = z.object({
  n: z.number().int(),
  at: instant,
  /** Null: by a funnel file, or before versions were kept. */
  by: z.string().nullable(),
  steps: z.number().int(),
  revision,
});

export const flowVersionList = z.object({ items: z.array(flowVersionSummary) });

/** GET /bots/:bot/flows/:flow/versions/:n */
export const flowVersion = flowVersionSummary.extend({
  flow: draftFlow,
  /** From the version before it to this one; of the first version everything is `create`. */
  changes: z.array(partDifference),
  /** From this one to what is published now: what rolling back would undo, read backwards. */
  since: z.array(partDifference),
});

/** POST /bots/:bot/flows/:flow/versions/:n/restore: into the draft; answers `draftSaved`. */
export const restoreRequest = z.strictObject({ draftRevision: revision });

/** POST /bots/:bot/flows/:flow/try; `start` is the key of a step of this flow, absent: where the bot starts. */
export const tryRequest = z.strictObject({ start: objectKey.optional() });
/** POST /bots/:bot/flows/:flow/try: a simulated copy of the bot with the draft in it; `bot` is its key. */
export const tryDraft = z.object({ bot: z.string(), start: z.string().nullable(), findings });

// ---------------------------------------------------------------- webhooks
/** POST /bots/:bot/webhooks; answers `webhookSummary`. `key` is made from the name when it is absent. */
export const newWebhook = z.strictObject({
  key: objectKey.optional(),
  name: text(200).min(1),
  operations: z.array(z.enum(webhookOperations)).min(1).max(4).optional(),
});

/** PATCH /webhooks/:id; `operations: null` allows all. DELETE /webhooks/:id removes it. */
export const webhookPatch = z.strictObject({
  name: text(200).min(1).optional(),
  enabled: z.boolean().optional(),
  operations: z.array(z.enum(webhookOperations)).min(1).max(4).nullable().optional(),
});

/** POST /webhooks/:id/listen: waits for the next call, up to 60 s. */
export const listenRequest = z.strictObject({ timeoutSeconds: z.number().min(1).max(60).optional() });

/** `call` is null when none came. */
export const heard = z.object({
  call: requestLogEntry
    .extend({ contentType: z.string(), body: z.string(), parameters: z.record(z.string(), z.string()) })
    .nullable(),
});

// ---------------------------------------------------------------- campaigns
/** Of all time, or of a span. */
export const campaignFigures = z.object({
  clicks: z.number().int(),
  dialogs: z.number().int(),
  /** Leads that have registered. */
  registrations: z.number().int(),
  /** First and repeat deposits that count. */
  deposits: z.number().int(),
  /** Leads that have deposited. */
  depositors: z.number().int(),
  /** Currency -> sum of all amounts that count, withdrawals negative. */
  sums: z.record(z.string(), z.string()),
});

/** GET /campaigns */
export const campaignListed = z.object({
  key: z.string(),
  id: z.string(),
  name: z.string(),
  bot: z.string(),
  botName: z.string(),
  type: z.enum(['bot', 'channel']),
  start: z.string().nullable(),
  rules: z.number().int(),
  url: z.string(),
  sources: z.array(z.object({ key: z.string(), name: z.string(), provider: z.string(), url: z.string() })),
});

export const campaignList = z.object({ items: z.array(campaignListed), nextCursor: z.null() });

/** GET /campaigns/figures?from=&to= (instants): by key of the campaign. */
export const figuresByCampaign = z.object({ items: z.record(z.string(), campaignFigures) });

/** POST /campaigns {campaign}; answers `campaignDetail`. */
export const newCampaign = z.strictObject({ campaign: unchecked });

/** GET /campaigns/:key */
export const campaignDetail = campaignListed.extend({ revision, campaign: campaignShape, findings });

/** PUT /campaigns/:key; answers `saved`. */
export const campaignChange = z.strictObject({ revision, campaign: unchecked });

/** DELETE /campaigns/:key and /postbacks/:key */
export const removal = z.strictObject({ revision });
export const removed = z.object({ ok: z.literal(true) });

/** GET /campaigns/:key/rules */
export const ruleFigures = z.object({
  position: z.number().int(),
  on: z.string(),
  when: z.string().nullable(),
  move: z.string().nullable(),
  status: z.string().nullable(),
  enabled: z.boolean(),
  /** Times it has fired since it reads like this, in the latest 5,000 turns in which one of the campaign's fired. */
  fired: z.number().int(),
  more: z.boolean(),
  lastAt: instant.nullable(),
  /** Why it can never fire, and the like. */
  findings,
});

export const ruleList = z.object({ items: z.array(ruleFigures) });

/** GET /campaigns/:key/rules/:position/fired?limit=&cursor=, newest first */
export const ruleFired = z.object({
  /** Of the request log and the timeline. */
  id: z.string(),
  at: instant,
  dialogId: z.string(),
  name: z.string(),
  username: z.string(),
  event: z.string(),
  ordinal: z.number().int().nullable(),
  cost: z.string().nullable(),
  currency: z.string().nullable(),
});

export const ruleFiredPage = z.object({ items: z.array(ruleFired), nextCursor: z.string().nullable() });

/** POST /campaigns/:key/dry-run: what would this event do to this lead? Answers `processed`. */
export const ruleDryRun = z.strictObject({
  dialogId: text(20).regex(/^\d{1,16}$/, 'expected the id of a dialog'),
  event: z.strictObject({
    name: text(64).min(1),
    cost: z.union([text(64), z.number()]).optional(),
    currency: text(10).optional(),
    tid: text(512).optional(),
  }),
});

// ---------------------------------------------------------------- postbacks
/** GET /networks */
export const networkListed = z.object({
  key: z.string(),
  name: z.string(),
  /** Parameters of its links that carry the click id, the usual one first. */
  clickIdParameters: z.array(z.string()),
  events: z.array(z.object({ event: z.string(), label: z.string() })),
});

export const networkList = z.object({ items: z.array(networkListed) });

const readyUrl = z.object({ event: z.string(), label: z.string(), url: z.string() });

/** GET /postbacks */
export const postbackListed = z.object({
  key: z.string(),
  id: z.string(),
  name: z.string(),
  network: z.string(),
  networkName: z.string(),
  campaign: z.string().nullable(),
  /** Event -> URL with the network's own macros in place. */
  urls: z.record(z.string(), z.string()),
  ready: z.array(readyUrl),
  registrationLink: z.string().nullable(),
});

export const postbackList = z.object({ items: z.array(postbackListed), nextCursor: z.null() });

/** `lastAt` and `lastByEvent` of the latest 500 requests; the counts of those of them that came in the last 24 hours. */
export const postbackHealth = z.object({
  lastAt: instant.nullable(),
  /** Event -> when it came last, whatever became of it. */
  lastByEvent: z.record(z.string(), instant),
  received: z.number().int(),
  /** Accepted twice: counted in neither of the others. */
  duplicates: z.number().int(),
  /** Of an unknown click, or of none. */
  unmatched: z.number().int(),
  /** 0..1, null where nothing was received. */
  unmatchedShare: z.number().nullable(),
  /** Requests that wait to be assigned, of all that are logged (counted to 1000). */
  parked: z.number().int(),
  /** Parameters that came as a placeholder (`{cost}`), with how many times. */
  unfilled: z.record(z.string(), z.number().int()),
});

/** GET /postbacks/health: by key of the postback; GET /postbacks/:key/health gives one. */
export const healthByPostback = z.object({ items: z.record(z.string(), postbackHealth) });

/** POST /postbacks {postback}; answers `postbackDetail`. */
export const newPostback = z.strictObject({ postback: unchecked });

/** GET /postbacks/:key */
export const postbackDetail = postbackListed.extend({ revision, postback: postbackShape, findings });

/** PUT /postbacks/:key; answers `saved`. */
export const postbackChange = z.strictObject({ revision, postback: unchecked });

/** POST /postbacks/:key/test: a call as the network would make it; a dry run unless `send`. */
export const postbackTest = z.strictObject({
  event: text(64).min(1),
  /** Whose it is: a click id, or a dialog, whose click id is taken. Absent: an unknown click. */
  clickid: text(256).optional(),
  dialogId: text(20)
    .regex(/^\d{1,16}$/, 'expected the id of a dialog')
    .optional(),
  cost: z.union([text(64), z.number()]).optional(),
  currency: text(10).optional(),
  tid: text(512).optional(),
  send: z.boolean().optional(),
});

/** What the test came to; `url` is what was called. */
export const postbackTested = processed.extend({ url: z.string(), sent: z.boolean() });

/** POST /postbacks/registration-link */
export const linkRequest = z.strictObject({
  network: text(64),
  baseUrl: text(4096),
  parameter: text(64).optional(),
});
export const builtLink = z.object({ link: z.string() });

export type ApiFinding = z.infer<typeof configurationFinding>;
export type ApiPartDifference = z.infer<typeof partDifference>;
export type ApiSaved = z.infer<typeof saved>;
export type ApiSettings = z.infer<typeof settingsShape>;
export type ApiBotSettings = z.infer<typeof botSettings>;
export type ApiFlowSummary = z.infer<typeof flowSummary>;
export type ApiDraftFlow = z.infer<typeof draftFlow>;
export type ApiStepLead = z.infer<typeof stepLead>;
export type ApiFlowDetail = z.infer<typeof flowDetail>;
export type ApiDraftSaved = z.infer<typeof draftSaved>;
export type ApiPublished = z.infer<typeof published>;
export type ApiFlowVersionSummary = z.infer<typeof flowVersionSummary>;
export type ApiFlowVersion = z.infer<typeof flowVersion>;
export type ApiTryDraft = z.infer<typeof tryDraft>;
export type ApiHeard = z.infer<typeof heard>;
export type ApiCampaignFigures = z.infer<typeof campaignFigures>;
export type ApiCampaignListed = z.infer<typeof campaignListed>;
export type ApiCampaignDetail = z.infer<typeof campaignDetail>;
export type ApiRuleFigures = z.infer<typeof ruleFigures>;
export type ApiRuleFired = z.infer<typeof ruleFired>;
export type ApiNetwork = z.infer<typeof networkListed>;
export type ApiPostbackListed = z.infer<typeof postbackListed>;
export type ApiPostbackDetail = z.infer<typeof postbackDetail>;
export type ApiPostbackTested = z.infer<typeof postbackTested>;
export type ApiPostbackHealth = z.infer<typeof postbackHealth>;

export { saved as partSaved };
