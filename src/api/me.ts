/** Who is calling, and what they may do: what a page needs before it shows anything. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { findSpaceNames } from '../store/store.ts';
import { notFound, principalOf } from './access.ts';
import * as contract from './contract.ts';
import type { ApiOptions } from './ports.ts';

export const meRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database }) => {
  app.get(
    '/me',
    {
      config: { scope: 'watch' },
      schema: { tags: ['account'], summary: 'Who is calling', response: { 200: contract.me } },
    },
    async (request) => {
      const { kind, name, scopes, spaceId } = principalOf(request);
      const names = await findSpaceNames(database, spaceId);
      if (!names) throw notFound();
      const { company, key, name: spaceName } = names;
      const role = kind === 'user' ? 'owner' : kind;
      return {
        ...{ kind, name, role, scopes: [...scopes], masked: false, company },
        ...{ space: { key, name: spaceName }, spaces: [{ key, name: spaceName, role }] },
      };
    },
  );
};
