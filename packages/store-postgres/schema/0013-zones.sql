-- 0013  zones: where a person's clock stands.
-- Oldest worker that can live with it: 6
--
-- Why: the hours in which a message may leave are read in the person's time zone, and a decision reads the hot row alone
-- (R17). A number of the list in @relance/rules; 0 = the campaign's zone. Adding it rewrites nothing. Older workers
-- know no hours: see docs/windows.md.

alter table enrollments add column zone smallint not null default 0;
