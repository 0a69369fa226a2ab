/** Who changed what, when, from what to what. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type AuditEntry, listAudit } from '../store/store.ts';
import { principalOf } from './access.ts';
import * as contract from './contract.ts';
import * as people from './contractPeople.ts';
import { lookedUp, page, toPage } from './listing.ts';
import type { ApiOptions } from './ports.ts';

export const auditRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database }) => {
  app.get(
    '/audit',
    {
      config: { scope: 'audit' },
      schema: {
        tags: ['audit'],
        summary: 'Changes of the configuration, of people and keys, newest first',
        querystring: z.strictObject({ ...page, object: lookedUp.optional(), by: lookedUp.optional() }),
        response: { 200: contract.pageOf(people.auditEntry) },
      },
    },
    async (request) => {
      const { limit, cursor = null, object = null, by = null } = request.query;
      const { spaceId } = principalOf(request);
      const rows = await listAudit(database, spaceId, { object, by }, { before: cursor, limit: limit + 1 });
      return toPage(rows, limit, showEntry);
    },
  );
};

const showEntry = (entry: AuditEntry): people.ApiAuditEntry => ({
  ...{ id: String(entry.id), at: entry.at.toISOString(), by: { kind: entry.byKind, name: entry.byName } },
  ...{ action: entry.action, object: entry.object, key: entry.key, before: entry.before, after: entry.after },
});
