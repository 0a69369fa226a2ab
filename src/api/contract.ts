/** Shapes of the control API: promised in the interfaces, used by the routes and by the web pages. */
import { z } from 'zod';
import { mediaKinds } from '../flow/flow.ts';

const instant = z.iso.datetime({ precision: 3 });
const decimal = z.string();
const id = z.string();

/** Text that PostgreSQL can keep: without NUL and without half a surrogate pair. */
const text = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine((given) => !given.includes('\0') && given.isWellFormed(), {
      error: 'holds a character that cannot be stored (NUL or half a surrogate pair)',
    });

const filled = (longest: number) => text(longest).min(1);

export const leadEvent = z.object({
  name: z.string(),
  receivedName: z.string(),
  ordinal: z.number().int(),
  cost: decimal.nullable(),
  currency: z.string(),
  tid: z.string().nullable(),
  at: instant,
  /** Not there: the amount counts. `held`: not approved yet; `reversed`: takes back what `reverses` names. */
  standing: z.enum(['held', 'reversed']).optional(),
  /** `sale#1`: the event whose amount it takes back. */
  reverses: z.string().optional(),
});

export const dialog = z.object({
  id,
  /** Key of the bot. */
  bot: z.string(),
  chatId: z.number().int(),
  username: z.string(),
  name: z.string(),
  status: z.enum(['start', 'auto', 'waiting', 'manual', 'finished', 'blocked', 'stopped', 'error']),
  flow: z.string().nullable(),
  step: z.object({ id: z.string(), key: z.string() }).nullable(),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
  tracker: z.record(z.string(), z.string()),
  tags: z.array(z.string()),
  /** The latest 100, newest first. */
  events: z.array(leadEvent),
  balance: z.record(z.string(), decimal),
  manager: z.string().nullable(),
  createdAt: instant,
  lastMessageAt: instant.nullable(),
});

/** Marks of Telegram, "MessageEntity"; further ones may come. Offset and length count UTF-16 units. */
export const entity = z.object({
  type: z.string(),
  offset: z.number().int(),
  length: z.number().int(),
  url: z.string().optional(),
  language: z.string().optional(),
  userId: z.number().int().optional(),
  emojiId: z.string().optional(),
});

/** A file of a message. */
export const attachment = z.object({
  /** Its place in the message, from 0. */
  n: z.number().int(),
  /** photo, video, document, ...: of an album's part its own. */
  kind: z.string(),
  name: z.string(),
  /** What its first bytes say, '' when nobody has looked. */
  mime: z.string(),
  size: z.number().int().nullable(),
  /** `coming`: it is being fetched. `failed`: it is not to be had, for `reason`. */
  state: z.enum(['coming', 'kept', 'failed']),
  reason: z.string().nullable(),
  /** Where to get it, with the same rights as the message; null while it is not there. */
  url: z.string().nullable(),
});

const contact = z.object({ phone: z.string(), firstName: z.string(), lastName: z.string() });
const location = z.object({ latitude: z.number(), longitude: z.number() });

export const message = z.object({
  id,
  direction: z.enum(['in', 'out']),
  kind: z.string(),
  text: z.string(),
  /** `id` is what the simulator's `button` takes; null for links. */
  buttons: z.array(
    z.array(
      z.object({
        id: z.string().nullable(),
        text: z.string(),
        url: z.string().nullable(),
        webApp: z.string().nullable(),
      }),
    ),
  ),
  media: z.string().nullable(),
  /** Who wrote a message of ours. */
  by: z.enum(['flow', 'ai', 'operator']).optional(),
  /** Of media that we sent: URLs, or names of files in the data folder. */
  files: z.array(z.string()).optional(),
  state: z.enum(['pending', 'sent', 'failed', 'uncertain', 'cancelled']),
  /** Why it failed or is uncertain, in the channel's own words. */
  reason: z.string().optional(),
  /** Marks on the text. */
  entities: z.array(entity).optional(),
  attachments: z.array(attachment).optional(),
  contact: contact.optional(),
  location: location.optional(),
  /** Id of the message that it answers. */
  replyTo: z.string().optional(),
  /** When its text was last changed; the text here is the new one. */
  editedAt: instant.optional(),
  /** When it was taken away in the chat; what it said stays here. */
  deletedAt: instant.optional(),
  /** Number of the signal that made it: the timeline's and the request log's id. */
  cause: z.string(),
  at: instant,
});

export const requestLogEntry = z.object({
  id,
  /** `update` and `channel` (what Telegram told) only where they failed or were parked. */
  kind: z.enum(['postback', 'webhook', 'sendWebhook', 'ai', 'update', 'channel']),
  at: instant,
  method: z.string(),
  url: z.string(),
  /** The HTTP status that was answered, or that we were answered. */
  status: z.number().int().nullable(),
  /** applied, duplicate, parked, kept, otherCampaign, ignored, rejected, failed, retry, ok */
  outcome: z.string(),
  reason: z.string().nullable(),
  warnings: z.array(z.string()),
  dialogId: z.string().nullable(),
  durationMs: z.number(),
  /** What it was, in a few words, where there is no URL to tell. */
  text: z.string().optional(),
});

/**
 * One line of the timeline, newest first. `kind` says which: signal, received, sent, campaign, event,
 * takenBack, rule, branch, push, postponed, asked, decided, recognised, move, status, fields, tags, manager,
 * request, answer, wait, cancelled, ignored, warning; the
 * rest of the line is that kind's own data (see `Entry` in src/dialog/entry.ts).
 */
export const timelineItem = z.looseObject({
  id,
  at: instant,
  kind: z.string(),
  /** The signal that this line came of. */
  cause: z.object({ id, kind: z.string(), text: z.string() }),
});

export const dialogPatch = z.strictObject({
  /** UUID of a step, or `flow/step`. */
  step: text(130).optional(),
  status: z.enum(['auto', 'manual', 'blocked', 'waiting', 'finished', 'stopped']).optional(),
  fields: z
    .record(text(200), z.union([text(32_768), z.number(), z.array(text(200)).max(500), z.null()]))
    .optional(),
  tags: z.array(filled(64)).max(500).optional(),
  addTags: z.array(filled(64)).max(500).optional(),
  removeTags: z.array(filled(64)).max(500).optional(),
  manager: text(200).nullable().optional(),
});

/** A mark as an operator sets it; which types there are is checked with the text. */
const operatorEntity = z.strictObject({
  type: filled(40),
  offset: z.number().int().min(0),
  length: z.number().int().min(1),
  url: filled(2048).optional(),
  language: filled(64).optional(),
  userId: z.number().int().positive().optional(),
  emojiId: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
});

const messageId = text(20).regex(/^\d{1,16}$/, 'expected the id of a message');

/** A text, or media with the text as their caption, or a contact, or a place. */
export const operatorMessage = z.strictObject({
  text: text(4096).optional(),
  entities: z.array(operatorEntity).max(100).optional(),
  media: z
    .strictObject({
      kind: z.enum(mediaKinds),
      /** `file:<id>` of an upload, a URL, or a path in the owner's folder of files. */
      files: z.array(filled(2048)).min(1).max(10),
    })
    .optional(),
  contact: z
    .strictObject({
      phone: filled(40).min(3),
      firstName: filled(64),
      lastName: text(64).optional(),
    })
    .optional(),
  location: z
    .strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
    .optional(),
  /** Id of the message of this dialog that it answers. */
  replyTo: messageId.optional(),
  /** Macros in the text are filled in for this lead; does not go together with marks. */
  macros: z.boolean().optional(),
});

/** What a message of ours says from now on: its text, or the caption of its media. */
export const messageEdit = z.strictObject({
  text: text(4096),
  entities: z.array(operatorEntity).max(100).optional(),
});

export const messagePin = z.strictObject({ pinned: z.boolean() });

/** An upload: `file:<id>` names it in an operator's message. */
export const uploadedFile = z.object({ id, name: z.string(), mime: z.string(), size: z.number().int() });

export const operatorEvent = z.strictObject({
  name: filled(64),
  cost: z.union([text(64), z.number()]).optional(),
  currency: text(10).optional(),
  tid: text(512).optional(),
});

/** What would happen, or what happened, when a request is processed. */
export const processed = z.object({
  dryRun: z.boolean(),
  outcome: z.string(),
  reason: z.string().nullable(),
  warnings: z.array(z.string()),
  dialogId: z.string().nullable(),
  /** As it was read: null when the request names none. */
  event: leadEvent
    .omit({ at: true, ordinal: true, reverses: true })
    .extend({ ordinal: z.number().int().nullable() })
    .nullable(),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string()), z.null()])),
  /** The auto action that fires. */
  rule: z
    .object({
      campaign: z.string(),
      on: z.string(),
      position: z.number().int(),
      move: z.string().nullable(),
      status: z.string().nullable(),
    })
    .nullable(),
  /** `flow/step` and status afterwards. */
  step: z.string().nullable(),
  status: z.string().nullable(),
  messages: z.array(z.object({ text: z.string(), buttons: z.array(z.string()) })),
});

const namedBot = z.object({ key: z.string(), name: z.string() });

/** What the *Try it* page needs to play one simulated bot. */
export const tryIt = z.object({
  bot: namedBot,
  /** The simulated bots that may be played instead, this one among them. */
  bots: z.array(namedBot),
  /** The example funnel of the first start: its story has a plot that the page knows. */
  demo: z.boolean(),
  /** The page fills `{chatId}` and `{clickid}` in itself. Null: no campaign leads to the bot. */
  clickUrl: z.string().nullable(),
  /** Empty: no postback serves the campaign. */
  postbacks: z.array(z.object({ event: z.string(), url: z.string() })),
  /** Null: the bot has no webhook. */
  updateDialogUrl: z.string().nullable(),
});

/** A page of a list; `nextCursor` is null on the last one. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** Said instead of a result that takes longer than ten seconds: the signal is stored and will be applied. */
export const accepted = z.object({ accepted: z.literal(true), signalId: id });

export const replayRequest = z.strictObject({ dryRun: z.boolean().optional() });

export const assignRequest = z.strictObject({
  dialogId: text(20).regex(/^\d{1,16}$/, 'expected the id of a dialog'),
});

/** The URL as a network would call it, or its query alone. */
export const postbackDryRun = z
  .strictObject({ url: text(16_384).optional(), query: text(16_384).optional() })
  .refine((given) => (given.url === undefined) !== (given.query === undefined), {
    error: 'expected either url or query',
  });

/** How a bot does at Telegram; the token itself is in no answer. */
export const botTelegram = z.object({
  /** `notConnected`: it has no token. `otherReceiver`: another service's webhook is set; say takeOver. */
  state: z.enum(['notConnected', 'new', 'running', 'stopped', 'otherReceiver']),
  receives: z.enum(['webhook', 'polling', 'none']),
  telegramId: z.number().int().nullable(),
  /** Without the @; '' until Telegram has said it. */
  username: z.string(),
  name: z.string(),
  /** The last four characters of the token. */
  tokenHint: z.string(),
  lastUpdateAt: instant.nullable(),
  checkedAt: instant.nullable(),
  /** Nothing is sent before: Telegram said so. */
  pausedUntil: instant.nullable(),
  /** In the order in which one looks for a fault; `code` and `parameters` are for a translation of `text`. */
  checklist: z.array(
    z.object({
      check: z.enum(['token', 'otherReceiver', 'webhook', 'updates', 'businessMode', 'channelRights']),
      state: z.enum(['ok', 'warning', 'failed', 'unknown']),
      code: z.string(),
      text: z.string(),
      parameters: z.record(z.string(), z.string()).optional(),
    }),
  ),
  alarm: z.object({ code: z.string(), text: z.string(), at: instant }).nullable(),
  /** The groups that it is in, as far as Telegram has told; only where one bot is asked about. */
  groups: z.array(z.object({ chatId: z.number().int(), title: z.string() })).optional(),
});

export const botConnect = z.strictObject({
  /** From BotFather; absent: the one that is stored. */
  token: filled(256).optional(),
  /** Takes the webhook of another service away; the updates that wait at Telegram are kept. */
  takeOver: z.boolean().optional(),
});

export const alarm = z.object({
  /** Key of the bot. */
  bot: z.string(),
  code: z.string(),
  text: z.string(),
  at: instant,
});

export type ApiBotTelegram = z.infer<typeof botTelegram>;
export type ApiAlarm = z.infer<typeof alarm>;

export const botSummary = z.object({
  key: z.string(),
  id,
  name: z.string(),
  channel: z.string(),
  /** Null for a bot of another channel. */
  telegram: botTelegram.nullable(),
  fields: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      type: z.string(),
      declared: z.boolean(),
      /** Of `select` and `multiselect`: the values that there are. */
      options: z.array(z.string()).optional(),
    }),
  ),
  /** Tags that the bot declares. */
  tags: z.array(z.object({ key: z.string(), name: z.string() })),
  webhooks: z.array(z.object({ key: z.string(), id, url: z.string() })),
  flows: z.array(
    z.object({ key: z.string(), id, steps: z.array(z.object({ key: z.string(), id, kind: z.string() })) }),
  ),
});

export const campaignSummary = z.object({
  key: z.string(),
  id,
  name: z.string(),
  bot: z.string(),
  url: z.string(),
  sources: z.array(z.object({ key: z.string(), url: z.string() })),
});

export const postbackSummary = z.object({
  key: z.string(),
  id,
  name: z.string(),
  network: z.string(),
  campaign: z.string().nullable(),
  /** Event -> URL with the network's own macros in place. */
  urls: z.record(z.string(), z.string()),
  registrationLink: z.string().nullable(),
});

/** Data of the live stream's `dialog` events: look at the dialog again. `version` 0: it is gone. */
export const liveDialog = z.object({ id, version: z.number().int() });

export type ApiDialog = z.infer<typeof dialog>;
export type ApiMessage = z.infer<typeof message>;
export type ApiAttachment = z.infer<typeof attachment>;
export type ApiEntity = z.infer<typeof entity>;
export type ApiOperatorMessage = z.infer<typeof operatorMessage>;
export type ApiRequest = z.infer<typeof requestLogEntry>;
export type ApiTimelineItem = z.infer<typeof timelineItem>;
export type ApiLeadEvent = z.infer<typeof leadEvent>;
export type ApiProcessed = z.infer<typeof processed>;
export type ApiTryIt = z.infer<typeof tryIt>;
export type ApiBot = z.infer<typeof botSummary>;
export type ApiCampaign = z.infer<typeof campaignSummary>;
export type ApiPostback = z.infer<typeof postbackSummary>;
export type ApiLiveDialog = z.infer<typeof liveDialog>;

export const webhookSummary = z.object({
  key: z.string(),
  id,
  name: z.string(),
  bot: z.string(),
  url: z.string(),
  enabled: z.boolean(),
  /** What it may change; null: everything. */
  operations: z.array(z.string()).nullable(),
  /** After a rotation the old id works until then. */
  previousIdValidUntil: instant.nullable(),
  lastCall: z.object({ at: instant, outcome: z.string(), reason: z.string().nullable() }).nullable(),
});

export const webhookRotation = z.strictObject({
  /** How long the old id stays valid; default 24h. */
  keepOldFor: z.string().max(20).optional(),
});

export type ApiWebhook = z.infer<typeof webhookSummary>;

/** Who is calling, and what they may do. */
export const me = z.object({
  kind: z.enum(['user', 'key', 'visitor']),
  name: z.string(),
  role: z.string(),
  scopes: z.array(z.string()),
  /** Leads' names, user names and ids are hidden from them. */
  masked: z.boolean(),
  company: z.string(),
  space: z.object({ key: z.string(), name: z.string() }),
  spaces: z.array(z.object({ key: z.string(), name: z.string(), role: z.string() })),
});

export type ApiMe = z.infer<typeof me>;
