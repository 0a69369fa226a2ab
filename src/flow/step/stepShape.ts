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

/** A file of the data folder, or an absolute URL; macros may stand in a URL's path and query. */
const file = z.string().min(1).max(4096);

/** Kinds of media that a message may carry; an album has several files. */
export const mediaKinds = [
  'photo',
  'video',
  'animation',
  'document',
  'audio',
  'voice',
  'videoNote',
  'sticker',
  'album',
] as const;

const contentKeys = ['text', 'prompt', ...mediaKinds, 'contact', 'location'];

/**
 * A text that a lead reads. Telegram's limits (4096 signs, 1024 of a caption) are for what is left without
 * tags and with the macros filled: they are checked where a funnel is, and when it is sent.
 */
export const writtenText = z.string().min(1).max(16_384);

export const message = z
  .strictObject({
    text: writtenText.optional(),
    photo: file.optional(),
    video: file.optional(),
    document: file.optional(),
    voice: file.optional(),
    videoNote: file.optional(),
    animation: file.optional(),
    audio: file.optional(),
    sticker: file.optional(),
    contact: z
      .strictObject({
        phone: z.string().min(3).max(40),
        firstName: z.string().min(1).max(64),
        lastName: z.string().max(64).optional(),
      })
      .optional(),
    location: z
      .strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
      .optional(),
    /** Two to ten photos or videos. */
    album: z.array(file).min(2).max(10).optional(),
    caption: writtenText.optional(),
    /** What the AI is to write. */
    prompt: z.string().min(1).max(8000).optional(),
    buttons: z.array(z.array(button).min(1).max(8)).max(100).optional(),
    pauseBefore: durationText.optional(),
    pin: z.boolean().optional(),
  })
  .refine((one) => contentKeys.filter((key) => Object.hasOwn(one, key)).length === 1, {
    error: `a message has exactly one of ${contentKeys.join(', ')}`,
  })
  .refine((one) => one.caption === undefined || mediaKinds.some((kind) => one[kind] !== undefined), {
    error: 'only media have a caption',
  })
  .refine((one) => one.caption === undefined || (one.videoNote === undefined && one.sticker === undefined), {
    error: 'a video note and a sticker have no caption',
  })
  .refine((one) => one.album === undefined || one.buttons === undefined, {
    error: 'an album has no buttons: Telegram shows none under it',
  });

export type MessageShape = z.infer<typeof message>;

export const push = z
  .strictObject({
    /** Since the last message of the dialog. */
    after: durationText,
    message: message.optional(),
    prompt: z.string().min(1).max(8000).optional(),
  })
  .refine((one) => Boolean(one.message) !== Boolean(one.prompt), {
    error: 'a push has either message or prompt',
  });

export type PushShape = z.infer<typeof push>;

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
  /** The bot's pushes for this flow (`globalPushes`) run on this step as well. */
  useGlobalPushes: z.boolean().optional(),
};
