import { z } from 'zod';
import { common } from './stepShape.ts';

export const sendTrackerEvent = z.strictObject({
  ...common,
  kind: z.literal('sendTrackerEvent'),
  event: z.string().min(1).max(64),
  /** Text so that the amount stays exact; may hold macros. */
  cost: z.string().max(200).optional(),
  currency: z.string().max(10).optional(),
  tid: z.string().max(500).optional(),
});

export type SendTrackerEvent = z.infer<typeof sendTrackerEvent>;
