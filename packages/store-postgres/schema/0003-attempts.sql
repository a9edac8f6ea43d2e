-- 0003  attempts: each intent to submit one message, by whom, and what became of it.
-- Oldest worker that can live with it: 1
--
-- Born in `claim` as `submitting`, never moved to another worker, append-only but for its outcome and evidence. The
-- number travels inside messages and is never given twice. Whoever changes an attempt holds its person's row.

create sequence attempt_ids increment by 1000;        -- a process takes them in blocks

create table attempts (
  id            bigint    primary key,
  enrollment    bigint    not null,
  prev          bigint    not null,                   -- the person's attempt before
  submitted_at  bigint    not null,
  asked_at      bigint    not null default 0,
  accepted_at   bigint,
  first_final   bigint,                               -- receivedAt of the first final receipt
  campaign      integer   not null,
  version       integer   not null,
  epoch         integer   not null,
  provider      integer   not null,
  worker        integer   not null,
  error         integer,
  vendor_error  integer,
  bucket        smallint  not null default 0,
  step          smallint  not null,
  position      smallint  not null,
  channel       smallint  not null,
  contact       smallint  not null,
  state         smallint  not null check (state between 0 and 6),
  bits          smallint  not null default 0,
  is_contrary   smallint  not null default 0,         -- evidence or outcomes that exclude each other
  ref           text
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

-- Serves recover.ts, expire.ts.
create index attempts_submitting on attempts (worker) where state = 0;
-- Serves resolve.ts.
create index attempts_uncertain on attempts (provider) where state = 4;
-- Serves record.ts and fold.ts: receipts that name the provider's own id alone.
create index attempts_ref on attempts (ref) where ref is not null;

create table workers (
  id           integer   generated always as identity primary key,
  live_until   bigint    not null,                    -- by the clock of leases
  is_gone      smallint  not null default 0,          -- left, or its attempts were recovered: never comes back
  incarnation  text      not null,
  role         text      not null check (role in ('worker', 'receiver')),
  version      text      not null,
  providers    text[]    not null default '{}',       -- instances that it can carry or hear
  config       text      not null default '',         -- hash of its configuration
  unique (incarnation, role)
) with (fillfactor = 50);

create table providers (
  provider       integer  primary key references words,
  closed_until   bigint   not null default 0,
  heard_at       bigint,                              -- last beat of a receiver
  heard_live_at  bigint,                              -- the same by the clock of leases
  reason         text
) with (fillfactor = 50);

-- The next slot in time of each provider, shared by all workers. A table of its own, because every worker waits here.
create table permits (
  provider  integer           primary key references words,
  next_at   double precision  not null default 0
) with (fillfactor = 50);

create table gaps (
  id             integer  generated always as identity primary key,
  provider       integer  not null references words,
  from_at        bigint   not null,
  to_at          bigint,
  reconciled_at  bigint
);

-- Several workers notice one gap.
create unique index gaps_open on gaps (provider) where to_at is null;

create table outbox (
  id        bigint    generated always as identity primary key,
  attempt   bigint    not null,
  at        bigint    not null,
  provider  integer   not null,
  channel   smallint  not null,
  address   text      not null,
  content   text      not null                        -- JSON
);
