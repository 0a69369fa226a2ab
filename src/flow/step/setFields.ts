import { z } from 'zod';
import { fieldKey } from '../key.ts';
import { common } from './stepShape.ts';

export const setFields = z.strictObject({
  ...common,
  kind: z.literal('setFields'),
  fields: z.record(fieldKey, z.union([z.string().max(4096), z.number()])),
});

export type SetFields = z.infer<typeof setFields>;
