-- 0005  events: what happened, so that a reader misses no commit.
-- Oldest worker that can live with it: 1
--
-- A number is taken before its commit, so it cannot be the cursor: each row carries its transaction, and the cursor is a
-- pair of snapshots. Numbers are taken while the person's row is locked, so they ascend per person.

create sequence event_ids increment by 64;            -- a transaction takes them in blocks

create table events (
  id          bigint    primary key,
  xid         xid8      not null default pg_current_xact_id(),
  enrollment  bigint    not null,                     -- 0 = of a whole campaign
  at          bigint    not null,
  attempt     bigint    not null,
  prev        bigint    not null,                     -- the person's event before
  campaign    integer   not null,
  ver         integer   not null,                     -- counts per enrollment and proves order
  provider    integer   not null,
  extra       integer   not null,                     -- word: the answer
  bucket      smallint  not null default 0,
  kind        smallint  not null,
  step        smallint  not null,
  cause       smallint  not null
);

-- Serves events.ts.
create index events_xid on events (xid);

create table tasks (
  name         text    primary key,
  owned_until  bigint  not null,                      -- by the clock of leases
  due_at       bigint,
  owner        text    not null,
  data         text
);
