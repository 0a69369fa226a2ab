-- Up Migration

-- Reports look at a span of time in tables that are written in the order of time: a few kilobytes of an index
-- each instead of a part of the price of every insert. None of these columns ever changes, so a dialog's
-- updates stay heap-only.
create index click_at on click using brin (at) with (pages_per_range = 32, autosummarize = on);
create index event_at on event using brin (at) with (pages_per_range = 32, autosummarize = on);
create index dialog_created_at on dialog using brin (created_at) with (pages_per_range = 32, autosummarize = on);
-- Which deposits were taken back: rare rows, asked for at every look at a funnel.
create index event_reversed on event (dialog_id) where standing = 'reversed';
