import { z } from 'zod';
import { isTimezone } from '../base/instant.ts';
import { durationText } from './duration.ts';
import { field } from './field.ts';
import { fieldKey, objectKey, stepPath } from './key.ts';
import { push, writtenText } from './step/stepShape.ts';
import { step } from './step.ts';

const aiSettings = z.strictObject({
  baseUrl: z
    .string()
    .max(2000)
    .regex(/^https?:\/\/\S+$/, 'expected an http or https URL such as http://127.0.0.1:11434/v1')
    .optional(),
  apiKey: z.string().optional(),
  decideModel: z.string().min(1).max(200),
  replyModel: z.string().min(1).max(200),
  temperature: z.number().min(0).max(2).optional(),
  /** Tokens a day of the bot's time zone; used up, a person takes over. */
  dailyTokens: z.number().int().min(0).optional(),
  legend: z.string().max(32_000).optional(),
  restrictions: z.string().max(32_000).optional(),
  /** The opening line that says who is speaking: on unless false; a text replaces the ready one. */
  disclosure: z.union([z.boolean(), z.string().min(1).max(500)]).optional(),
  onFailure: z.enum(['manual', 'error']).optional(),
  /** Sent to the lead when the endpoint has failed for good; absent: nothing is said. */
  fallback: writtenText.optional(),
});

export type AiSettings = z.infer<typeof aiSettings>;

/** What becomes of media that a lead sends. */
export type Recognition = 'recognise' | 'manual' | 'skip';

const recognition = z.enum(['recognise', 'manual', 'skip']);

/** A Telegram group that hears of dialogs; the bot must be a member of it. */
const notificationGroup = z.strictObject({
  key: objectKey,
  name: z.string().max(200).optional(),
  /** The group's Telegram id, a negative number. */
  chatId: z.number().int().min(-9007199254740991).max(-1),
  /** Absent: when a dialog becomes manual. Else when this condition begins to hold. */
  when: z.string().min(1).max(4000).optional(),
  language: z.enum(['en', 'ru']).optional(),
  enabled: z.boolean().optional(),
});

export type NotificationGroup = z.infer<typeof notificationGroup>;

/** What a bot has besides its fields, tags, webhooks and flows; stored as the bot's document. */
const settings = {
  key: objectKey,
  name: z.string().min(1).max(200),
  channel: z.enum(['simulator', 'telegram']),
  timezone: z.string().refine(isTimezone, { error: 'expected a time zone such as Europe/Moscow' }).optional(),
  start: stepPath.optional(),
  delays: z
    .strictObject({
      /** Quiet time after the lead's last message before the step runs. */
      response: durationText.optional(),
      /** From the lead's last message to our first message. */
      message: durationText.optional(),
      aiAnswer: durationText.optional(),
      /** Characters a second; 0 shows no typing. */
      typingSpeed: z.number().min(0).max(1000).optional(),
    })
    .optional(),
  trackOrganic: z.boolean().optional(),
  variables: z.record(fieldKey, z.string().max(4096)).optional(),
  tags: z
    .array(
      z.strictObject({
        key: z.string().min(1).max(64),
        name: z.string().max(200).optional(),
        color: z.string().max(40).optional(),
      }),
    )
    .max(500)
    .optional(),
  organicActions: z.array(z.unknown()).optional(),
  ai: aiSettings.optional(),
  recognition: z
    .strictObject({
      photo: recognition.optional(),
      voice: recognition.optional(),
      videoNote: recognition.optional(),
      video: recognition.optional(),
      audio: recognition.optional(),
      document: recognition.optional(),
    })
    .optional(),
  /** By key of the flow; run on its steps that say `useGlobalPushes`. */
  globalPushes: z.record(objectKey, z.array(push).max(50)).optional(),
  /** Whole messages of a lead that mean `/stop`. */
  stopWords: z.array(z.string().min(1).max(64)).max(50).optional(),
  /** What `/privacy` answers; absent: a plain text of our own. */
  privacy: writtenText.optional(),
  /** What `/start` does in a dialog that has begun: it counts as any message, or the flow begins anew. */
  startAgain: z.enum(['continue', 'restart']).optional(),
  /** Business accounts through which the bot speaks for their owners. */
  business: z
    .strictObject({
      /** Whose chats may go to the AI endpoint: everybody's (true), or those of these Telegram user ids. */
      aiConsent: z.union([z.boolean(), z.array(z.number().int().positive()).max(1000)]).optional(),
    })
    .optional(),
  notificationGroups: z.array(notificationGroup).max(50).optional(),
  /** In the bot's time zone; nothing that the lead has not asked for is sent then. */
  quietHours: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'expected hours such as 22:00-08:00')
    .optional(),
  /** Pushes and mailings that a lead gets in a day of the bot's time zone. */
  maxMessagesPerDay: z.number().int().min(1).max(1000).optional(),
};

export const flow = z.strictObject({
  key: objectKey,
  name: z.string().max(200).optional(),
  steps: z.array(step).max(2000),
});

export type Flow = z.infer<typeof flow>;

export const webhookOperations = ['step', 'status', 'fields', 'tags'] as const;

export const webhook = z.strictObject({
  key: objectKey,
  name: z.string().max(200).optional(),
  enabled: z.boolean().optional(),
  /** Absent: all of them. */
  operations: z.array(z.enum(webhookOperations)).optional(),
});

export type Webhook = z.infer<typeof webhook>;

export const botSettings = z.strictObject(settings);

export type BotSettings = z.infer<typeof botSettings>;

/** A bot as the funnel file writes it. */
export const bot = z.strictObject({
  ...settings,
  token: z.string().optional(),
  fields: z.array(field).max(200).optional(),
  webhooks: z.array(webhook).max(200).optional(),
  flows: z.array(flow).max(500).optional(),
});

export type Bot = z.infer<typeof bot>;
