-- 0022  refused at the door: what each receiver turned away since it began, for whoever looks from another process.
-- Oldest worker that can live with it: 19
--
-- Why on the process: it counts by itself and says so with each beat; nothing is written for a request that is refused.

alter table workers add column refused text not null default '{}';  -- JSON: error code to count
