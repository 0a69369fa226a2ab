/** Lets a request in before anything of it is read: each route says which right it takes. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { assert } from '../base/assert.ts';
import { RefusalError, refuse } from '../base/refusal.ts';
import type { Author, Database, Principal, Scope } from '../store/store.ts';
import { hideLeads } from './hideLeads.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * The right that a route of the control API takes; of several one is enough. `any`: whoever is known
     * at all; `none` lets everybody in.
     */
    scope?: Scope | 'any' | 'none' | readonly Scope[];
    /** What the route answers cannot be without the lead's name: those who must not see it are refused. */
    masked?: 'refused';
  }
  interface FastifyRequest {
    principal: Principal | null;
  }
}

/** Every route registered on `app` after this call must name its scope, or the start fails. */
export function guardRoutes(app: FastifyInstance, database: Database): void {
  app.decorateRequest('principal', null);
  app.addHook('onRoute', (route) => {
    assert(route.config?.scope, `the route ${route.url} names no scope`);
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const { scope, masked } = request.routeOptions.config;
    if (scope === 'none') return;
    request.principal = await app.requirePrincipal(request, scope ?? '*');
    if (masked && request.principal.masked) throw new RefusalError(refuse('forbidden'));
  });
  hideLeads(app, database);
}

/** Who is calling, on a route that takes a right. */
export function principalOf(request: Pick<FastifyRequest, 'principal'>): Principal {
  assert(request.principal, 'a route without a scope asked who is calling');
  return request.principal;
}

/** Whoever is calling, as the audit log names them. */
export const authorOf = ({ kind, name, userId }: Principal): Author => ({ kind, name, id: userId ?? null });

export const notFound = (): RefusalError => new RefusalError(refuse('not_found'));

/** One wrong parameter. */
export const wrong = (name: string, reason: string): RefusalError =>
  new RefusalError(refuse('invalid_parameter', { parameters: [{ name, reason }] }));
