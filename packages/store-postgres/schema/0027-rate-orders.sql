-- 0027  rate orders: who set the rate of a lane, why and since when.
-- Oldest worker that can live with it: 19
--
-- Why beside `rates`: older workers read numbers there. A note that names another rate than the lane has is none any more.
-- What older workers set has no name.

alter table lanes add column rated_by text not null default '{}';  -- JSON: source → perSecond, actor, reason, since
