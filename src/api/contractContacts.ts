/** Shapes of contacts: dialogs as rows of a table. */
import { z } from 'zod';

export const contact = z.object({
  /** The dialog's id. */
  id: z.string(),
  bot: z.string(),
  /** Null for whoever may not see it. */
  chatId: z.number().int().nullable(),
  username: z.string(),
  name: z.string(),
  status: z.string(),
  flow: z.string().nullable(),
  /** Key of the step in its flow. */
  step: z.string().nullable(),
  /** Key of the campaign; null for an organic lead. */
  campaign: z.string().nullable(),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
  tracker: z.record(z.string(), z.string()),
  tags: z.array(z.string()),
  manager: z.string().nullable(),
  balance: z.record(z.string(), z.string()),
  /** Event -> how many the lead has had. */
  events: z.record(z.string(), z.number().int()),
  createdAt: z.string(),
  lastMessageAt: z.string().nullable(),
});

/** What may be chosen beside the fixed columns. */
export const contactColumns = z.object({
  fields: z.array(z.object({ key: z.string(), name: z.string() })),
  /** Seen among the latest thousand contacts, by name. */
  tracker: z.array(z.string()),
  events: z.array(z.string()),
  currencies: z.array(z.string()),
});

export type ApiContact = z.infer<typeof contact>;
export type ApiContactColumns = z.infer<typeof contactColumns>;
