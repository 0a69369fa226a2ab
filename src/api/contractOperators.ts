/** Shapes of what operators work with: the list of dialogs, marks, saved filters, templates, messages for later. */
import { z } from 'zod';
import { dialog, operatorMessage } from './contract.ts';

const instant = z.iso.datetime({ precision: 3 });

const plain = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine((given) => !given.includes('\0') && given.isWellFormed(), {
      error: 'holds a character that cannot be stored (NUL or half a surrogate pair)',
    })
    .refine((given) => given.trim() !== '', { error: 'is empty' });

/** A dialog in a list; the marks of whoever asks are there when a list is asked for by `tab` or `search`. */
export const listedDialog = dialog.extend({
  /** The lead has written since this person looked. */
  unread: z.boolean().optional(),
  /** The last message is the lead's. */
  needsReply: z.boolean().optional(),
  favourite: z.boolean().optional(),
  /** The latest message, its text cut short. */
  last: z
    .object({ direction: z.enum(['in', 'out']), kind: z.string(), text: z.string(), at: instant })
    .nullable()
    .optional(),
});

export const tabs = [
  ...(['all', 'unread', 'needsReply', 'mine', 'favourite'] as const),
  ...dialog.shape.status.options,
] as const;

/** How many dialogs each tab has; `most` stands for itself and everything above. */
export const dialogCounters = z.object({
  most: z.number().int(),
  /** Of `unread` counting ends earlier. */
  mostUnread: z.number().int(),
  tabs: z.record(z.string(), z.number().int()),
});

/** How one dialog stands to whoever asks. */
export const dialogMarks = z.object({
  unread: z.boolean(),
  favourite: z.boolean(),
  /** Tracker fields that its campaign declares as not visible: pages leave them out. */
  hiddenTracker: z.array(z.string()),
});

export const readMark = z.strictObject({
  /** False: it counts as unread again. */
  read: z.boolean().default(true),
});

export const favouriteMark = z.strictObject({ favourite: z.boolean() });

export const savedFilter = z.object({
  id: z.string(),
  name: z.string(),
  /** A condition, as it is written. */
  filter: z.string(),
  /** Everybody of the space has it. */
  shared: z.boolean(),
});

export const newFilter = z.strictObject({
  name: plain(100),
  filter: plain(4000),
  shared: z.boolean().default(false),
});

/** A ready answer; macros in it are filled in for the lead that it goes to. */
export const replyTemplate = z.object({ id: z.string(), shortcut: z.string(), text: z.string() });

export const newTemplate = z.strictObject({
  /** What is typed behind `#`. */
  shortcut: z
    .string()
    .max(40)
    .regex(/^[\p{L}\p{M}\p{N}_-]+$/u, 'letters, digits, _ and - only'),
  text: plain(4096),
});

/** An operator's message and when it goes out. */
export const newScheduled = operatorMessage.extend({ at: instant });

export const scheduledMessage = z.object({
  id: z.string(),
  at: instant,
  by: z.string(),
  text: z.string(),
  /** Kind of its media, null for a text. */
  media: z.string().nullable(),
});

export const macroText = z.strictObject({ text: z.string().max(4096) });

/** A text with its macros filled in; `warnings` name those that have no value for this lead. */
export const filledText = z.object({ text: z.string(), warnings: z.array(z.string()) });

export type ApiListedDialog = z.infer<typeof listedDialog>;
export type ApiTab = (typeof tabs)[number];
export type ApiCounters = z.infer<typeof dialogCounters>;
export type ApiMarks = z.infer<typeof dialogMarks>;
export type ApiSavedFilter = z.infer<typeof savedFilter>;
export type ApiTemplate = z.infer<typeof replyTemplate>;
export type ApiScheduled = z.infer<typeof scheduledMessage>;
export type ApiFilledText = z.infer<typeof filledText>;
