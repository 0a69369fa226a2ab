/** What a channel told of business accounts, groups and channels: written with the turn that read it. */
import type { Instant } from '../base/instant.ts';
import type { Connection } from './database.ts';

export type BusinessWrite = {
  bot: string;
  connection: string;
  ownerId: number;
  ownerChatId: number;
  ownerName: string;
  enabled: boolean;
  rights: string[];
  at: Instant;
};

/** The latest news of a connection counts, also of several in one batch. */
export async function writeBusinesses(connection: Connection, rows: readonly BusinessWrite[]): Promise<void> {
  if (rows.length === 0) return;
  const latest = [...new Map(rows.map((row) => [`${row.bot} ${row.connection}`, row])).values()];
  await connection.query(
    `insert into telegram_business (bot_id, connection, owner_id, owner_chat_id, owner_name, enabled, rights, at)
     select bot, connection, "ownerId", "ownerChatId", "ownerName", enabled, rights, to_timestamp(at / 1000)
     from json_to_recordset($1) as told (bot uuid, connection text, "ownerId" bigint, "ownerChatId" bigint,
       "ownerName" text, enabled boolean, rights text[], at float8)
     on conflict (bot_id, connection) do update set owner_id = excluded.owner_id,
       owner_chat_id = excluded.owner_chat_id, owner_name = excluded.owner_name, enabled = excluded.enabled,
       rights = excluded.rights, at = excluded.at`,
    [JSON.stringify(latest)],
  );
}

export type ChatWrite = {
  bot: string;
  chatId: number;
  type: string;
  title: string;
  username: string;
  status: string;
  rights: string[];
  at: Instant;
};

/** The bot's own place in groups and channels; a number to which a group has moved is kept. */
export async function writeChats(connection: Connection, rows: readonly ChatWrite[]): Promise<void> {
  if (rows.length === 0) return;
  const latest = [...new Map(rows.map((row) => [`${row.bot} ${row.chatId}`, row])).values()];
  await connection.query(
    `insert into telegram_chat (bot_id, chat_id, type, title, username, status, rights, at)
     select bot, "chatId", type, title, username, status, rights, to_timestamp(at / 1000)
     from json_to_recordset($1) as told (bot uuid, "chatId" bigint, type text, title text, username text,
       status text, rights text[], at float8)
     on conflict (bot_id, chat_id) do update set type = excluded.type, title = excluded.title,
       username = excluded.username, status = excluded.status, rights = excluded.rights, at = excluded.at`,
    [JSON.stringify(latest)],
  );
}

export type ChatMoveWrite = { bot: string; from: number; to: number };

/** A group has become a supergroup: the old number leads to the new one, which is what the old one was. */
export async function writeChatMoves(connection: Connection, rows: readonly ChatMoveWrite[]): Promise<void> {
  for (const { bot, from, to } of rows) {
    await connection.query(
      `with old as (
         insert into telegram_chat (bot_id, chat_id, type, title, status, moved_to)
         values ($1, $2, 'group', '', 'member', $3)
         on conflict (bot_id, chat_id) do update set moved_to = excluded.moved_to
         returning title, username, status, rights)
       insert into telegram_chat (bot_id, chat_id, type, title, username, status, rights)
       select $1, $3, 'supergroup', title, username, status, rights from old
       on conflict (bot_id, chat_id) do nothing`,
      [bot, from, to],
    );
  }
}
