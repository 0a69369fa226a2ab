-- Up Migration

-- ---------------------------------------------------------------- the list of dialogs
-- What the operators' list is sorted and cut by. Beside the dialog and not in it: an index on a column that a
-- turn changes would end its heap-only updates. Written by the search loop (src/store/searchIndexing.ts);
-- what still stands in dialog_dirty a query reads from the dialogs themselves, so a backlog costs time, never
-- truth. By bot, as a space has few and a key may have one: a page is the merge of one short walk a bot.
create table dialog_list (
  dialog_id bigint primary key,
  bot_id uuid not null,
  status text not null,
  manager text,
  last_at timestamptz not null,
  -- The last message is the lead's.
  awaits boolean not null,
  -- Number of the lead's last message; numbers grow over all dialogs.
  last_in bigint,
  -- Messages up to this number are in dialog_words; null: none of them has been looked at.
  words_to bigint,
  words_at timestamptz
) with (fillfactor = 80);
-- Each tab is a walk along one index from its new end, so that a page costs what it shows, however many
-- dialogs there are (measured with 1,000,000: the first page of each tab in 3 to 12 ms).
create index dialog_list_all on dialog_list (bot_id, last_at desc, dialog_id desc);
create index dialog_list_status on dialog_list (bot_id, status, last_at desc, dialog_id desc);
create index dialog_list_awaits on dialog_list (bot_id, last_at desc, dialog_id desc) where awaits;
create index dialog_list_manager on dialog_list (bot_id, manager, last_at desc, dialog_id desc)
  where manager is not null;
-- What came in last is unread until somebody has read it: the walk ends at what one has read altogether.
create index dialog_list_in on dialog_list (bot_id, last_in desc) where last_in is not null;
-- Dialogs of before this table; empty from then on.
create index dialog_list_wordless on dialog_list (dialog_id) where words_to is null;

insert into dialog_list (dialog_id, bot_id, status, manager, last_at, awaits, last_in)
select dialog.id, bot_id, status, manager, date_trunc('milliseconds', coalesce(last_message_at, created_at)),
  coalesce(latest.direction = 'in', false),
  received.id
from dialog
  left join lateral (
    select direction from message where dialog_id = dialog.id order by id desc limit 1) as latest on true
  left join lateral (
    select id from message where dialog_id = dialog.id and direction = 'in' order by id desc limit 1) as received on true;

-- Words by which a dialog is found: a row for names and chat id (`to_id` 0), and one for each lot of messages,
-- by its newest. A word stands with the number of its block in front ('m1f:deposit', src/store/wordSet.ts), so
-- that the newest blocks are asked first and a word that everybody uses costs no more than a rare one. An array
-- of words made by us, because PostgreSQL's own reader of texts knows the letters of one language only.
create table dialog_words (
  dialog_id bigint not null,
  to_id bigint not null,
  words tsvector not null,
  primary key (dialog_id, to_id)
);
create index dialog_words_find on dialog_words using gin (words);

-- ---------------------------------------------------------------- what each person keeps
-- `person` is 'user:<id>' or 'key:<name>'.
create table dialog_person (
  dialog_id bigint not null,
  person text not null,
  -- Number of the last message that was read.
  read_to bigint not null default 0,
  favourite boolean not null default false,
  primary key (dialog_id, person)
) with (fillfactor = 90);
create index dialog_person_favourite on dialog_person (person) where favourite;

-- Everything up to this message counts as read.
create table person_read (
  space_id uuid not null references space on delete cascade,
  person text not null,
  read_to bigint not null,
  primary key (space_id, person)
);

create table saved_filter (
  id uuid primary key,
  space_id uuid not null references space on delete cascade,
  -- Null: everybody's of the space.
  person text,
  name text not null,
  condition text not null,
  created_at timestamptz not null default now()
);
create index saved_filter_space on saved_filter (space_id, name);

-- Ready answers, by the word behind `#`.
create table reply_template (
  id uuid primary key,
  space_id uuid not null references space on delete cascade,
  shortcut text not null,
  text text not null,
  created_at timestamptz not null default now(),
  unique (space_id, shortcut)
);

-- An operator's message that is to go out later. When it is due it becomes a signal of the inbox in the same
-- statement that takes it away from here, so that it is sent once, whoever looks.
create table scheduled_message (
  id uuid primary key,
  dialog_id bigint not null,
  by text not null,
  -- The operator signal's action (`did: wrote`).
  action jsonb not null,
  due_at timestamptz not null,
  created_at timestamptz not null default now()
);
create index scheduled_message_due on scheduled_message (due_at);
create index scheduled_message_dialog on scheduled_message (dialog_id);

-- ---------------------------------------------------------------- with the dialog
create function remove_dialog_list() returns trigger language plpgsql as $$
begin
  delete from dialog_list where dialog_id in (select id from gone);
  delete from dialog_words where dialog_id in (select id from gone);
  delete from dialog_person where dialog_id in (select id from gone);
  delete from scheduled_message where dialog_id in (select id from gone);
  return null;
end $$;
create trigger dialog_removed_list after delete on dialog referencing old table as gone
  for each statement execute function remove_dialog_list();
