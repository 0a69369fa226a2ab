import { z } from 'zod';
import { common, push } from './stepShape.ts';

/** Pushes as a step of their own: the lead's next message leads on. */
export const customPush = z.strictObject({
  ...common,
  kind: z.literal('customPush'),
  pushes: z.array(push).min(1).max(50),
});

export type CustomPush = z.infer<typeof customPush>;
