/** The answer to a plan or an apply, read back by the command line and told to a person. */
import { z } from 'zod';

export const parameterError = z.object({
  name: z.string(),
  reason: z.string(),
  line: z.number().optional(),
  column: z.number().optional(),
  code: z.string().optional(),
});

const url = z.string();
const linked = z.object({ key: z.string(), url });

/** What is told of it; a plan has no URLs. */
export const answerShape = z.object({
  changes: z.array(
    z.object({ action: z.enum(['create', 'update', 'delete']), object: z.string(), key: z.string() }),
  ),
  warnings: z.array(parameterError).default([]),
  bots: z.array(z.object({ key: z.string(), webhooks: z.array(linked) })).default([]),
  campaigns: z.array(linked.extend({ sources: z.array(linked) })).default([]),
  postbacks: z
    .array(z.object({ key: z.string(), urls: z.record(z.string(), url), registrationLink: url.nullable() }))
    .default([]),
});

const signs = { create: '+', update: '~', delete: '-' };

/** Lines: the changes, then every URL that an outside service needs. */
export function describeAnswer({
  changes,
  bots,
  campaigns,
  postbacks,
}: z.infer<typeof answerShape>): string[] {
  return [
    ...changes.map(({ action, object, key }) => `${signs[action]} ${object} ${key}`),
    ...(changes.length === 0 ? ['no changes'] : []),
    ...bots.flatMap((bot) => bot.webhooks.map((one) => `webhook ${bot.key}/${one.key}  ${one.url}`)),
    ...campaigns.flatMap((campaign) => [
      `campaign ${campaign.key}  ${campaign.url}`,
      ...campaign.sources.map((source) => `campaign ${campaign.key}/${source.key}  ${source.url}`),
    ]),
    ...postbacks.flatMap((postback) => [
      ...Object.entries(postback.urls).map(
        ([event, address]) => `postback ${postback.key} ${event}  ${address}`,
      ),
      ...(postback.registrationLink
        ? [`registration link ${postback.key}  ${postback.registrationLink}`]
        : []),
    ]),
  ];
}
