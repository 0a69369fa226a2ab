/** What a story file may say: strict shapes, so that a misspelt word is an error and never silence. */
import { z } from 'zod';
import { durationText, isFieldKey } from '../flow/flow.ts';

/** A caption or a text, with the kind of its media in front. */
const text = z.string().max(5000);
const name = z.string().min(1).max(64);
const label = z.string().min(1).max(256);
const amount = z.union([z.string().max(40), z.number()]);
const plainValue = z.union([z.string().max(4096), z.number(), z.boolean()]);
const fieldKey = z.string().refine(isFieldKey, { error: 'expected the key of a custom field' });
const steps = z
  .string()
  .max(130)
  .regex(/^\S+\/\S+$/, 'expected flow/step');
const query = z.string().max(65_536);

const lead = z.strictObject({
  name: z.string().max(256).optional(),
  username: z.string().max(64).optional(),
  chatId: z.number().int().refine(Number.isSafeInteger).optional(),
});

const click = z.union([
  text.min(1),
  z.strictObject({
    /** `campaign` or `campaign/source`. */
    link: text.min(1),
    /** Parameters of the link. */
    with: z.record(z.string().max(64), plainValue).optional(),
  }),
]);

/** A call from outside in the story's own words, or raw. */
const raw = { query: query.optional(), body: query.optional(), contentType: z.string().max(200).optional() };

const eventName = z.string().min(1).max(64);

const amountOf = {
  cost: amount.optional(),
  currency: z.string().max(10).optional(),
  tid: amount.optional(),
};

const postback = z.union([
  eventName,
  z.strictObject({
    /** Key of the postback; may be left out when the funnel has one. */
    from: name.optional(),
    event: eventName.optional(),
    ...amountOf,
    status: z.string().max(64).optional(),
    clickid: z.string().max(512).optional(),
    fields: z.record(fieldKey, plainValue).optional(),
    ...raw,
  }),
]);

const status = z.enum(['auto', 'manual', 'blocked', 'waiting', 'finished', 'stopped']);
const tag = z.string().min(1).max(64);

const change = {
  status: status.optional(),
  fields: z.record(fieldKey, plainValue.nullable()).optional(),
  tags: z.array(tag).max(100).optional(),
  addTags: z.array(tag).max(100).optional(),
  removeTags: z.array(tag).max(100).optional(),
};

const updateDialog = z.strictObject({
  /** Key of the bot's webhook; may be left out when it has one. */
  webhook: name.optional(),
  step: steps.optional(),
  ...change,
  ifStep: steps.optional(),
  ifStatus: z.string().max(20).optional(),
  requestId: z.string().max(200).optional(),
  ...raw,
});

const operator = z.strictObject({
  says: text.min(1).optional(),
  move: steps.optional(),
  ...change,
  manager: z.string().max(200).nullable().optional(),
  event: z.union([eventName, z.strictObject({ name: eventName, ...amountOf })]).optional(),
});

const answer = z.strictObject({
  /** A part of the called URL, or the `flow/step` that calls; absent: any call. */
  to: text.optional(),
  status: z.number().int().min(100).max(599).optional(),
  /** Text, or anything that becomes JSON. */
  body: z.unknown().optional(),
  /** What is kept of the answer, field by field, whatever its body says. */
  saves: z.record(fieldKey, plainValue).optional(),
  fails: z.string().min(1).max(500).optional(),
  after: durationText.optional(),
});

const aiAnswer = z.union([
  text.min(1),
  z.strictObject({
    requirementMet: z.boolean().optional(),
    branch: z.string().max(200).nullable().optional(),
    fields: z.record(z.string().max(64), plainValue).optional(),
    reply: text.nullable().optional(),
    /** What it writes for a prompt, or recognises in a medium. */
    text: text.optional(),
    fails: z.string().min(1).max(500).optional(),
    /** The day's tokens are used up. */
    budget: z.literal(true).optional(),
    silent: z.literal(true).optional(),
    after: durationText.optional(),
  }),
]);

const list = <Item extends z.ZodType>(item: Item) => z.array(item).max(1000);

const expectation = z.strictObject({
  /** Exactly these, in order. */
  messages: list(text).optional(),
  /** Each of these parts stands in one of the messages. */
  contains: list(text).optional(),
  nothing: z.literal(true).optional(),
  /** Labels under the last message, row after row. */
  buttons: list(label).optional(),
  step: steps.nullable().optional(),
  flow: name.nullable().optional(),
  status: z
    .enum(['start', 'auto', 'waiting', 'manual', 'finished', 'blocked', 'stopped', 'error'])
    .optional(),
  tags: list(tag).optional(),
  fields: z.record(z.string().max(64), z.union([plainValue, z.array(text)]).nullable()).optional(),
  tracker: z.record(z.string().max(64), plainValue.nullable()).optional(),
  manager: z.string().max(200).nullable().optional(),
  /** `sale`, or `resale#2`: the lead has had so many. */
  events: list(z.string().max(80)).optional(),
  /** Currency -> sum. */
  balance: z.record(z.string().max(10), amount).optional(),
  /** The `on` of the auto action that has fired. */
  rule: z.string().max(80).optional(),
  /** Parts of URLs that were called. */
  requests: list(text).optional(),
  warnings: list(text).optional(),
  timeline: list(text).optional(),
  /** What became of the last signal. */
  outcome: z
    .enum(['applied', 'duplicate', 'kept', 'parked', 'rejected', 'ignored', 'otherCampaign', 'failed'])
    .optional(),
});

export type Expectation = z.infer<typeof expectation>;

const expected = z.union([text, list(text), expectation]);

const media = z.enum([
  'photo',
  'video',
  'animation',
  'document',
  'audio',
  'voice',
  'videoNote',
  'sticker',
  'contact',
  'location',
]);

const acts = {
  click: click.optional(),
  start: z.union([z.literal(true), z.string().max(64)]).optional(),
  says: text.min(1).optional(),
  sends: media.optional(),
  presses: label.optional(),
  blocks: z.literal(true).optional(),
  unblocks: z.literal(true).optional(),
  wait: durationText.optional(),
  postback: postback.optional(),
  updateDialog: updateDialog.optional(),
  operator: operator.optional(),
  answer: answer.optional(),
  ai: aiAnswer.optional(),
  /** What chance decides from here on: `flow/step` -> the branch's `next` or title, or the operator. */
  split: z.record(steps, z.string().min(1).max(200)).optional(),
  expect: expected.optional(),
  'expect not': expected.optional(),
};

export const actNames = Object.keys(acts);

const act = z
  .strictObject({ as: name.optional(), note: z.string().max(4000).optional(), ...acts })
  .refine((one) => Object.keys(one).filter((key) => Object.hasOwn(acts, key)).length === 1, {
    error: `a line of the play is exactly one of ${actNames.join(', ')}`,
  });

export type Act = z.infer<typeof act>;

/** Lines that need no more than their words. */
const shortActs = new Map<unknown, Act>([
  ['start', { start: true }],
  ['blocks the bot', { blocks: true }],
  ['unblocks the bot', { unblocks: true }],
]);

/** More lines than anybody writes; a story is bounded in turns as well. */
export const maximumActs = 5000;

export const storyShape = z.strictObject({
  /** What it tells, in a sentence. */
  story: z.string().min(1).max(500),
  note: z.string().max(4000).optional(),
  bot: name.optional(),
  /** Key of the postback that reports come by, unless a line says `from`. */
  postback: name.optional(),
  /** When it begins: an ISO time in UTC. */
  at: z.iso.datetime({ offset: true, error: 'expected a time such as 2026-03-02T10:00:00Z' }).optional(),
  /** Makes chance repeatable; another seed is another run of luck. */
  seed: z.number().int().min(0).max(4_294_967_295).optional(),
  lead: lead.optional(),
  /** Several leads, by the names that `as` uses. */
  leads: z.record(name, lead).optional(),
  play: z
    .array(z.preprocess((line) => shortActs.get(line) ?? line, act))
    .min(1)
    .max(maximumActs),
});

export type StoryShape = z.infer<typeof storyShape>;
