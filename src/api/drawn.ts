/** What a call of a postback would do. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { PostbackSignal } from '../signal/signal.ts';
import { findNetworkOfPostback } from '../store/store.ts';
import { notFound, principalOf } from './access.ts';
import * as contract from './contract.ts';
import { lookedUp } from './listing.ts';
import type { ApiOptions } from './ports.ts';

export const drawnRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database, ports }) => {
  app.post(
    '/postbacks/:id/dry-run',
    {
      config: { scope: ['logs', 'tracker'] },
      schema: {
        tags: ['postbacks'],
        summary: 'What would a call do? Writes nothing',
        params: z.strictObject({ id: lookedUp }),
        body: contract.postbackDryRun,
        response: { 200: contract.processed },
      },
    },
    async (request) => {
      const { id } = request.params;
      const network = await findNetworkOfPostback(database, principalOf(request).spaceId, id);
      if (network === null) throw notFound();
      const { url, query = '' } = request.body;
      const signal: PostbackSignal = {
        kind: 'postback',
        at: ports.now(),
        postbackId: id,
        request: {
          method: 'GET',
          url: `/api/postbacks/${id}/tracker-postback?${queryOf(url ?? `?${query}`)}`,
          contentType: '',
          body: '',
        },
      };
      return ports.dryRun(signal);
    },
  );
};

/** What follows the first `?`, without a fragment; a leading `?` too many does no harm. */
function queryOf(url: string): string {
  const mark = url.indexOf('?');
  if (mark < 0) return '';
  return (url.slice(mark + 1).split('#', 1)[0] ?? '').replace(/^\?/, '');
}
