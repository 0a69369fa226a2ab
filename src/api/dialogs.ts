/** Dialogs: lists, one, its messages, events and timeline. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import { type Condition, parseCondition } from '../condition/condition.ts';
import {
  type Connection,
  type DialogHead,
  type DialogRecord,
  filterDialogs,
  findBotId,
  findDialog,
  findDialogHead,
  listDialogs,
  listEvents,
  listMessages,
  type Principal,
  SearchTooLong,
} from '../store/store.ts';
import { notFound, principalOf, wrong } from './access.ts';
import * as contract from './contract.ts';
import { chatNumber, limitOf, lookedUp, numberedPath, page, toPage } from './listing.ts';
import type { ApiOptions } from './ports.ts';
import { showDialog, showEvent, showMessage } from './showDialog.ts';
import { readTimeline } from './timeline.ts';

const dialogQuery = z.strictObject({
  ...page,
  bot: lookedUp.optional(),
  chatId: chatNumber.optional(),
  clickid: lookedUp.optional(),
  status: contract.dialog.shape.status.optional(),
  filter: z.string().optional(),
});

const messageQuery = z.strictObject({ ...page, order: z.enum(['asc', 'desc']).default('asc') });
const timelineCursor = z.string().regex(/^\d{1,16}\.\d{1,6}$/, 'expected a nextCursor of this list');
const tags = ['dialogs'];

export const dialogRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database, ports }) => {
  app.get(
    '/dialogs',
    {
      config: { scope: 'watch' },
      schema: {
        tags,
        summary: 'Dialogs, newest first',
        querystring: dialogQuery,
        response: { 200: contract.pageOf(contract.dialog) },
      },
    },
    async (request) => {
      const { limit, cursor = null, filter, bot, chatId, clickid, status } = request.query;
      // A search box that was cleared asks for nothing.
      const condition = filter?.trim() ? readFilter(filter) : null;
      const principal = principalOf(request);
      await refuseBrowsing(database, principal, { bot, chatId });
      const wanted = {
        ...(bot === undefined ? {} : { bot }),
        ...(chatId === undefined ? {} : { chatId }),
        ...(clickid === undefined ? {} : { clickid }),
        ...(status === undefined ? {} : { status }),
      };
      const pageWanted = { before: cursor, limit: limit + 1 };
      const rows = condition
        ? await filtered(database, principal.spaceId, wanted, pageWanted, { condition, now: ports.now() })
        : await listDialogs(database, principal.spaceId, wanted, pageWanted);
      return toPage(rows, limit, showDialog);
    },
  );

  app.get(
    '/dialogs/:id',
    {
      config: { scope: 'watch' },
      schema: { tags, summary: 'One dialog', params: numberedPath, response: { 200: contract.dialog } },
    },
    async (request) => showDialog(await dialogOf(database, principalOf(request), request.params.id)),
  );

  app.get(
    '/dialogs/:id/messages',
    {
      config: { scope: 'watch' },
      schema: {
        tags,
        summary: 'Its messages, oldest first; order=desc turns the list round',
        params: numberedPath,
        querystring: messageQuery,
        response: { 200: contract.pageOf(contract.message) },
      },
    },
    async (request) => {
      const dialog = await headOf(database, principalOf(request), request.params.id);
      const { limit, order, cursor = null } = request.query;
      const rows = await listMessages(database, dialog.id, { from: cursor, limit: limit + 1, order });
      return toPage(rows, limit, showMessage);
    },
  );

  app.get(
    '/dialogs/:id/events',
    {
      config: { scope: 'watch' },
      schema: {
        tags,
        summary: 'All its events, newest first',
        params: numberedPath,
        querystring: z.strictObject({ ...page, limit: limitOf(50, 1000) }),
        response: { 200: contract.pageOf(contract.leadEvent) },
      },
    },
    async (request) => {
      const dialog = await headOf(database, principalOf(request), request.params.id);
      const { limit, cursor = null } = request.query;
      const rows = await listEvents(database, dialog.id, { before: cursor, limit: limit + 1 });
      return toPage(rows, limit, showEvent);
    },
  );

  app.get(
    '/dialogs/:id/timeline',
    {
      config: { scope: 'watch' },
      schema: {
        tags,
        summary: 'Why it is where it is, newest first',
        params: numberedPath,
        querystring: z.strictObject({ ...page, cursor: timelineCursor.optional() }),
        response: { 200: contract.pageOf(contract.timelineItem) },
      },
    },
    async (request) => {
      const dialog = await headOf(database, principalOf(request), request.params.id);
      return readTimeline(database, dialog.id, request.query);
    },
  );
};

function readFilter(text: string): Condition {
  const parsed = parseCondition(text, 'lead');
  if (parsed.ok) return parsed.value;
  throw wrong('filter', `at character ${parsed.reason.at + 1}: ${parsed.reason.reason}`);
}

const filtered: typeof filterDialogs = (...search) =>
  filterDialogs(...search).catch((error: unknown) => {
    if (!(error instanceof SearchTooLong)) throw error;
    throw wrong(
      'filter',
      'this search takes longer than 10 s: narrow it down, by bot or by a further condition',
    );
  });

/** A principal of one bot looks at one chat at a time: it may not leaf through everybody's. */
async function refuseBrowsing(
  database: Connection,
  principal: Principal,
  wanted: { bot: string | undefined; chatId: number | undefined },
): Promise<void> {
  if (principal.onlyBotId === null && mayRead(principal)) return;
  const { bot, chatId } = wanted;
  const botId = bot === undefined ? null : await findBotId(database, principal.spaceId, bot);
  const own = principal.onlyBotId === null || botId === principal.onlyBotId;
  if (botId === null || chatId === undefined || !own) throw new RefusalError(refuse('forbidden'));
}

const mayRead = ({ scopes }: Principal): boolean => scopes.includes('read') || scopes.includes('*');

/** The dialog, if it is one of this principal's. */
export async function dialogOf(
  database: Connection,
  principal: Principal,
  id: string,
): Promise<DialogRecord> {
  return ofPrincipal(principal, await findDialog(database, principal.spaceId, id));
}

export async function headOf(database: Connection, principal: Principal, id: string): Promise<DialogHead> {
  return ofPrincipal(principal, await findDialogHead(database, principal.spaceId, id));
}

function ofPrincipal<Found extends { botId: string }>(principal: Principal, found: Found | null): Found {
  const mine = found && (principal.onlyBotId === null || principal.onlyBotId === found.botId);
  if (!mine) throw notFound();
  return found;
}
