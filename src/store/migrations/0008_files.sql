-- Up Migration

-- Which leads were sent a file that an operator has uploaded: with the last of them it goes as well.
create table stored_file_use (
  file_id uuid not null references stored_file on delete cascade,
  dialog_id bigint not null,
  primary key (file_id, dialog_id)
);
create index stored_file_use_dialog on stored_file_use (dialog_id);

-- Contents to be removed: the storage is no part of the transaction that forgets the lead.
create index stored_file_gone on stored_file (at) where state = 'gone';

-- What the dialog's files told is forgotten with it; the place alone stays until the content is removed.
-- By its name it runs behind `dialog_removed`, which takes away the effect that might still bring a file.
create function forget_dialog_files() returns trigger language plpgsql as $$
begin
  delete from stored_file_use where dialog_id in (select id from gone);
  update stored_file set state = 'gone', bot_id = null, dialog_id = null, message_id = null, name = '', mime = '',
    size = null, sha256 = null, reason = null
  where dialog_id in (select id from gone);
  return null;
end $$;
create trigger dialog_removed_files after delete on dialog referencing old table as gone
  for each statement execute function forget_dialog_files();

create function forget_unused_file() returns trigger language plpgsql as $$
begin
  update stored_file set state = 'gone', name = '', mime = '', size = null, sha256 = null
  where id in (select file_id from unused)
    and not exists (select from stored_file_use where file_id = stored_file.id);
  return null;
end $$;
create trigger file_unused after delete on stored_file_use referencing old table as unused
  for each statement execute function forget_unused_file();
