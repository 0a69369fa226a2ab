import { z } from 'zod';
import { durationText } from '../duration.ts';
import { common } from './stepShape.ts';

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

export const customDelay = z
  .strictObject({
    ...common,
    kind: z.literal('customDelay'),
    /** Clock time in the bot's time zone; already past is tomorrow. */
    until: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a clock time such as 15:30')
      .optional(),
    days: z.array(z.enum(weekdays)).min(1).max(7).optional(),
    for: durationText.optional(),
  })
  .refine((step) => Boolean(step.until) !== Boolean(step.for), { error: 'a delay has either until or for' });

export type CustomDelay = z.infer<typeof customDelay>;
