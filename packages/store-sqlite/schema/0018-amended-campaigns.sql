-- 0018  amended campaigns: the version that a campaign was amended from.
--
-- Why: whoever is enrolled in a later version is counted there, and only then; campaigns of one message have thousands.
-- Safe while older workers run: yes, but whom they enroll meanwhile is counted under the first version.

alter table campaigns add column amended integer not null default 0;  -- version; 0 = never amended
