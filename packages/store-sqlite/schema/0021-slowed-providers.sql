-- 0021  slowed providers: how fast everybody sends over a provider whose far end says that we are too fast.
--
-- Why not in `next_at`: that is one slot, this is the rate they are given out at. Written once a burst and never by the
-- passing of time: what it has risen to follows from the instant at which it began to.
-- Safe while older workers run: yes; they keep to the configured rate, as before.

alter table providers add column slow_rate real;                -- messages a second until slow_from; null = never
alter table providers add column slow_step real;                -- what it rises by in a second
alter table providers add column slow_top real;                 -- there it is over: as configured, or as measured
alter table providers add column slow_from integer;             -- when it begins to rise
alter table providers add column slow_since integer;            -- the first throttle of this episode
