import { z } from 'zod';
import { common, stepReference } from './stepShape.ts';

const percent = z.number().min(0).max(100);

export const abRouter = z.strictObject({
  ...common,
  kind: z.literal('abRouter'),
  branches: z
    .array(z.strictObject({ title: z.string().max(200).optional(), percent, next: stepReference }))
    .min(2)
    .max(100),
});

export type AbRouter = z.infer<typeof abRouter>;
