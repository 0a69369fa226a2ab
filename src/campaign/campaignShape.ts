import { z } from 'zod';
import { autoAction } from './autoAction.ts';

const key = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
    'expected 1-64 letters, digits, _ . or - (first a letter or digit)',
  );

const path = z.string().regex(/^[^/\s]+\/[^/\s]+$/, 'expected flow/step');

/** A campaign as the funnel file writes it. */
export const campaignShape = z
  .strictObject({
    key,
    name: z.string().max(200).optional(),
    /** Key of the bot that talks (the DM bot). */
    bot: key,
    start: path.optional(),
    /** `bot` (default): the link leads to the bot. `channel`: to a channel first, as `channel` says. */
    type: z.enum(['bot', 'channel']).optional(),
    channel: z
      .strictObject({
        /** Key of the bot that lets people in, an administrator of the channel; absent: the bot that talks. */
        bot: key.optional(),
        /** The channel's Telegram id, a negative number. */
        chatId: z.number().int().min(-9007199254740991).max(-1),
        /** `flow/step` of the inviting bot: what somebody who asks to join is told. */
        greeting: path.optional(),
        /** False: an administrator lets people in by hand. */
        approve: z.boolean().optional(),
      })
      .optional(),
    parameters: z
      .array(z.strictObject({ key: z.string().min(1).max(64), visible: z.boolean().optional() }))
      .max(100)
      .optional(),
    sources: z
      .array(
        z.strictObject({
          key,
          name: z.string().max(200).optional(),
          provider: z.string().max(64).optional(),
        }),
      )
      .max(200)
      .optional(),
    autoActions: z.array(autoAction).max(1000).optional(),
  })
  .refine((one) => (one.type === 'channel') === (one.channel !== undefined), {
    error: 'a campaign of type channel, and no other, says which channel',
    path: ['channel'],
  });

export type CampaignShape = z.infer<typeof campaignShape>;

/** A postback as the funnel file writes it. */
export const postbackShape = z.strictObject({
  key,
  name: z.string().max(200).optional(),
  network: z.string().max(64),
  /** Key of the only campaign whose leads it may touch. */
  campaign: key.optional(),
  registrationLink: z
    .strictObject({
      baseUrl: z.string().max(4096),
      parameter: z.string().max(64).optional(),
      /** Saved as this variable of `bot`. */
      variable: z.string().max(64).optional(),
      /** Key of the bot whose variable it is; absent: the campaign's bot, or the only one that there is. */
      bot: key.optional(),
    })
    .optional(),
  /** Within it a byte-identical request without tid counts once; default 10s, 0s = off. */
  repeatWindow: z
    .string()
    .regex(/^\d+(ms|s|m|h)$/, 'expected a duration such as 10s')
    .optional(),
  /** Requests a second; absent = no limit. */
  rateLimit: z.number().min(1).max(1_000_000).optional(),
});

export type PostbackShape = z.infer<typeof postbackShape>;
