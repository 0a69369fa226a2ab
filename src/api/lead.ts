/** What a lead is owed through an operator: a copy of everything that is kept, and its erasure. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RefusalError, refuse } from '../base/refusal.ts';
import { listEvents, listMessages } from '../store/store.ts';
import { principalOf } from './access.ts';
import * as contract from './contract.ts';
import { dialogOf, headOf } from './dialogs.ts';
import { numberedPath } from './listing.ts';
import type { ApiOptions } from './ports.ts';
import { showDialog, showEvent, showMessage } from './showDialog.ts';
import { readTimeline } from './timeline.ts';

const tags = ['dialogs'];
const params = numberedPath;

/** One page of the database; a dialog of a few years has some thousand lines. */
const pageSize = 1000;

const copy = z.object({
  dialog: contract.dialog,
  events: z.array(contract.leadEvent),
  messages: z.array(contract.message),
  timeline: z.array(contract.timelineItem),
});

export const leadRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database, ports }) => {
  app.get(
    '/dialogs/:id/export',
    {
      config: { scope: 'read', masked: 'refused' },
      schema: { tags, summary: 'Everything that is kept about a lead', params, response: { 200: copy } },
    },
    async (request, reply) => {
      const dialog = await dialogOf(database, principalOf(request), request.params.id);
      reply.header('content-disposition', `attachment; filename="lead-${dialog.id}.json"`);
      const events = await everything((before) =>
        listEvents(database, dialog.id, { before, limit: pageSize }),
      );
      const messages = await everything((from) =>
        listMessages(database, dialog.id, { from, limit: pageSize, order: 'desc' }),
      );
      const timeline: contract.ApiTimelineItem[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await readTimeline(database, dialog.id, { cursor, limit: pageSize });
        timeline.push(...page.items);
        if (page.nextCursor === null) break;
        cursor = page.nextCursor;
      }
      return {
        dialog: showDialog(dialog),
        events: events.map(showEvent),
        messages: messages.map(showMessage),
        timeline,
      };
    },
  );

  app.delete(
    '/dialogs/:id',
    {
      config: { scope: 'write' },
      schema: {
        tags,
        summary: 'Erases a lead: dialog, messages, events, its part of the log',
        params,
        response: { 200: z.object({ erased: z.literal(true) }), 202: contract.accepted },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const dialog = await headOf(database, principal, request.params.id);
      const signalId = await ports.accept(
        {
          kind: 'operator',
          at: ports.now(),
          dialogId: String(dialog.id),
          by: principal.name,
          action: { did: 'erased' },
        },
        dialog.lane,
      );
      const applied = await ports.waitForTurn(signalId);
      if (!applied) return reply.status(202).send({ accepted: true as const, signalId });
      if (applied.outcome !== 'applied') throw new RefusalError(refuse('internal'));
      return { erased: true as const };
    },
  );
};

/** All pages of a list, by the number of the last row of each. */
async function everything<Row extends { id: number }>(
  read: (from: string | null) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let from: string | null = null; ; ) {
    const page: Row[] = await read(from);
    rows.push(...page);
    const last = page.at(-1);
    if (page.length < pageSize || !last) return rows;
    from = String(last.id);
  }
}
