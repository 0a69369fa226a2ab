/** Contacts: the dialogs of a space as a table, and as a CSV file. */
import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { formatInstant } from '../base/instant.ts';
import { RefusalError, refuse } from '../base/refusal.ts';
import { type Condition, parseCondition } from '../condition/condition.ts';
import {
  type ContactRecord,
  filterContacts,
  listContacts,
  listFieldKeys,
  type Principal,
  SearchTooLong,
} from '../store/store.ts';
import { principalOf, wrong } from './access.ts';
import { type Column, columnOf, fixedColumns } from './contactColumn.ts';
import * as contract from './contract.ts';
import { contact, contactColumns } from './contractContacts.ts';
import { lookedUp, page, toPage } from './listing.ts';
import type { ApiOptions } from './ports.ts';
import { showContact } from './showContact.ts';

const wanted = {
  bot: lookedUp.optional(),
  filter: z.string().max(4000).optional(),
  order: z.enum(['newest', 'oldest']).default('newest'),
};

const tableQuery = z.strictObject({ ...page, ...wanted });

const fileQuery = z.strictObject({
  ...wanted,
  /** Names such as name,status,fields.country,tracker.buyer,events.sale,balance.USD; all of them if absent. */
  columns: z.string().max(16_000).optional(),
  /** A spreadsheet of some languages parts cells by semicolons. */
  separator: z.enum(['comma', 'semicolon']).default('comma'),
});

const tags = ['contacts'];
const latest = 1000;
/** Rows that are in memory at once while a file is written. */
const portion = 1000;
const mostColumns = 500;

type Wanted = { bot?: string | undefined; order: 'newest' | 'oldest'; condition: Condition | null };

export const contactRoutes: FastifyPluginAsyncZod<ApiOptions> = async (app, options) => {
  app.get(
    '/contacts',
    {
      config: { scope: 'dialogs' },
      schema: {
        tags,
        summary: 'Contacts, newest or oldest first; those of a filter newest first',
        querystring: tableQuery,
        response: { 200: contract.pageOf(contact) },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { limit, cursor = null } = request.query;
      const rows = await readPage(options, principal, readWanted(request.query), cursor, limit + 1);
      return toPage(rows, limit, (row) => showContact(row, principal.masked));
    },
  );

  app.get(
    '/contacts/columns',
    {
      config: { scope: 'dialogs' },
      schema: { tags, summary: 'What else there is to show of them', response: { 200: contactColumns } },
    },
    async (request) => knownColumns(options, principalOf(request)),
  );

  app.get(
    '/contacts.csv',
    {
      config: { scope: 'read' },
      schema: {
        tags,
        summary: 'Contacts as CSV (UTF-8), safe to open in a spreadsheet',
        querystring: fileQuery,
        produces: ['text/csv'],
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const asked = readWanted(request.query);
      const columns = await readColumns(options, principal, request.query.columns);
      // The first rows before the answer begins: what is refused is then still refused as such.
      const first = await readPage(options, principal, asked, null, portion);
      const rows = Readable.from(csvRows(options, principal, asked, columns, first), { objectMode: true });
      const delimiter = request.query.separator === 'semicolon' ? ';' : ',';
      const csv = stringify({
        ...{ bom: true, delimiter, header: true, record_delimiter: '\r\n' },
        columns: columns.map(({ name }) => ({ key: name, header: name })),
      });
      // Whoever goes away, or a database that breaks, ends both; a half file is then known as broken.
      pipeline(rows, csv, (error) => error && request.log.debug({ err: error }, 'an export ended early'));
      const day = formatInstant(options.ports.now()).slice(0, 10);
      reply.header('content-disposition', `attachment; filename="contacts-${day}.csv"`);
      return reply.type('text/csv; charset=utf-8').send(csv);
    },
  );
};

function readWanted(query: {
  bot?: string | undefined;
  order: 'newest' | 'oldest';
  filter?: string | undefined;
}): Wanted {
  const { bot, order, filter } = query;
  if (!filter?.trim()) return { bot, order, condition: null };
  const parsed = parseCondition(filter, 'lead');
  if (!parsed.ok) throw wrong('filter', `at character ${parsed.reason.at + 1}: ${parsed.reason.reason}`);
  if (order === 'oldest') throw wrong('order', 'what a filter finds is listed newest first');
  return { bot, order, condition: parsed.value };
}

async function readPage(
  { database, ports }: ApiOptions,
  principal: Principal,
  { bot, order, condition }: Wanted,
  behind: string | null,
  limit: number,
): Promise<ContactRecord[]> {
  // A visitor or a key of one bot sees single chats, never everybody's.
  if (principal.onlyBotId !== null) throw new RefusalError(refuse('forbidden'));
  const asked = { ...(bot === undefined ? {} : { bot }), behind, limit };
  if (!condition) return listContacts(database, principal.spaceId, { ...asked, order });
  return filterContacts(database, principal.spaceId, asked, { condition, now: ports.now() }).catch(
    (error: unknown) => {
      if (!(error instanceof SearchTooLong)) throw error;
      throw wrong(
        'filter',
        'this search takes longer than 10 s: narrow it down, by bot or by a further condition',
      );
    },
  );
}

async function knownColumns(
  options: ApiOptions,
  principal: Principal,
): Promise<z.infer<typeof contactColumns>> {
  const newest: Wanted = { order: 'newest', condition: null };
  const rows = await readPage(options, principal, newest, null, latest);
  const fields = await listFieldKeys(options.database, principal.spaceId);
  const keysOf = (read: (row: ContactRecord) => object): string[] =>
    [...new Set(rows.flatMap((row) => Object.keys(read(row))))].sort().slice(0, mostColumns);
  return {
    fields,
    tracker: keysOf(({ tracker, clickid }) => (clickid === null ? tracker : { ...tracker, clickid })),
    events: keysOf(({ events }) => events),
    currencies: keysOf(({ balance }) => balance),
  };
}

async function readColumns(
  options: ApiOptions,
  principal: Principal,
  given: string | undefined,
): Promise<Column[]> {
  const names =
    given === undefined
      ? await everyColumn(options, principal)
      : given.split(',').filter(Boolean).map(decoded);
  if (names.length === 0 || names.length > mostColumns)
    throw wrong('columns', `expected 1 to ${mostColumns} names`);
  return [...new Set(names)].map((name) => {
    const column = columnOf(name);
    if (!column) throw wrong('columns', `there is no column ${name.slice(0, 100)}`);
    return column;
  });
}

/** A key may hold a comma: it is then encoded once more than the query. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

async function everyColumn(options: ApiOptions, principal: Principal): Promise<string[]> {
  const { fields, tracker, events } = await knownColumns(options, principal);
  const keyed = [
    ...fields.map(({ key }) => `fields.${key}`),
    ...tracker.map((key) => `tracker.${key}`),
    ...events.map((name) => `events.${name}`),
  ];
  return [...fixedColumns, ...keyed].slice(0, mostColumns);
}

/** A portion is read when the one before it has been taken: a slow reader slows the reading. */
async function* csvRows(
  options: ApiOptions,
  principal: Principal,
  asked: Wanted,
  columns: readonly Column[],
  first: ContactRecord[],
): AsyncGenerator<string[]> {
  for (let rows = first; rows.length > 0; ) {
    for (const row of rows) {
      const shown = showContact(row, principal.masked);
      yield columns.map(({ cell }) => cell(shown));
    }
    const last = rows.at(-1);
    if (rows.length < portion || !last) return;
    rows = await readPage(options, principal, asked, String(last.id), portion);
  }
}
