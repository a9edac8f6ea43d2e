-- 0014  zones: where a person's clock stands.
--
-- Why: the hours in which a message may leave are read in the person's time zone, and a decision reads the hot row alone
-- (R17). A number of the list in @relance/rules; 0 = the campaign's zone.
-- Safe while older workers run: yes (a column with a default). They know no hours: see docs/windows.md.

alter table enrollments add column zone integer not null default 0;
