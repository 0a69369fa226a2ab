/** What the *Try it* page needs to know about the demo. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { type Demo, findDemo } from '../store/store.ts';
import { notFound, principalOf } from './access.ts';
import * as contract from './contract.ts';
import type { ApiOptions } from './ports.ts';

export const tryRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database, publicUrl }) => {
  app.get(
    '/try',
    {
      config: { scope: ['simulate', 'read'] },
      schema: { tags: ['demo'], summary: 'The demo and its links', response: { 200: contract.tryIt } },
    },
    async (request) => {
      const demo = await findDemo(database);
      if (!demo || demo.spaceId !== principalOf(request).spaceId) throw notFound();
      return showDemo(demo, publicUrl());
    },
  );
};

function showDemo(demo: Demo, publicUrl: string): contract.ApiTryIt {
  const postback = `${publicUrl}/api/postbacks/${demo.postbackId}/tracker-postback?clickid={clickid}`;
  const paid = (event: string, cost: string, rest = ''): { event: string; url: string } => ({
    event,
    url: `${postback}&tracker.event=${event}&tracker.cost=${cost}&tracker.currency=USD&tracker.tid=demo-{clickid}-{n}${rest}`,
  });
  return {
    bot: { key: demo.botKey, name: demo.botName },
    clickUrl: `${publicUrl}/c/${demo.campaignKey}/fb?ad_name=test&utm_source=facebook&buyer=sergei`,
    postbacks: [
      { event: 'registration', url: `${postback}&tracker.event=registration&fields.user_id=77` },
      paid('sale', '20', '&fields.last_deposit=20&fields.user_id=77'),
      paid('resale', '50', '&fields.last_deposit=50&fields.user_id=77'),
      paid('withdrawal', '-10'),
    ],
    updateDialogUrl: `${publicUrl}/api/bots/webhooks/${demo.webhookId}/updateDialog?chatId={chatId}&stepId=Welcome/hello&status=auto&fields.userBalance=5000`,
  };
}
