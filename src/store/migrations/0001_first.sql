-- Up Migration

-- ---------------------------------------------------------------- who and where
create table company (
  id uuid primary key,
  name text not null,
  currency text not null default 'USD',
  created_at timestamptz not null default now()
);

create table space (
  id uuid primary key,
  company_id uuid not null references company,
  key text not null,
  name text not null,
  unique (company_id, key)
);

create table api_key (
  id uuid primary key,
  space_id uuid not null references space,
  name text not null,
  -- SHA-256 of the key: the key itself is never kept.
  hash bytea not null unique,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);

create table setting (
  key text primary key,
  value jsonb not null
);

-- ---------------------------------------------------------------- what the owner draws
-- `document` is the object's shape in the funnel file without its children; ids survive renames.
create table bot (
  id uuid primary key,
  space_id uuid not null references space,
  key text not null,
  position integer not null default 0,
  -- A hash of the id, 0..15: see "How a turn is taken" in ARCHITECTURE.md.
  lane smallint not null,
  document jsonb not null,
  -- Simulated bots: how far their time has been moved ahead.
  clock_offset_ms bigint not null default 0,
  created_at timestamptz not null default now(),
  unique (space_id, key)
);

-- A secret is sealed (AES-256-GCM, key outside the database) with its place as associated data.
create table secret (
  bot_id uuid not null references bot on delete cascade,
  place text not null, -- 'token' or 'step:<id>'
  reference text,      -- the ${NAME} that the funnel file wrote, for export
  sealed text not null,
  primary key (bot_id, place)
);

create table bot_field (
  bot_id uuid not null references bot on delete cascade,
  key text not null,
  position integer not null default 0,
  document jsonb not null,
  -- False for a field that came up by itself in a postback or webhook; a funnel file never removes it.
  declared boolean not null,
  primary key (bot_id, key)
);

create table flow (
  id uuid primary key,
  bot_id uuid not null references bot on delete cascade,
  key text not null,
  position integer not null default 0,
  document jsonb not null,
  unique (bot_id, key)
);

create table step (
  id uuid primary key,
  flow_id uuid not null references flow on delete cascade,
  key text not null,
  position integer not null default 0,
  document jsonb not null,
  unique (flow_id, key)
);

create table webhook (
  id text primary key,
  bot_id uuid not null references bot on delete cascade,
  key text not null,
  position integer not null default 0,
  document jsonb not null,
  -- After a rotation the old id stays valid until then.
  previous_id text unique,
  previous_until timestamptz,
  unique (bot_id, key)
);

-- The link /c/<key> has no tenant in it, so the key is unique over all companies.
create table campaign (
  id uuid primary key,
  space_id uuid not null references space,
  bot_id uuid not null references bot on delete cascade,
  key text not null unique,
  position integer not null default 0,
  document jsonb not null
);

create table postback (
  id text primary key,
  space_id uuid not null references space,
  campaign_id uuid references campaign on delete cascade,
  key text not null,
  position integer not null default 0,
  document jsonb not null,
  unique (space_id, key)
);

-- One row: raised by every change of the tables above, read by every batch of turns.
create table config_version (
  the_only boolean primary key default true check (the_only),
  version bigint not null
);
insert into config_version (version) values (1);

-- ---------------------------------------------------------------- what happens
-- Numbers a signal for good: its inbox row, its journal row, its messages (x 1000 + n).
create sequence signal_id;

-- Waits for its turn; the row goes in the transaction that applies it. One index only: accept is
-- the hottest insert we have, and a lane is read from its low end.
create table inbox (
  lane smallint not null,
  id bigint not null default nextval('signal_id'),
  payload text not null,
  primary key (lane, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
        autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_threshold = 100000);

-- fillfactor and no index on anything that a turn changes (but wake_at): updates stay heap-only.
create table dialog (
  id bigint generated always as identity primary key,
  bot_id uuid not null references bot on delete cascade,
  connection text not null default '',
  chat_id bigint not null,
  username text not null default '',
  name text not null default '',
  status text not null,
  flow text,
  step text,
  fields jsonb not null default '{}',
  tracker jsonb not null default '{}',
  tags text[] not null default '{}',
  manager text,
  campaign_id uuid,
  clickid text,
  -- The engine's own memory (timers, counts, balance, last event), JSON that is never searched.
  state text not null,
  -- The earliest timer, in real time.
  wake_at timestamptz,
  version bigint not null default 1,
  created_at timestamptz not null,
  last_message_at timestamptz,
  unique (bot_id, connection, chat_id)
) with (fillfactor = 70);
-- Postbacks find their dialog by it: one lookup each.
create unique index dialog_clickid on dialog (clickid) where clickid is not null;
-- The next due timers of a lane's bots.
create index dialog_wake on dialog (wake_at) where wake_at is not null;

create table click (
  clickid text collate "C" primary key,
  campaign_id uuid not null,
  source text,
  parameters text not null, -- JSON
  at timestamptz not null default now(),
  -- Set when it is not the first click of its lead.
  dialog_id bigint
);

create table event (
  dialog_id bigint not null,
  id bigint not null,
  name text not null,
  received_name text not null,
  ordinal integer not null,
  cost numeric,
  currency text not null,
  tid text,
  at timestamptz not null,
  primary key (dialog_id, id)
);

-- Event identity: a repeat finds its row here and changes nothing, for ever. The identity's MD5: a third
-- of its size and a quarter of the time of a longer sum. Who can make two that collide (a postback's
-- owner, with chosen tids) would only lose an event of its own.
create table event_identity (
  identity uuid primary key
);

create function identity_of(text) returns uuid language sql immutable strict parallel safe
  return md5($1)::uuid;

-- A message is pending exactly as long as its effect waits in the outbox (number = signal x 1000 + n);
-- `state` is what it comes to, so the ordinary delivery never has to touch this table again.
create table message (
  dialog_id bigint not null,
  id bigint not null,
  direction text not null,
  kind text not null,
  text text not null,
  buttons text, -- JSON
  state text not null,
  cause text not null,
  reason text,
  at timestamptz not null,
  primary key (dialog_id, id)
);

-- One row a signal that had its turn (or a request that was refused, or a call we made): the request
-- log and the dialog's timeline are two readings of it. `document` is JSON: request, reason,
-- warnings, entries, durationMs.
create table journal (
  id bigint primary key,
  at timestamptz not null,
  kind text not null,
  space_id uuid,
  source text,
  dialog_id bigint,
  outcome text not null,
  document text not null
);
-- When a webhook was last called: few rows, as calls of updateDialog are rare beside postbacks.
create index journal_webhook on journal (source, id) where kind = 'webhook';
create index journal_dialog on journal (dialog_id, id) where dialog_id is not null;
-- The rare outcomes that people look for; the common ones are found from the end of the table.
create index journal_rare on journal (outcome, id) where outcome not in ('applied', 'duplicate');

-- Signals that wait for something: a click or a dialog that does not exist yet.
create table kept (
  signal_id bigint primary key,
  space_id uuid not null,
  clickid text,
  bot_id uuid,
  chat_id bigint,
  payload text not null,
  expires_at timestamptz
);
create index kept_clickid on kept (clickid) where clickid is not null;
create index kept_chat on kept (bot_id, chat_id) where chat_id is not null;

-- The first signal of an updateDialog call that named a requestId; a repeat gets its answer.
create table webhook_result (
  webhook_id text not null,
  request_id text not null,
  at timestamptz not null default now(),
  signal_id bigint not null,
  status smallint,
  body text,
  primary key (webhook_id, request_id)
);

-- Effects that the world has not answered yet; a finished one leaves. (signal_id, n) is the
-- once-only key. `document` is the effect as JSON.
create table outbox (
  signal_id bigint not null,
  n smallint not null,
  kind text not null,      -- 'message' or 'webhook'
  channel text not null,   -- which carrier: 'simulator', 'telegram', 'webhook'
  bot_id uuid not null,
  dialog_id bigint not null,
  message_id bigint,
  automatic boolean not null,
  document text not null,
  state text not null default 'pending', -- pending, sending, withdrawn (sending, and taken back meanwhile)
  attempts smallint not null default 0,
  not_before timestamptz not null,
  started_at timestamptz,
  primary key (signal_id, n)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
        autovacuum_vacuum_cost_delay = 0);
-- Handing out: the next due rows of a carrier.
create index outbox_due on outbox (channel, not_before) where state = 'pending';
-- A move takes back what its dialog has not sent yet.
create index outbox_dialog on outbox (dialog_id);

-- What hangs on a dialog goes with it. A foreign key would be checked row by row at every insert
-- (measured: 6 us each, a fifth of a turn's cost); all inserts come from the turn that holds the dialog.
create function remove_dialog_rows() returns trigger language plpgsql as $$
begin
  delete from outbox where dialog_id in (select id from gone);
  delete from message where dialog_id in (select id from gone);
  delete from event where dialog_id in (select id from gone);
  return null;
end $$;
create trigger dialog_removed after delete on dialog referencing old table as gone
  for each statement execute function remove_dialog_rows();
