import { z } from 'zod';
import { stepPath } from '../key.ts';
import { common } from './stepShape.ts';

export const changeFlow = z.strictObject({
  ...common,
  kind: z.literal('changeFlow'),
  to: stepPath,
});

export type ChangeFlow = z.infer<typeof changeFlow>;
