/** What an operator does to a dialog: checked whole, then one signal that takes its turn like any other. */
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import type { OperatorSignal } from '../signal/signal.ts';
import {
  type Connection,
  type DialogHead,
  findMessage,
  type MessageRecord,
  noteFileUse,
  type Principal,
} from '../store/store.ts';
import { notFound, principalOf, wrong } from './access.ts';
import * as contract from './contract.ts';
import { dialogOf, headOf } from './dialogs.ts';
import { fillMacros } from './fillMacros.ts';
import { numberedPath, numericId } from './listing.ts';
import type { ApiOptions } from './ports.ts';
import { readChange } from './readChange.ts';
import { readEvent } from './readEvent.ts';
import { readEdit, readMessage } from './readMessage.ts';
import { showDialog } from './showDialog.ts';

const tags = ['dialogs'];
const params = numberedPath;
const messagePath = z.strictObject({ id: numericId, messageId: numericId });
const response = { 200: contract.dialog, 202: contract.accepted };

export const operatorRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, options) => {
  const { database, ports } = options;
  const messageOf = async ({ id }: DialogHead, messageId: string): Promise<MessageRecord> => {
    const message = await findMessage(database, id, messageId);
    if (!message) throw notFound();
    return message;
  };

  app.patch(
    '/dialogs/:id',
    {
      config: { scope: 'reply' },
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
      config: { scope: 'reply' },
      schema: { tags, summary: "An operator's message", params, body: contract.operatorMessage, response },
    },
    async (request, reply) => {
      const dialog = await headOf(database, principalOf(request), request.params.id);
      const place = { database, own: ports.files.own, dialogId: dialog.id };
      const { spaceId } = principalOf(request);
      const given = await fillText(database, principalOf(request), dialog, request.body);
      const { action, uploads } = await readMessage({ ...place, spaceId }, given);
      await noteFileUse(database, dialog.id, uploads);
      return perform(options, reply, principalOf(request), dialog, action);
    },
  );

  app.patch(
    '/dialogs/:id/messages/:messageId',
    {
      config: { scope: 'reply' },
      schema: {
        tags,
        summary: 'Changes what a message of ours says',
        params: messagePath,
        body: contract.messageEdit,
        response,
      },
    },
    async (request, reply) => {
      const dialog = await headOf(database, principalOf(request), request.params.id);
      const message = await messageOf(dialog, request.params.messageId);
      return perform(options, reply, principalOf(request), dialog, readEdit(message, request.body));
    },
  );

  app.post(
    '/dialogs/:id/messages/:messageId/pin',
    {
      config: { scope: 'reply' },
      schema: {
        tags,
        summary: 'Pins a message in the chat, or takes the pin off',
        params: messagePath,
        body: contract.messagePin,
        response,
      },
    },
    async (request, reply) => {
      const dialog = await headOf(database, principalOf(request), request.params.id);
      const { id, state, deletedAt } = await messageOf(dialog, request.params.messageId);
      const isThere = (state === 'sent' || state === 'pending') && deletedAt === null;
      if (!isThere) throw wrong('messageId', 'is not there in the chat');
      const { pinned } = request.body;
      const action = { did: 'pinned' as const, messageId: String(id), pinned };
      return perform(options, reply, principalOf(request), dialog, action);
    },
  );

  app.post(
    '/dialogs/:id/events',
    {
      config: { scope: 'reply' },
      schema: { tags, summary: "An operator's Send event", params, body: contract.operatorEvent, response },
    },
    async (request, reply) => {
      const dialog = await headOf(database, principalOf(request), request.params.id);
      const event = readEvent(request.body);
      return perform(options, reply, principalOf(request), dialog, { did: 'sentEvent', event });
    },
  );
};

/** The message with its macros filled in, where it wants that. */
async function fillText(
  database: Connection,
  principal: Principal,
  { id }: DialogHead,
  given: z.infer<typeof contract.operatorMessage>,
): Promise<z.infer<typeof contract.operatorMessage>> {
  if (!given.macros || given.text === undefined) return given;
  if (given.entities?.length) throw wrong('macros', 'does not go together with entities');
  const dialog = await dialogOf(database, principal, String(id));
  return { ...given, text: (await fillMacros(database, dialog, given.text)).text };
}

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
  if (applied.outcome === 'rejected') {
    const message = applied.reason && `Not done: ${applied.reason}.`;
    throw new RefusalError(refuse('dialog_stopped', message ? { message } : {}));
  }
  const after = await dialogOf(database, principal, String(dialog.id));
  if (applied.outcome === 'failed' && applied.dialogId === null) throw new RefusalError(refuse('internal'));
  reply.status(200);
  return showDialog(after);
}
