-- 0005  events: what happened, in the order of the commits.
--
-- Autoincrement under BEGIN IMMEDIATE is commit order, so the id is the cursor. Small integers, rendered on read.
-- Safe while older workers run: yes (new objects only).

create table events (
  id          integer  primary key autoincrement,
  campaign    integer  not null,
  enrollment  integer  not null,                      -- 0 = of a whole campaign
  ver         integer  not null,                      -- counts per enrollment and proves order
  kind        integer  not null,
  at          integer  not null,
  attempt     integer  not null,
  step        integer  not null,
  provider    integer  not null,
  cause       integer  not null,
  extra       integer  not null,                      -- word: the answer
  prev        integer  not null                       -- the person's event before
) strict;

create table tasks (
  name         text     primary key,
  owner        text     not null,
  owned_until  integer  not null,                     -- by the clock of leases
  due_at       integer,
  data         text
) strict, without rowid;
