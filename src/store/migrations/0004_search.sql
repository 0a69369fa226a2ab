-- Up Migration

-- ---------------------------------------------------------------- a condition's own words
-- What src/condition/sql.ts writes into queries. Each is one expression, so that the planner puts it in
-- place of the call (a call of its own costs some 0.3 us a row).

-- A number as JavaScript's String() writes it: with an exponent from 1e21 on and below 1e-6.
create function condition_number_text(value numeric) returns text language sql immutable parallel safe
  return case
    when value <> 0 and (abs(value) >= 1e21 or abs(value) < 1e-6)
      then regexp_replace(value::float8::text, 'e([+-])0', 'e\1')
    else value::text
  end;

-- A text or a number of a field as text, null for lists and for nothing.
create function condition_text(value jsonb) returns text language sql immutable parallel safe
  return case jsonb_typeof(value)
    when 'string' then value #>> '{}'
    when 'number' then condition_number_text(value::numeric)
  end;

-- `-?digits(.digits)?`, null for any other text. A text of more than 16000 signs with a fraction is none:
-- numeric has no room for it.
create function condition_decimal(value text) returns numeric language sql immutable parallel safe
  return case
    when value ~ '^-?[0-9]+$' or (length(value) <= 16000 and value ~ '^-?[0-9]+\.[0-9]+$') then value::numeric
  end;

create function condition_number(value jsonb) returns numeric language sql immutable parallel safe
  return case jsonb_typeof(value)
    when 'string' then condition_decimal(value #>> '{}')
    when 'number' then value::numeric
  end;

-- A list holds it as an element, anything else is it.
create function condition_is(value jsonb, wanted text) returns boolean language sql immutable parallel safe
  return case jsonb_typeof(value) when 'array' then value ? wanted else condition_text(value) = wanted end;

create function condition_is_number(value jsonb, wanted numeric) returns boolean
  language sql immutable parallel safe
  return case jsonb_typeof(value)
    when 'array' then exists (
      select from jsonb_array_elements(value) as one
      where jsonb_typeof(one) = 'string' and condition_decimal(one #>> '{}') = wanted)
    else condition_number(value) = wanted
  end;

create function condition_has(value jsonb, wanted text) returns boolean language sql immutable parallel safe
  return case jsonb_typeof(value)
    when 'array' then value ? wanted
    else strpos(condition_text(value), wanted) > 0
  end;

-- The day that a text begins with.
create function condition_day(value jsonb) returns text language sql immutable parallel safe
  return case
    when jsonb_typeof(value) = 'string' and (value #>> '{}') ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}'
      then left(value #>> '{}', 10) collate "C"
  end;

-- The engine's memory. What jsonb cannot hold (NUL, half of a surrogate pair, in a transaction id) is
-- replaced; the names that conditions ask for never have any of it.
create function dialog_memory(state text) returns jsonb language sql immutable parallel safe
  return case
    when strpos(state, '\u') = 0 then state::jsonb
    else regexp_replace(state, '(?<!\\)((\\\\)*)\\u(0000|[dD][89a-fA-F][0-9a-fA-F]{2})', '\1?', 'g')::jsonb
  end;

-- ---------------------------------------------------------------- search
-- An index of our own beside the dialogs: a bit for each dialog under each term ("status is auto",
-- "country is Brazil", "balance between 20 and 21"), so that any condition is a few hundred `and`, `or` and
-- `not` over long words (src/condition/candidate.ts). It lags behind the turns: dialogs that have changed
-- since stand in dialog_dirty, and a query takes them as candidates too.

-- Appended to by every turn and emptied by the indexer. No index: a turn pays one short row (measured: 1 us).
create table dialog_dirty (
  dialog_id bigint not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
        autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0);

-- What the bits speak of. A key has at most some thousand terms: values beyond share buckets.
create table search_term (
  id integer generated always as identity primary key,
  space_id uuid not null,
  key text not null,
  value text not null,
  unique (space_id, key, value)
);

-- Dialogs block * 16384 .. + 16383 that have the term: up to 1000 as two bytes each (low byte first,
-- ascending), more as 2048 bytes of bits. No row for none.
create table search_bits (
  term integer not null,
  block integer not null,
  bits bytea not null,
  primary key (term, block)
) with (fillfactor = 80, toast_tuple_target = 4000, autovacuum_vacuum_scale_factor = 0.05,
        autovacuum_vacuum_cost_delay = 0);
-- Bits do not shrink by pglz, and a row that is put out of line costs another lookup.
alter table search_bits alter column bits set storage external;

-- What is set for a dialog, so that it can be taken back: ascending term ids, each as its distance to the
-- one before, seven bits a byte.
create table dialog_search (
  dialog_id bigint primary key,
  terms bytea not null
) with (fillfactor = 80);
alter table dialog_search alter column terms set storage external;

-- Raised when terms go, so that an indexer in another process forgets the ids it remembers.
create table search_epoch (
  the_only boolean primary key default true check (the_only),
  epoch bigint not null
);
insert into search_epoch (epoch) values (1);

-- A dialog that is gone is taken out of the bits like one that has changed.
create function mark_dialog_dirty() returns trigger language plpgsql as $$
begin
  insert into dialog_dirty select id from gone;
  return null;
end $$;
create trigger dialog_removed_from_search after delete on dialog referencing old table as gone
  for each statement execute function mark_dialog_dirty();

insert into dialog_dirty select id from dialog order by id;
