/** Who is calling, what they may do, and what a person keeps about themselves. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import {
  endSessions,
  findMemberships,
  findPerson,
  findSpaceNames,
  listSessions,
  type Principal,
  renamePerson,
} from '../store/store.ts';
import { notFound, principalOf } from './access.ts';
import * as contract from './contract.ts';
import * as people from './contractPeople.ts';
import { lookedUp } from './listing.ts';
import type { ApiOptions } from './ports.ts';

const tags = ['account'];
const config = { scope: 'any' as const };

export const meRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database }) => {
  app.get(
    '/me',
    { config, schema: { tags, summary: 'Who is calling', response: { 200: contract.me } } },
    async (request) => {
      const { kind, name, scopes, spaceId, role, masked, userId } = principalOf(request);
      const names = await findSpaceNames(database, spaceId);
      if (!names) throw notFound();
      const { company, key, name: spaceName } = names;
      const memberships = userId === undefined ? [] : await findMemberships(database, userId);
      const spaces = memberships.map((one) => ({ key: one.key, name: one.name, role: one.role }));
      return {
        ...{ kind, name, role, scopes: [...scopes], masked, company },
        space: { key, name: spaceName },
        spaces: spaces.length > 0 ? spaces : [{ key, name: spaceName, role }],
      };
    },
  );

  app.get(
    '/me/profile',
    { config, schema: { tags, summary: 'Your own account', response: { 200: people.profile } } },
    async (request) => {
      const userId = personOf(principalOf(request));
      const person = await findPerson(database, userId);
      if (!person) throw notFound();
      return { userId, ...person };
    },
  );

  app.patch(
    '/me/profile',
    {
      config,
      schema: {
        tags,
        summary: 'Changes your name',
        body: people.profilePatch,
        response: { 200: people.profile },
      },
    },
    async (request) => {
      const userId = personOf(principalOf(request));
      await renamePerson(database, userId, request.body.name);
      const person = await findPerson(database, userId);
      if (!person) throw notFound();
      return { userId, ...person };
    },
  );

  app.get(
    '/me/sessions',
    {
      config,
      schema: {
        tags,
        summary: 'Where you are signed in',
        response: { 200: contract.pageOf(people.session) },
      },
    },
    async (request) => {
      const userId = personOf(principalOf(request));
      const here = (await app.accounts.findSession(request))?.sessionId;
      const rows = await listSessions(database, userId);
      const items = rows.map(({ id, address, browser, createdAt, lastSeenAt }) => ({
        ...{ id, address: address ?? '', browser: browser ?? '' },
        ...{ createdAt: createdAt.toISOString(), lastSeenAt: lastSeenAt.toISOString(), current: id === here },
      }));
      return { items, nextCursor: null };
    },
  );

  app.delete(
    '/me/sessions/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Signs you out there',
        params: z.strictObject({ id: lookedUp }),
        response: { 200: z.object({ ended: z.literal(true) }) },
      },
    },
    async (request) => {
      const ended = await endSessions(database, personOf(principalOf(request)), request.params.id);
      if (ended === 0) throw notFound();
      return { ended: true as const };
    },
  );
};

/** A key or a visitor is nobody who could have a name or a session. */
function personOf({ userId }: Principal): string {
  if (userId !== undefined) return userId;
  throw new RefusalError(refuse('forbidden', { message: 'Only somebody who has signed in has an account.' }));
}
