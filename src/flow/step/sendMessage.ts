import { z } from 'zod';
import { common, message } from './stepShape.ts';

export const sendMessage = z.strictObject({
  ...common,
  kind: z.literal('sendMessage'),
  messages: z.array(message).min(1).max(30),
});

export type SendMessage = z.infer<typeof sendMessage>;
