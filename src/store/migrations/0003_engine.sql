-- Up Migration

-- What a message carries beside its text: {"kind":"photo","files":["..."]} as JSON, null for none.
alter table message add column media text;
-- Who wrote a message of ours: 'flow', 'ai' or 'operator'; null for a lead's, and for those of older versions.
alter table message add column author text;

-- Null: the amount counts. 'held': not approved by the network yet, shown and not counted. 'reversed': it
-- takes back the amount of the event that `reverses` names (`sale#1`: a dialog has one of that name and
-- ordinal).
alter table event add column standing text;
alter table event add column reverses text;

-- The engine's memory, version 2: it knows when the last event of each name was. Held and reversed events
-- did not exist before, so every event counts. As text: jsonb refuses some of what JSON may hold.
update dialog set state = '{"v":2,"last":' || known.last::text || ',' || substr(dialog.state, 8)
from (
  select dialog_id, jsonb_object_agg(name, at) as last from (
    select dialog_id, name, floor(extract(epoch from max(at)) * 1000)::bigint as at
    from event group by dialog_id, name
  ) as latest group by dialog_id
) as known
where known.dialog_id = dialog.id and dialog.state like '{"v":1,%';
