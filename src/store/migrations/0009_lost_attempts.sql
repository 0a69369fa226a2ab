-- Up Migration

-- What is under way is a handful of rows among all that wait; every process looks every five seconds whether
-- one of them has been lost (measured with 200,000 rows waiting: four looks of 33 ms each without it).
create index outbox_under_way on outbox (started_at) where state <> 'pending';
