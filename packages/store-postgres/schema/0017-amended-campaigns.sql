-- 0017  amended campaigns: the version that a campaign was amended from.
-- Oldest worker that can live with it: 6
--
-- Why: whoever is enrolled in a later version is counted there, and only then; campaigns of one message have thousands.
-- Whom an older worker enrolls meanwhile is counted under the first version.

alter table campaigns add column amended integer not null default 0;  -- version; 0 = never amended
