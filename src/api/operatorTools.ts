/** What operators work with beside the dialogs: marks, saved filters, templates, messages for later, clearing. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { formatInstant } from '../base/instant.ts';
import {
  addSavedFilter,
  cancelScheduled,
  clearChat,
  findHiddenTracker,
  findMarks,
  findNewestIn,
  findReadTo,
  listSavedFilters,
  listScheduled,
  listTemplates,
  markAllRead,
  markFavourite,
  markRead,
  mostSavedFilters,
  mostScheduled,
  mostTemplates,
  noteFileUse,
  removeSavedFilter,
  removeTemplate,
  type SavedFilter,
  type ScheduledMessage,
  saveTemplate,
  schedule,
} from '../store/store.ts';
import { notFound, principalOf, wrong } from './access.ts';
import * as shapes from './contractOperators.ts';
import { readFilter } from './dialogList.ts';
import { dialogOf, headOf } from './dialogs.ts';
import { fillMacros } from './fillMacros.ts';
import { numberedPath, numericId } from './listing.ts';
import { personOf } from './person.ts';
import type { ApiOptions } from './ports.ts';
import { readMessage } from './readMessage.ts';

const tags = ['operators'];
const params = numberedPath;
const idPath = z.strictObject({ id: z.uuid() });
const done = z.object({ ok: z.literal(true) });
const ok = { ok: true as const };
const whole = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

/** A message may be put off for so long. */
const longestAheadMs = 366 * 24 * 3600 * 1000;

export const operatorToolRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, options) => {
  await app.register(markRoutes, options);
  await app.register(sharedRoutes, options);
  await app.register(laterRoutes, options);
};

const markRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database }) => {
  app.get(
    '/dialogs/:id/marks',
    {
      config: { scope: 'dialogs' },
      schema: {
        tags,
        summary: 'Read or not, favourite or not',
        params,
        response: { 200: shapes.dialogMarks },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { id } = await headOf(database, principal, request.params.id);
      const { readTo, favourite } = await findMarks(database, id, personOf(principal));
      const readAll = await findReadTo(database, principal.spaceId, personOf(principal));
      return {
        unread: (await findNewestIn(database, id)) > Math.max(readTo, readAll),
        favourite,
        hiddenTracker: await findHiddenTracker(database, id),
      };
    },
  );

  app.post(
    '/dialogs/:id/read',
    {
      config: { scope: 'dialogs' },
      schema: {
        tags,
        summary: 'Everything in it counts as read by you; {"read":false} takes that back',
        params,
        body: shapes.readMark.nullish(),
        response: { 200: done },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { id } = await headOf(database, principal, request.params.id);
      await markRead(database, id, personOf(principal), request.body?.read ?? true);
      return ok;
    },
  );

  app.post(
    '/dialogs/read',
    {
      config: { scope: 'dialogs' },
      schema: {
        tags,
        summary: 'Everything that there is now counts as read by you',
        response: { 200: done },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      await markAllRead(database, principal.spaceId, personOf(principal));
      return ok;
    },
  );

  app.post(
    '/dialogs/:id/favourite',
    {
      config: { scope: 'dialogs' },
      schema: {
        tags,
        summary: 'A favourite of yours, or no more',
        params,
        body: shapes.favouriteMark,
        response: { 200: done },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { id } = await headOf(database, principal, request.params.id);
      await markFavourite(database, id, personOf(principal), request.body.favourite);
      return ok;
    },
  );
};

const sharedRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database, ports }) => {
  app.get(
    '/filters',
    {
      config: { scope: 'dialogs' },
      schema: {
        tags,
        summary: "Saved filters: yours and the space's",
        response: { 200: whole(shapes.savedFilter) },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const filters = await listSavedFilters(database, principal.spaceId, personOf(principal));
      return { items: filters.map(showFilter) };
    },
  );

  app.post(
    '/filters',
    {
      config: { scope: 'dialogs' },
      schema: {
        tags,
        summary: 'Saves a filter',
        body: shapes.newFilter,
        response: { 201: shapes.savedFilter },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { name, filter: condition, shared } = request.body;
      readFilter(condition, principal);
      const saved = { id: ports.newId(), name, condition, person: shared ? null : personOf(principal) };
      if (!(await addSavedFilter(database, principal.spaceId, saved))) {
        throw wrong('name', `a space has at most ${mostSavedFilters} saved filters`);
      }
      return reply.status(201).send(showFilter({ ...saved, shared }));
    },
  );

  app.delete(
    '/filters/:id',
    {
      config: { scope: 'dialogs' },
      schema: { tags, summary: 'Removes a saved filter', params: idPath, response: { 200: done } },
    },
    async (request) => {
      const principal = principalOf(request);
      const { id } = request.params;
      const removed = await removeSavedFilter(database, principal.spaceId, personOf(principal), id);
      if (!removed) throw notFound();
      return ok;
    },
  );

  app.get(
    '/templates',
    {
      config: { scope: 'dialogs' },
      schema: { tags, summary: 'Ready answers', response: { 200: whole(shapes.replyTemplate) } },
    },
    async (request) => ({ items: await listTemplates(database, principalOf(request).spaceId) }),
  );

  app.post(
    '/templates',
    {
      config: { scope: 'reply' },
      schema: {
        tags,
        summary: 'Keeps a ready answer; one of the same shortcut is replaced',
        body: shapes.newTemplate,
        response: { 200: shapes.replyTemplate },
      },
    },
    async (request) => {
      const { spaceId } = principalOf(request);
      const saved = await saveTemplate(database, spaceId, { id: ports.newId(), ...request.body });
      if (!saved) throw wrong('shortcut', `a space has at most ${mostTemplates} templates`);
      return saved;
    },
  );

  app.delete(
    '/templates/:id',
    {
      config: { scope: 'reply' },
      schema: { tags, summary: 'Removes a ready answer', params: idPath, response: { 200: done } },
    },
    async (request) => {
      if (!(await removeTemplate(database, principalOf(request).spaceId, request.params.id))) {
        throw notFound();
      }
      return ok;
    },
  );
};

const showFilter = ({ id, name, condition, shared }: SavedFilter): shapes.ApiSavedFilter => ({
  ...{ id, name, filter: condition, shared },
});

const laterRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, { database, ports }) => {
  app.post(
    '/dialogs/:id/fill',
    {
      config: { scope: 'reply', masked: 'refused' },
      schema: {
        tags,
        summary: 'A text with its macros filled in for this lead; sends nothing',
        params,
        body: shapes.macroText,
        response: { 200: shapes.filledText },
      },
    },
    async (request) => {
      const dialog = await dialogOf(database, principalOf(request), request.params.id);
      return fillMacros(database, dialog, request.body.text);
    },
  );

  app.get(
    '/dialogs/:id/scheduled',
    {
      config: { scope: 'dialogs' },
      schema: {
        tags,
        summary: 'Messages that go out later, the next first',
        params,
        response: { 200: whole(shapes.scheduledMessage) },
      },
    },
    async (request) => {
      const { id } = await headOf(database, principalOf(request), request.params.id);
      return { items: (await listScheduled(database, id)).map(showScheduled) };
    },
  );

  app.post(
    '/dialogs/:id/scheduled',
    {
      config: { scope: 'reply' },
      schema: {
        tags,
        summary: "An operator's message for later; it goes out once, even if that is while we are restarted",
        params,
        body: shapes.newScheduled,
        response: { 201: shapes.scheduledMessage },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const dialog = await dialogOf(database, principal, request.params.id);
      const { at, ...given } = request.body;
      const dueAt = dueOf(at, ports.now());
      const place = { database, own: ports.files.own, dialogId: dialog.id, spaceId: principal.spaceId };
      const text = given.macros ? (await fillMacros(database, dialog, given.text ?? '')).text : given.text;
      const { action, uploads } = await readMessage(place, text === undefined ? given : { ...given, text });
      await noteFileUse(database, dialog.id, uploads);
      const message = { id: ports.newId(), by: principal.name, action, dueAt };
      if (!(await schedule(database, dialog.id, message))) {
        throw wrong('at', `a dialog has at most ${mostScheduled} messages for later`);
      }
      return reply.status(201).send(showScheduled(message));
    },
  );

  app.delete(
    '/dialogs/:id/scheduled/:messageId',
    {
      config: { scope: 'reply' },
      schema: {
        tags,
        summary: 'Takes back a message for later; 404 when it has gone out',
        params: z.strictObject({ id: numericId, messageId: z.uuid() }),
        response: { 200: done },
      },
    },
    async (request) => {
      const { id } = await headOf(database, principalOf(request), request.params.id);
      if (!(await cancelScheduled(database, id, request.params.messageId))) throw notFound();
      return ok;
    },
  );

  app.post(
    '/dialogs/:id/clear',
    {
      config: { scope: 'write' },
      schema: {
        tags,
        summary: 'Clear chat: removes what was said; events, fields and the timeline stay',
        params,
        response: { 200: z.object({ removed: z.number().int() }) },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { id, lane } = await headOf(database, principal, request.params.id);
      const { spaceId, name } = principal;
      return { removed: await clearChat(database, { id, lane, spaceId }, name, ports.now()) };
    },
  );
};

function dueOf(at: string, now: number): number {
  const due = Date.parse(at);
  if (!(due > now)) throw wrong('at', 'expected a moment that is still to come');
  if (due > now + longestAheadMs) throw wrong('at', 'expected a moment within a year');
  return due;
}

const showScheduled = ({ id, dueAt, by, action }: ScheduledMessage): shapes.ApiScheduled => ({
  ...{ id, by, text: action.text, at: formatInstant(dueAt) },
  media: action.media?.kind ?? null,
});
