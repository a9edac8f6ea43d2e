-- 0008  workers: what a living process can carry, and what it was configured with.
--
-- Why: work over a provider that no live worker has waits for ever, and somebody has to be told its name.
-- Safe while older workers run: yes (they write neither column).

alter table workers add column providers text not null default '[]';  -- JSON: names of instances
alter table workers add column config text not null default '';       -- hash of the configuration
