import { z } from 'zod';
import { fieldKey } from '../key.ts';
import { common, stepReference } from './stepShape.ts';

export const sendWebhook = z.strictObject({
  ...common,
  kind: z.literal('sendWebhook'),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  url: z.string().min(1).max(4096),
  headers: z.record(z.string().max(200), z.string().max(4096)).optional(),
  body: z.string().max(65_536).optional(),
  save: z.record(fieldKey, z.string().max(500)).optional(),
  wait: z.boolean().optional(),
  ok: stepReference.optional(),
  failed: stepReference.optional(),
  secret: z.string().optional(),
});

export type SendWebhook = z.infer<typeof sendWebhook>;
