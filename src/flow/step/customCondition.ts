import { z } from 'zod';
import { conditionText } from '../conditionText.ts';
import { common, stepReference } from './stepShape.ts';

export const customCondition = z.strictObject({
  ...common,
  kind: z.literal('customCondition'),
  /** Checked from the top; the first that holds leads on. */
  branches: z
    .array(
      z.strictObject({ title: z.string().max(200).optional(), when: conditionText, next: stepReference }),
    )
    .min(1)
    .max(100),
  otherwise: stepReference.optional(),
});

export type CustomCondition = z.infer<typeof customCondition>;
