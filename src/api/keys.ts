/** API keys: made with rights of their own, shown once, taken back. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { insertApiKey, type ListedKey, listApiKeys, recordAudit, removeApiKey } from '../store/store.ts';
import { authorOf, notFound, principalOf, wrong } from './access.ts';
import * as contract from './contract.ts';
import * as people from './contractPeople.ts';
import type { ApiOptions } from './ports.ts';

const tags = ['keys'];
const config = { scope: 'users' as const };

export const keyRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database, ports }) => {
  app.get(
    '/keys',
    { config, schema: { tags, summary: 'API keys', response: { 200: contract.pageOf(people.key) } } },
    async (request) => {
      const keys = await listApiKeys(database, principalOf(request).spaceId);
      return { items: keys.map(showKey), nextCursor: null };
    },
  );

  app.post(
    '/keys',
    {
      config,
      schema: {
        tags,
        summary: 'A new key; it is shown this once',
        body: people.newKey,
        response: { 201: people.madeKey },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { spaceId } = principal;
      const { name } = request.body;
      const scopes = [...new Set(request.body.scopes)];
      if (!app.accounts.mayGive(principal.scopes, scopes))
        throw wrong('scopes', 'are more than you may give');
      const { secret, hash, hint } = app.accounts.mintSecret('sb_');
      const id = ports.newId();
      const createdBy = principal.name;
      await database.transaction(async (connection) => {
        await insertApiKey(connection, { id, spaceId, name, hash, hint, scopes, createdBy });
        await recordAudit(connection, spaceId, authorOf(principal), [
          { action: 'create', object: 'key', key: name, before: null, after: { scopes } },
        ]);
      });
      reply.status(201);
      const made = { id, name, hint, scopes, createdBy, createdAt: new Date(ports.now()), lastUsedAt: null };
      return { ...showKey(made), key: secret };
    },
  );

  app.delete(
    '/keys/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Takes a key back; another process may still know it for 10 s',
        params: z.strictObject({ id: z.uuid() }),
        response: { 200: z.object({ removed: z.literal(true) }) },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { spaceId } = principal;
      await database.transaction(async (connection) => {
        const gone = await removeApiKey(connection, spaceId, request.params.id);
        if (!gone) throw notFound();
        await recordAudit(connection, spaceId, authorOf(principal), [
          { action: 'delete', object: 'key', key: gone.name, before: { scopes: gone.scopes }, after: null },
        ]);
      });
      app.accounts.forgetKeys();
      return { removed: true as const };
    },
  );
};

const showKey = (one: ListedKey): people.ApiKey => ({
  ...one,
  createdAt: one.createdAt.toISOString(),
  lastUsedAt: one.lastUsedAt?.toISOString() ?? null,
});
