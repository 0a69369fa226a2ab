/** Spaces of the company: which are yours, a further one, their names. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import {
  addSpace,
  type Connection,
  findMemberships,
  findSpaceNames,
  type Principal,
  recordAudit,
  renameCompany,
  renameSpace,
} from '../store/store.ts';
import { authorOf, notFound, principalOf, wrong } from './access.ts';
import * as contract from './contract.ts';
import * as people from './contractPeople.ts';
import type { ApiOptions } from './ports.ts';

const tags = ['people'];

export const spaceRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database, ports }) => {
  app.get(
    '/spaces',
    {
      config: { scope: 'any' },
      schema: { tags, summary: 'Your spaces', response: { 200: contract.pageOf(people.space) } },
    },
    async (request) => ({ items: await spacesOf(database, principalOf(request)), nextCursor: null }),
  );

  app.post(
    '/spaces',
    {
      config: { scope: 'users' },
      schema: {
        tags,
        summary: 'A further space of the company; you are its owner',
        body: people.newSpace,
        response: { 201: people.space },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { userId, spaceId } = principal;
      if (userId === undefined) {
        throw new RefusalError(
          refuse('forbidden', { message: 'A space belongs to whoever makes it: sign in.' }),
        );
      }
      const { key, name } = request.body;
      const id = ports.newId();
      await database.transaction(async (connection) => {
        const made = await addSpace(connection, { id, besideSpaceId: spaceId, key, name, ownerId: userId });
        if (!made) throw wrong('key', 'is taken');
        await recordAudit(connection, id, authorOf(principal), [
          { action: 'create', object: 'space', key, before: null, after: { name } },
        ]);
      });
      reply.status(201);
      return { key, name, role: 'owner', current: false };
    },
  );

  app.patch(
    '/spaces/current',
    {
      config: { scope: 'users' },
      schema: {
        tags,
        summary: 'Renames the space that you work in, and its company',
        body: people.spacePatch,
        response: { 200: contract.pageOf(people.space) },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { spaceId } = principal;
      const { name, company } = request.body;
      await database.transaction(async (connection) => {
        const before = await findSpaceNames(connection, spaceId);
        if (!before) throw notFound();
        await renameSpace(connection, spaceId, name);
        if (company !== undefined) await renameCompany(connection, spaceId, company);
        await recordAudit(connection, spaceId, authorOf(principal), [
          {
            ...{ action: 'update', object: 'space', key: before.key },
            before: { name: before.name, company: before.company },
            after: { name, company: company ?? before.company },
          },
        ]);
      });
      return { items: await spacesOf(database, principal), nextCursor: null };
    },
  );
};

async function spacesOf(
  database: Connection,
  { userId, spaceId, role }: Principal,
): Promise<people.ApiSpace[]> {
  if (userId === undefined) {
    const names = await findSpaceNames(database, spaceId);
    return names ? [{ key: names.key, name: names.name, role, current: true }] : [];
  }
  const memberships = await findMemberships(database, userId);
  return memberships.map((one) => ({
    ...{ key: one.key, name: one.name, role: one.role, current: one.spaceId === spaceId },
  }));
}
