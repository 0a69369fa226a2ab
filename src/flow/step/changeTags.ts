import { z } from 'zod';
import { common } from './stepShape.ts';

const tag = z.string().min(1).max(64);

export const changeTags = z.strictObject({
  ...common,
  kind: z.literal('changeTags'),
  assign: z.array(tag).max(100).optional(),
  remove: z.array(tag).max(100).optional(),
});

export type ChangeTags = z.infer<typeof changeTags>;
