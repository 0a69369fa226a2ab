/** What each operator keeps: what was read, favourites, saved filters; and what all of a space share: templates. */
import type { Connection } from './database.ts';

/** Ids of the space's bots. */
export async function listBotIds(
  connection: Connection,
  spaceId: string,
): Promise<{ id: string; key: string }[]> {
  return connection.query({ name: 'space_bots', text: 'select id, key from bot where space_id = $1' }, [
    spaceId,
  ]);
}

/** Up to which message somebody has read everything of the space. */
export async function findReadTo(connection: Connection, spaceId: string, person: string): Promise<number> {
  const [row] = await connection.query<{ readTo: number }>(
    {
      name: 'person_read_to',
      text: 'select read_to as "readTo" from person_read where space_id = $1 and person = $2',
    },
    [spaceId, person],
  );
  return row?.readTo ?? 0;
}

/** Everything that there is now counts as read; marks of single dialogs stay. */
export async function markAllRead(connection: Connection, spaceId: string, person: string): Promise<void> {
  await connection.query(
    `insert into person_read (space_id, person, read_to)
     select $1, $2, last_value * 1000 + 999 from signal_id
     on conflict (space_id, person) do update set read_to = greatest(person_read.read_to, excluded.read_to)`,
    [spaceId, person],
  );
}

/** Read up to the dialog's latest message; `read` false: its last message counts as unread again. */
export async function markRead(
  connection: Connection,
  dialogId: number,
  person: string,
  read: boolean,
): Promise<void> {
  await connection.query(
    `insert into dialog_person (dialog_id, person, read_to)
     select $1, $2, case when $3 then coalesce(max(id), 0) else 0 end from message where dialog_id = $1
     on conflict (dialog_id, person) do update set read_to = excluded.read_to
     where dialog_person.read_to is distinct from excluded.read_to`,
    [dialogId, person, read],
  );
}

export async function markFavourite(
  connection: Connection,
  dialogId: number,
  person: string,
  favourite: boolean,
): Promise<void> {
  await connection.query(
    `insert into dialog_person (dialog_id, person, favourite) values ($1, $2, $3)
     on conflict (dialog_id, person) do update set favourite = excluded.favourite`,
    [dialogId, person, favourite],
  );
}

/** How a dialog stands to somebody. */
export async function findMarks(
  connection: Connection,
  dialogId: number,
  person: string,
): Promise<{ readTo: number; favourite: boolean }> {
  const [row] = await connection.query<{ readTo: number; favourite: boolean }>(
    'select read_to as "readTo", favourite from dialog_person where dialog_id = $1 and person = $2',
    [dialogId, person],
  );
  return row ?? { readTo: 0, favourite: false };
}

export type SavedFilter = { id: string; name: string; condition: string; shared: boolean };

/** One's own and the space's, by name. */
export const listSavedFilters = (
  connection: Connection,
  spaceId: string,
  person: string,
): Promise<SavedFilter[]> =>
  connection.query(
    `select id, name, condition, person is null as shared from saved_filter
     where space_id = $1 and (person is null or person = $2) order by lower(name), id limit 500`,
    [spaceId, person],
  );

/** One that this person may use. */
export async function findSavedFilter(
  connection: Connection,
  spaceId: string,
  person: string,
  id: string,
): Promise<SavedFilter | null> {
  const [row] = await connection.query<SavedFilter>(
    `select id, name, condition, person is null as shared from saved_filter
     where space_id = $1 and (person is null or person = $2) and id = $3`,
    [spaceId, person, id],
  );
  return row ?? null;
}

export const mostSavedFilters = 500;

/** False when the space has `mostSavedFilters` already. */
export async function addSavedFilter(
  connection: Connection,
  spaceId: string,
  filter: { id: string; name: string; condition: string; person: string | null },
): Promise<boolean> {
  const rows = await connection.query(
    `insert into saved_filter (id, space_id, person, name, condition)
     select $2, $1, $3, $4, $5 where (select count(*) from saved_filter where space_id = $1) < $6 returning id`,
    [spaceId, filter.id, filter.person, filter.name, filter.condition, mostSavedFilters],
  );
  return rows.length > 0;
}

/** One's own; a shared one goes by whoever may remove it. Answers whether there was one. */
export async function removeSavedFilter(
  connection: Connection,
  spaceId: string,
  person: string,
  id: string,
): Promise<boolean> {
  const rows = await connection.query(
    `delete from saved_filter where space_id = $1 and (person is null or person = $2) and id = $3 returning id`,
    [spaceId, person, id],
  );
  return rows.length > 0;
}

export type ReplyTemplate = { id: string; shortcut: string; text: string };

export const mostTemplates = 1000;

export const listTemplates = (connection: Connection, spaceId: string): Promise<ReplyTemplate[]> =>
  connection.query(
    `select id, shortcut, text from reply_template where space_id = $1 order by lower(shortcut), id limit ${mostTemplates}`,
    [spaceId],
  );

/** The template of this shortcut, new or changed; null when the space has `mostTemplates` already. */
export async function saveTemplate(
  connection: Connection,
  spaceId: string,
  { id, shortcut, text }: ReplyTemplate,
): Promise<ReplyTemplate | null> {
  const [row] = await connection.query<ReplyTemplate>(
    `insert into reply_template (id, space_id, shortcut, text)
     select $2, $1, $3, $4
     where (select count(*) from reply_template where space_id = $1 and shortcut <> $3) < ${mostTemplates}
     on conflict (space_id, shortcut) do update set text = excluded.text
     returning id, shortcut, text`,
    [spaceId, id, shortcut, text],
  );
  return row ?? null;
}

export async function removeTemplate(connection: Connection, spaceId: string, id: string): Promise<boolean> {
  const rows = await connection.query(
    'delete from reply_template where space_id = $1 and id = $2 returning id',
    [spaceId, id],
  );
  return rows.length > 0;
}

/** What macros in an operator's text may need of the bot. */
export async function readBotTexts(
  connection: Connection,
  botId: string,
): Promise<{ timezone: string; variables: Record<string, string> }> {
  const [row] = await connection.query<{ timezone: string; variables: Record<string, string> }>(
    `select coalesce(document ->> 'timezone', 'UTC') as timezone,
       coalesce(document -> 'variables', '{}'::jsonb) as variables from bot where id = $1`,
    [botId],
  );
  return row ?? { timezone: 'UTC', variables: {} };
}

/** Number of the lead's last message, 0 for none. */
export async function findNewestIn(connection: Connection, dialogId: number): Promise<number> {
  const [row] = await connection.query<{ id: number }>(
    `select id from message where dialog_id = $1 and direction = 'in' order by id desc limit 1`,
    [dialogId],
  );
  return row?.id ?? 0;
}
