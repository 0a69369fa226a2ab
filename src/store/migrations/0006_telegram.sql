-- Up Migration

-- One chat may be a lead of the bot and of a business account that it speaks for. The chat comes before the
-- connection, so that what names the chat alone (updateDialog) finds both by the same index.
alter table dialog drop constraint dialog_bot_id_connection_chat_id_key;
alter table dialog add constraint dialog_chat unique (bot_id, chat_id, connection);

-- Updates that were taken in, by webhook or by polling: the once-only mark, written with the inbox row.
-- Telegram keeps an update for a day; older marks are tidied away.
create table update_seen (
  bot_id uuid not null,
  update_id bigint not null,
  at timestamptz not null default now(),
  primary key (bot_id, update_id)
);

-- The channel's own number of a message: edits, replies and pins name it. An album's is its first part's.
alter table message add column external_id bigint;
alter table message add column entities text;      -- JSON, null for none
alter table message add column reply_to bigint;    -- our number of the message that it answers
alter table message add column edited_at timestamptz;
alter table message add column deleted_at timestamptz;

-- 0: somebody waits for it; 1: pushes and mailings.
alter table outbox add column priority smallint not null default 0;
-- The next due rows of one bot's lane, replies first.
create index outbox_lane on outbox (bot_id, priority, not_before) where state = 'pending' and channel = 'telegram';

-- What we know of a bot's life at Telegram. The token itself is a sealed secret (place 'token').
create table telegram_bot (
  bot_id uuid primary key references bot on delete cascade,
  -- Telegram's own number and name of the bot, as getMe said.
  telegram_id bigint,
  username text not null default '',
  name text not null default '',
  token_hint text not null default '',          -- last four characters
  token_hash bytea,                              -- SHA-256: another token means another look
  -- 'new', 'running', 'stopped' (the token is refused), 'otherReceiver' (another service's webhook is set)
  state text not null default 'new',
  receives text not null default 'none',         -- 'webhook', 'polling', 'none'
  -- The webhook that we set last: one of ours is never taken for another service's.
  webhook_url text not null default '',
  -- Sends wait until then: Telegram said so (429).
  paused_until timestamptz,
  last_update_at timestamptz,
  checked_at timestamptz,
  -- The connection checklist, JSON.
  checklist text not null default '[]',
  alarm text,
  alarm_at timestamptz
);

-- Groups and channels of which the bot was told that it is, or was, in them.
create table telegram_chat (
  bot_id uuid not null references bot on delete cascade,
  chat_id bigint not null,
  type text not null,
  title text not null,
  username text not null default '',
  status text not null,
  rights text[] not null default '{}',
  at timestamptz not null default now(),
  -- A group that became a supergroup: its new number.
  moved_to bigint,
  primary key (bot_id, chat_id)
);

create table telegram_business (
  bot_id uuid not null references bot on delete cascade,
  connection text not null,
  owner_id bigint not null,
  owner_chat_id bigint not null,
  owner_name text not null default '',
  enabled boolean not null,
  rights text[] not null default '{}',
  at timestamptz not null default now(),
  primary key (bot_id, connection)
);

-- What was uploaded once is sent again by Telegram's name for it, which only its own bot may use.
create table telegram_file (
  bot_id uuid not null references bot on delete cascade,
  -- SHA-256 of the content, or of the URL ('url:' in front).
  source text not null,
  kind text not null,
  file_id text not null,
  at timestamptz not null default now(),
  primary key (bot_id, source, kind)
);

-- Files in our keeping: what leads sent and what operators uploaded.
create table stored_file (
  id uuid primary key,
  space_id uuid not null,
  -- The row outlives the bot: it alone knows where the content lies.
  bot_id uuid references bot on delete set null,
  -- Of a file that a lead has sent.
  dialog_id bigint,
  message_id bigint,
  name text not null default '',
  mime text not null default '',
  size bigint,
  sha256 text,
  -- Where the storage keeps it; null until it is there.
  place text,
  -- 'coming', 'kept', 'failed'
  state text not null,
  reason text,
  at timestamptz not null default now()
);
-- The files of a message; a dialog's for its erasure.
create index stored_file_message on stored_file (dialog_id, message_id) where dialog_id is not null;
