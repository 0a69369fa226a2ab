-- Up Migration

-- Marks are written in the order of time and looked for by it once a minute: a few kilobytes of an index
-- instead of a part of the price of every insert.
create index update_seen_at on update_seen using brin (at) with (pages_per_range = 32, autosummarize = on);
