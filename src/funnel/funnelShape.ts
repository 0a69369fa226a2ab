/** The whole funnel file. */
import { z } from 'zod';
import { autoAction, campaignShape, postbackShape } from '../campaign/campaign.ts';
import { bot } from '../flow/flow.ts';

/** The room of flows does not know campaigns, so what organic leads trigger is read here. */
const funnelBot = bot.extend({ organicActions: z.array(autoAction).max(1000).optional() });

export const funnelShape = z.strictObject({
  version: z.literal(1, { error: 'expected version: 1' }),
  bots: z.array(funnelBot).max(1000).optional(),
  campaigns: z.array(campaignShape).max(10_000).optional(),
  postbacks: z.array(postbackShape).max(10_000).optional(),
});

export type FunnelBot = z.infer<typeof funnelBot>;
export type Funnel = z.infer<typeof funnelShape>;
