-- Up Migration

-- What the AI has cost, in tokens, by the day of the bot's time zone. A row a dialog, and one with
-- dialog 0 for the bot as a whole: the day's budget is one lookup before each call.
create table ai_usage (
  bot_id uuid not null references bot on delete cascade,
  day date not null,
  dialog_id bigint not null,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  -- How many of them are our estimate, because the endpoint named none.
  estimated_tokens bigint not null,
  calls integer not null,
  primary key (bot_id, day, dialog_id)
) with (fillfactor = 70);
-- What one dialog has cost over its days.
create index ai_usage_dialog on ai_usage (dialog_id, day) where dialog_id <> 0;

-- Translations that operators have asked for: asking again costs nothing. `of_text` is the MD5 of the
-- text that was translated, should the message's text change afterwards.
create table message_translation (
  dialog_id bigint not null,
  message_id bigint not null,
  language text not null,
  of_text uuid not null,
  text text not null,
  at timestamptz not null default now(),
  primary key (dialog_id, message_id, language)
);

-- Translations are the lead's words: they go with the dialog. What was used stays: it names nobody.
create function remove_dialog_translations() returns trigger language plpgsql as $$
begin
  delete from message_translation where dialog_id in (select id from gone);
  return null;
end $$;
create trigger dialog_removed_translations after delete on dialog referencing old table as gone
  for each statement execute function remove_dialog_translations();
