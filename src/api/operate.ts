/** What an operator does to a dialog: checked whole, then one signal that takes its turn like any other. */
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import type { OperatorSignal } from '../signal/signal.ts';
import type { DialogHead, Principal } from '../store/store.ts';
import { principalOf } from './access.ts';
import * as contract from './contract.ts';
import { dialogOf, headOf } from './dialogs.ts';
import { numberedPath } from './listing.ts';
import type { ApiOptions } from './ports.ts';
import { readChange } from './readChange.ts';
import { readEvent } from './readEvent.ts';
import { showDialog } from './showDialog.ts';

const tags = ['dialogs'];
const params = numberedPath;
const response = { 200: contract.dialog, 202: contract.accepted };

export const operatorRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, options) => {
  const { database } = options;
  app.patch(
    '/dialogs/:id',
    {
      config: { scope: 'write' },
      schema: {
        tags,
        summary: 'Move, status, fields, tags, manager',
        params,
        body: contract.dialogPatch,
        response,
      },
    },
    async (request, reply) => {
      const dialog = await headOf(database, principalOf(request), request.params.id);
      const { change, newFields } = await readChange(database, dialog.botId, request.body);
      return perform(options, reply, principalOf(request), dialog, { did: 'change', change, newFields });
    },
  );

  app.post(
    '/dialogs/:id/messages',
    {
      config: { scope: 'write' },
      schema: { tags, summary: "An operator's message", params, body: contract.operatorMessage, response },
    },
    async (request, reply) => {
      const dialog = await headOf(database, principalOf(request), request.params.id);
      const { text } = request.body;
      return perform(options, reply, principalOf(request), dialog, { did: 'wrote', text });
    },
  );

  app.post(
    '/dialogs/:id/events',
    {
      config: { scope: 'write' },
      schema: { tags, summary: "An operator's Send event", params, body: contract.operatorEvent, response },
    },
    async (request, reply) => {
      const dialog = await headOf(database, principalOf(request), request.params.id);
      const event = readEvent(request.body);
      return perform(options, reply, principalOf(request), dialog, { did: 'sentEvent', event });
    },
  );
};

/** Waits for the turn and answers the dialog as it is then; a turn that is late is answered 202. */
async function perform(
  { database, ports }: ApiOptions,
  reply: FastifyReply,
  principal: Principal,
  dialog: DialogHead,
  action: OperatorSignal['action'],
) {
  const signal: OperatorSignal = {
    kind: 'operator',
    at: ports.now(),
    dialogId: String(dialog.id),
    by: principal.name,
    action,
  };
  const signalId = await ports.accept(signal, dialog.lane);
  const applied = await ports.waitForTurn(signalId);
  if (!applied) {
    reply.status(202);
    return { accepted: true as const, signalId };
  }
  if (applied.outcome === 'rejected') throw new RefusalError(refuse('dialog_stopped'));
  const after = await dialogOf(database, principal, String(dialog.id));
  if (applied.outcome === 'failed' && applied.dialogId === null) throw new RefusalError(refuse('internal'));
  reply.status(200);
  return showDialog(after);
}
