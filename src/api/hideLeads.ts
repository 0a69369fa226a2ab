/**
 * Hides who a lead is from those who may not know it: whatever a route answers, the words that name its
 * leads are taken out of every text of the answer. Done at the one place that every answer passes, so that
 * a new route cannot forget it.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RefusalError, refuse } from '../base/refusal.ts';
import { type Database, findLeadWords, type LeadWords } from '../store/store.ts';
import { dialogsIn, maskLeads } from './maskLeads.ts';

export function hideLeads(app: FastifyInstance, database: Database): void {
  app.addHook('onRequest', async (request) => {
    if (request.principal?.masked) refuseProbing(request);
  });
  app.addHook('preSerialization', async (request, _reply, payload) => {
    const { principal } = request;
    if (!principal?.masked) return payload;
    const ids = [...new Set([...dialogsIn(payload), ...namedIn(request)])];
    const leads: LeadWords[] = await findLeadWords(database, principal.spaceId, ids);
    return maskLeads(payload, leads);
  });
  // What is no JSON (a table, a story) has not passed the hook above.
  app.addHook('onSend', async (request, reply, payload) => {
    if (!request.principal?.masked) return payload;
    const type = String(reply.getHeader('content-type') ?? '');
    const isFile = typeof payload !== 'string' && !/^text\/csv\b/.test(type);
    if (isFile || type === '' || /^application\/(\w+\+)?json\b/.test(type)) return payload;
    throw new RefusalError(refuse('forbidden'));
  });
}

/** `/dialogs/:id/...` speaks of that dialog, whatever its answer names. */
function namedIn(request: FastifyRequest): string[] {
  if (!/\/dialogs\/:\w+/.test(request.routeOptions.url ?? '')) return [];
  const id = new Map(Object.entries(Object(request.params))).get('id');
  return /^\d{1,15}$/.test(String(id)) ? [String(id)] : [];
}

/** Asking for the dialogs of a name or of a chat would tell whose they are. */
const probing = /\b(name|username|chatid|chat)\b/i;

function refuseProbing({ query }: FastifyRequest): void {
  const asked = new Map(Object.entries(Object(query)));
  const probes = asked.has('chatId') || probing.test(String(asked.get('filter') ?? ''));
  if (!probes) return;
  const message = 'Leads are hidden from you: they cannot be looked for by name, user name or id.';
  throw new RefusalError(refuse('forbidden', { message }));
}
