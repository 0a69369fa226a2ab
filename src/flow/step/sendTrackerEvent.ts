import { z } from 'zod';
import { isEventName } from '../../event/event.ts';
import { common } from './stepShape.ts';

export const sendTrackerEvent = z.strictObject({
  ...common,
  kind: z.literal('sendTrackerEvent'),
  event: z
    .string()
    .min(1)
    .max(64)
    .refine(isEventName, { error: 'expected an event name: printable, without #' }),
  /** Text so that the amount stays exact; may hold macros. */
  cost: z.string().max(200).optional(),
  currency: z.string().max(10).optional(),
  tid: z.string().max(500).optional(),
});

export type SendTrackerEvent = z.infer<typeof sendTrackerEvent>;
