/** Dialogs: lists, one, its messages, events and timeline. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import { mayDo } from '../base/rights.ts';
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
} from '../store/store.ts';
import { notFound, principalOf, wrong } from './access.ts';
import * as contract from './contract.ts';
import { dialogCounters, listedDialog, tabs } from './contractOperators.ts';
import { countDesk, listDesk, readFilter, tooLong } from './dialogList.ts';
import { chatNumber, limitOf, lookedUp, numberedPath, page, toPage } from './listing.ts';
import type { ApiOptions } from './ports.ts';
import { showDialog, showEvent, showMessage } from './showDialog.ts';
import { readTimeline } from './timeline.ts';

const listCursor = z.string().regex(/^\d{1,16}(\.\d{1,16})?$/, 'expected a nextCursor of this list');

const dialogQuery = z.strictObject({
  ...page,
  cursor: listCursor.optional(),
  bot: lookedUp.optional(),
  chatId: chatNumber.optional(),
  clickid: lookedUp.optional(),
  status: contract.dialog.shape.status.optional(),
  filter: z.string().optional(),
  /** Sorts by the last message and shows marks; so do `search`, `manager` and `savedFilter`. */
  tab: z.enum(tabs).optional(),
  /** Beginnings of words of names and messages, or a chat id. One page, the newest that were found. */
  search: lookedUp.optional(),
  /** Their name, or `none`. */
  manager: lookedUp.optional(),
  savedFilter: z.uuid().optional(),
});

const messageQuery = z.strictObject({ ...page, order: z.enum(['asc', 'desc']).default('asc') });
const timelineCursor = z.string().regex(/^\d{1,16}\.\d{1,6}$/, 'expected a nextCursor of this list');
const tags = ['dialogs'];

export const dialogRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, options) => {
  const { database, ports } = options;
  app.get(
    '/dialogs',
    {
      config: { scope: 'watch' },
      schema: {
        tags,
        summary: 'Dialogs, newest first; with tab, search, manager or savedFilter by their last message',
        querystring: dialogQuery,
        response: { 200: contract.pageOf(listedDialog) },
      },
    },
    async (request) => {
      const { limit, cursor = null, filter, bot, chatId, clickid, status } = request.query;
      const principal = principalOf(request);
      if (isDesk(request.query)) {
        refuseBeside(request.query);
        if (!mayDo(principal.scopes, 'dialogs')) throw new RefusalError(refuse('forbidden'));
        return listDesk(options, principal, request.query);
      }
      if (cursor?.includes('.')) throw wrong('cursor', 'expected a nextCursor of this list');
      // A search box that was cleared asks for nothing.
      const condition = filter?.trim() ? readFilter(filter, principal) : null;
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
    '/dialogs/counters',
    {
      config: { scope: 'dialogs' },
      schema: {
        tags,
        summary: 'How many dialogs each tab has',
        querystring: z.strictObject({ bot: lookedUp.optional() }),
        response: { 200: dialogCounters },
      },
    },
    async (request) => countDesk(database, principalOf(request), request.query),
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

type Query = z.infer<typeof dialogQuery>;

const isDesk = ({ tab, search, manager, savedFilter }: Query): boolean =>
  [tab, search, manager, savedFilter].some((one) => one !== undefined);

/** What the list sorted by last message is not cut by; silence would look like an answer. */
function refuseBeside(query: Query): void {
  for (const name of ['chatId', 'clickid', 'status'] as const) {
    if (query[name] !== undefined)
      throw wrong(name, 'does not go together with tab, search, manager or savedFilter');
  }
}

const filtered: typeof filterDialogs = (...search) => filterDialogs(...search).catch(tooLong);

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

const mayRead = ({ scopes }: Principal): boolean => mayDo(scopes, 'dialogs');

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
