/** Contacts: dialogs as rows of a table, without what only a conversation needs. */
import type { Decimal } from '../base/decimal.ts';
import type { Instant } from '../base/instant.ts';
import type { DialogState, Status } from '../dialog/dialog.ts';
import type { FieldValue } from '../flow/flow.ts';
import type { Connection, Database } from './database.ts';
import type { DialogCondition } from './dialogReading.ts';
import { searchDialogs } from './searchReading.ts';

export type ContactRecord = {
  id: number;
  bot: string;
  chatId: number;
  username: string;
  name: string;
  status: Status;
  flow: string | null;
  step: string | null;
  campaign: string | null;
  fields: Record<string, FieldValue>;
  tracker: Record<string, string>;
  clickid: string | null;
  tags: string[];
  manager: string | null;
  createdAt: Instant;
  lastMessageAt: Instant | null;
  balance: Record<string, Decimal>;
  /** Event -> how many the lead has had. */
  events: Record<string, number>;
};

export type ContactPage = {
  /** Key of a bot; absent: every bot of the space. */
  bot?: string;
  /** By when the dialog began. A condition's are always newest first. */
  order: 'newest' | 'oldest';
  /** Only what comes behind this dialog in that order. */
  behind: string | null;
  limit: number;
};

const milliseconds = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::bigint`;

// Counts and balance stand in the engine's own memory: reading each row's events cost three times the rest.
const contacts = `
  select dialog.id, bot.key as bot, dialog.chat_id as "chatId", dialog.username, dialog.name, dialog.status,
    dialog.flow, dialog.step, campaign.key as campaign, dialog.fields, dialog.tracker, dialog.clickid,
    dialog.tags, dialog.manager, dialog.state, ${milliseconds('dialog.created_at')} as "createdAt",
    ${milliseconds('dialog.last_message_at')} as "lastMessageAt"
  from dialog join bot on bot.id = dialog.bot_id left join campaign on campaign.id = dialog.campaign_id`;

type ContactRow = Omit<ContactRecord, 'balance' | 'events'> & { state: string };

function readContact({ state, ...row }: ContactRow): ContactRecord {
  const memory: Partial<DialogState> = JSON.parse(state);
  return { ...row, balance: memory.balance ?? {}, events: memory.counts ?? {} };
}

/** A page of the space's contacts. By the primary key in both orders: a page costs the rows that it shows. */
export async function listContacts(
  connection: Connection,
  spaceId: string,
  page: ContactPage,
): Promise<ContactRecord[]> {
  const older = page.order === 'newest';
  const rows = await connection.query<ContactRow>(
    {
      name: `contact_list_${page.order}`,
      text: `${contacts}
        where bot.space_id = $1 and ($2::text is null or bot.key = $2)
          and dialog.id ${older ? '<' : '>'} $3
        order by dialog.id ${older ? 'desc' : 'asc'} limit $4`,
    },
    [spaceId, page.bot ?? null, page.behind ?? (older ? Number.MAX_SAFE_INTEGER : 0), page.limit],
  );
  return rows.map(readContact);
}

/** The contacts in which a condition holds, newest first. Throws SearchTooLong. */
export async function filterContacts(
  database: Database,
  spaceId: string,
  page: Omit<ContactPage, 'order'>,
  asked: DialogCondition,
): Promise<ContactRecord[]> {
  const { bot, behind, limit } = page;
  const search = { ...asked, before: behind, limit };
  const ids = await searchDialogs(database, spaceId, bot === undefined ? search : { ...search, bot });
  const rows = await database.query<ContactRow>(
    { name: 'contact_page', text: `${contacts} where dialog.id = any ($1::bigint[])` },
    [ids],
  );
  return rows.map(readContact).sort((left, right) => right.id - left.id);
}

/** Keys of the fields that the space's bots know, in the order in which they are drawn. */
export async function listFieldKeys(
  connection: Connection,
  spaceId: string,
): Promise<{ key: string; name: string }[]> {
  return connection.query(
    `select bot_field.key, coalesce(min(bot_field.document ->> 'name'), bot_field.key) as name
     from bot_field join bot on bot.id = bot_field.bot_id where bot.space_id = $1
     group by bot_field.key order by min(bot_field.position), bot_field.key limit 1000`,
    [spaceId],
  );
}
