/** The people of a space: members and what they may do, invitations, the roles, the spaces themselves. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import { mayDo } from '../base/rights.ts';
import {
  changeMember,
  endSessions,
  findMemberships,
  type Invitation,
  insertInvitation,
  listInvitations,
  listMembers,
  type Member,
  type Principal,
  recordAudit,
  takeInvitation,
} from '../store/store.ts';
import { authorOf, notFound, principalOf, wrong } from './access.ts';
import * as contract from './contract.ts';
import * as people from './contractPeople.ts';
import { lookedUp } from './listing.ts';
import type { ApiOptions } from './ports.ts';

const tags = ['people'];
const config = { scope: 'users' as const };
const removed = z.object({ removed: z.literal(true) });
const memberPath = z.strictObject({ userId: lookedUp });
const invitationPath = z.strictObject({ id: z.uuid() });

const invitationDays = 7;

export const peopleRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, options) => {
  const { database, ports, publicUrl } = options;

  /** The scopes of a role that this principal may give; refuses others. */
  const givable = ({ scopes }: Principal, name: string): void => {
    const role = app.accounts.roleOf(name);
    if (!role) throw wrong('role', 'there is no such role');
    if (!app.accounts.mayGive(scopes, role.scopes)) throw wrong('role', 'is more than you may give');
  };
  /** Whoever may not give somebody their role may not take it from them either. */
  const memberOf = async (principal: Principal, userId: string): Promise<Member> => {
    const found = (await listMembers(database, principal.spaceId)).find((one) => one.userId === userId);
    if (!found) throw notFound();
    const held = app.accounts.roleOf(found.role);
    if (!app.accounts.mayGive(principal.scopes, held?.scopes ?? []))
      throw new RefusalError(refuse('forbidden'));
    return found;
  };

  app.get(
    '/roles',
    {
      config: { scope: 'any' },
      schema: { tags, summary: 'What each role may do', response: { 200: people.roleTable } },
    },
    async (request) => {
      const { scopes } = principalOf(request);
      const mayKeep = mayDo(scopes, 'users');
      return {
        roles: app.accounts.roles.map((role) => ({
          ...{ name: role.name, title: role.title, says: role.says, masked: role.masked },
          scopes: [...role.scopes],
          givable: mayKeep && app.accounts.mayGive(scopes, role.scopes),
        })),
        abilities: [...app.accounts.abilities],
      };
    },
  );

  app.get(
    '/people',
    { config, schema: { tags, summary: 'Members', response: { 200: contract.pageOf(people.member) } } },
    async (request) => {
      const { spaceId, userId } = principalOf(request);
      const members = await listMembers(database, spaceId);
      return { items: members.map((one) => showMember(one, userId)), nextCursor: null };
    },
  );

  app.patch(
    '/people/:userId',
    {
      config,
      schema: {
        tags,
        summary: 'Gives a member another role',
        params: memberPath,
        body: people.memberPatch,
        response: { 200: people.member },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { spaceId } = principal;
      const { role, buyerKey } = request.body;
      const before = await memberOf(principal, request.params.userId);
      givable(principal, role);
      const wanted = { role, buyerKey: buyerKey === undefined ? before.buyerKey : buyerKey };
      await database.transaction(async (connection) => {
        const changed = await changeMember(connection, { spaceId, userId: before.userId }, wanted);
        if (!changed) throw lastOwner();
        await recordAudit(connection, spaceId, authorOf(principal), [
          {
            ...{ action: 'update', object: 'member', key: before.email },
            ...{ before: { role: before.role, buyerKey: before.buyerKey }, after: wanted },
          },
        ]);
      });
      return showMember({ ...before, ...wanted }, principal.userId);
    },
  );

  app.delete(
    '/people/:userId',
    {
      config,
      schema: {
        tags,
        summary: 'Takes a member out of the space',
        params: memberPath,
        response: { 200: removed },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { spaceId } = principal;
      const { userId, email, name, role } = await memberOf(principal, request.params.userId);
      await database.transaction(async (connection) => {
        if (!(await changeMember(connection, { spaceId, userId }, null))) throw lastOwner();
        // Who belongs nowhere any more is not signed in anywhere either.
        if ((await findMemberships(connection, userId)).length === 0)
          await endSessions(connection, userId, null);
        await recordAudit(connection, spaceId, authorOf(principal), [
          { action: 'delete', object: 'member', key: email, before: { name, role }, after: null },
        ]);
      });
      return { removed: true as const };
    },
  );

  app.get(
    '/invitations',
    {
      config,
      schema: {
        tags,
        summary: 'Invitations that wait',
        response: { 200: contract.pageOf(people.invitation) },
      },
    },
    async (request) => {
      const rows = await listInvitations(database, principalOf(request).spaceId);
      return { items: rows.map(showInvitation), nextCursor: null };
    },
  );

  app.post(
    '/invitations',
    {
      config,
      schema: {
        tags,
        summary: `A link that makes somebody a member: once, within ${invitationDays} days. It is shown this once`,
        body: people.newInvitation,
        response: { 201: people.madeInvitation },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { spaceId } = principal;
      const { role, buyerKey = null, email = '' } = request.body;
      givable(principal, role);
      const { secret, hash } = app.accounts.mintSecret('');
      const now = ports.now();
      const made = {
        ...{ id: ports.newId(), spaceId, role, buyerKey, email, invitedBy: principal.name },
        expiresAt: new Date(now + invitationDays * 86_400_000),
      };
      await database.transaction(async (connection) => {
        await insertInvitation(connection, { ...made, hash });
        await recordAudit(connection, spaceId, authorOf(principal), [
          {
            action: 'create',
            object: 'invitation',
            key: email,
            before: null,
            after: { role, buyerKey },
          },
        ]);
      });
      // Behind the #, which no browser sends and no log sees.
      const link = `${publicUrl()}/invitation#${secret}`;
      reply.status(201);
      return { ...showInvitation({ ...made, createdAt: new Date(now) }), link };
    },
  );

  app.delete(
    '/invitations/:id',
    {
      config,
      schema: { tags, summary: 'Withdraws one', params: invitationPath, response: { 200: removed } },
    },
    async (request) => {
      const principal = principalOf(request);
      const { spaceId } = principal;
      const { id } = request.params;
      await database.transaction(async (connection) => {
        const taken = await takeInvitation(connection, { spaceId, id });
        if (!taken) throw notFound();
        await recordAudit(connection, spaceId, authorOf(principal), [
          {
            ...{ action: 'delete', object: 'invitation', key: taken.email },
            ...{ before: { role: taken.role }, after: null },
          },
        ]);
      });
      return { removed: true as const };
    },
  );
};

const lastOwner = (): RefusalError => wrong('role', 'is the last owner of the space: it needs one');

function showMember(one: Member, userId: string | undefined): people.ApiMember {
  const { since, lastSeenAt } = one;
  return {
    ...one,
    since: since.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
    you: one.userId === userId,
  };
}

type Shown = Pick<Invitation, 'id' | 'role' | 'buyerKey' | 'email' | 'invitedBy' | 'createdAt' | 'expiresAt'>;

const showInvitation = (one: Shown): people.ApiInvitation => ({
  ...{ id: one.id, role: one.role, buyerKey: one.buyerKey, email: one.email, invitedBy: one.invitedBy },
  ...{ createdAt: one.createdAt.toISOString(), expiresAt: one.expiresAt.toISOString() },
});
