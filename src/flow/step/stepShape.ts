import { z } from 'zod';
import { durationText } from '../duration.ts';
import { objectKey, stepPath } from '../key.ts';

export const finishStatus = z.enum(['next', 'waiting', 'manual', 'finished']);

/** The id of a step of the same flow, or `flow/step`. */
export const stepReference = z.union([objectKey, stepPath]);

const button = z
  .strictObject({
    text: z.string().min(1).max(256),
    url: z.string().min(1).max(4096).optional(),
    webApp: z.string().min(1).max(4096).optional(),
    goto: stepReference.optional(),
    run: stepReference.optional(),
  })
  .refine((one) => [one.url, one.webApp, one.goto, one.run].filter(Boolean).length === 1, {
    error: 'a button has exactly one of url, webApp, goto, run',
  });

export type ButtonShape = z.infer<typeof button>;

/** Telegram's own limit for a text after its macros have been filled is checked when it is sent. */
export const message = z.strictObject({
  text: z.string().min(1).max(4096).optional(),
  photo: z.string().optional(),
  video: z.string().optional(),
  document: z.string().optional(),
  voice: z.string().optional(),
  videoNote: z.string().optional(),
  album: z.array(z.string()).optional(),
  caption: z.string().max(1024).optional(),
  prompt: z.string().optional(),
  buttons: z.array(z.array(button).min(1).max(8)).max(100).optional(),
  pauseBefore: durationText.optional(),
  pin: z.boolean().optional(),
});

export type MessageShape = z.infer<typeof message>;

export const push = z.strictObject({
  after: durationText,
  message: message.optional(),
  prompt: z.string().optional(),
});

/** Keys that every kind of step has. */
export const common = {
  key: objectKey,
  title: z.string().max(200).optional(),
  delay: durationText.optional(),
  finish: finishStatus.optional(),
  next: stepReference.optional(),
  stay: z.boolean().optional(),
  note: z.string().max(4000).optional(),
  at: z.tuple([z.number(), z.number()]).optional(),
  pushes: z.array(push).max(50).optional(),
  useGlobalPushes: z.boolean().optional(),
};
