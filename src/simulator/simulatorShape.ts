/** What a simulated lead can do: one of text, start, button, media, blocked. */
import { z } from 'zod';

export const simulatorMessage = z.strictObject({
  chatId: z.number().int().min(-9007199254740991).max(9007199254740991),
  name: z.string().max(256).optional(),
  username: z.string().max(64).optional(),
  text: z.string().max(4096).optional(),
  start: z.string().max(64).optional(),
  button: z.string().max(64).optional(),
  media: z.enum(['photo', 'video', 'document', 'audio', 'voice', 'videoNote', 'sticker']).optional(),
  /** The lead blocks (true) or unblocks (false) the bot. */
  blocked: z.boolean().optional(),
});

export type SimulatorMessage = z.infer<typeof simulatorMessage>;

export const simulatorClock = z.strictObject({
  /** How far the simulated dialogs' time jumps, e.g. `3d`. */
  advance: z.string().max(40),
});
