-- 0020  slowed providers: how fast everybody sends over a provider whose far end says that we are too fast.
-- Oldest worker that can live with it: 19
--
-- Why not beside `permits.next_at`: every worker waits for that row, and settling holds what it writes until the disk has
-- it. Written once a burst and never by the passing of time: what it has risen to follows from the instant at which it
-- began to. Older workers keep to the configured rate, as before.

alter table providers add column slow_rate double precision;    -- messages a second until slow_from; null = never
alter table providers add column slow_step double precision;    -- what it rises by in a second
alter table providers add column slow_top double precision;     -- there it is over: as configured, or as measured
alter table providers add column slow_from bigint;              -- when it begins to rise
alter table providers add column slow_since bigint;             -- the first throttle of this episode
