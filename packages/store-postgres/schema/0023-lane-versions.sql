-- 0023  lane versions: who steered a lane last, and slices with a lane of their own.
--
-- Why a number of its own: `ver` ends claims' floors and rises with every wave of a pilot; this one says to whoever steers
-- from what they saw whether somebody steered since. The order stands beside it, to say what was done.
-- Oldest worker that can live with it: 19

alter table lanes add column steered integer not null default 0;
alter table lanes add column steered_by text;  -- JSON: what, who, why, when

-- Serves claim.ts: mostly there are none.
create index lanes_slices on lanes (campaign) where slice <> 0;
