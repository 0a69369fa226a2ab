import { z } from 'zod';
import { common } from './stepShape.ts';

export const assignOperator = z
  .strictObject({
    ...common,
    kind: z.literal('assignOperator'),
    /** One of them by chance, weighed by percent. */
    assign: z
      .array(z.strictObject({ operator: z.string().min(1).max(200), percent: z.number().min(0).max(100) }))
      .min(1)
      .max(100)
      .optional(),
    /** Nobody is the manager any more. */
    remove: z.boolean().optional(),
  })
  .refine((step) => Boolean(step.assign) !== Boolean(step.remove), {
    error: 'has either assign or remove: true',
  });

export type AssignOperator = z.infer<typeof assignOperator>;
