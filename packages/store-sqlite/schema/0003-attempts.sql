-- 0003  attempts: each intent to submit one message, by whom, and what became of it.
--
-- Born in `claim` as `submitting`, never moved to another worker, append-only but for its outcome and evidence.
-- Autoincrement: the number travels inside messages and must never be given twice.
-- Safe while older workers run: yes (new objects only).

create table attempts (
  id            integer  primary key autoincrement,
  enrollment    integer  not null,
  campaign      integer  not null,
  version       integer  not null,
  epoch         integer  not null,
  step          integer  not null,
  position      integer  not null,
  channel       integer  not null,
  provider      integer  not null,
  contact       integer  not null,
  worker        integer  not null,
  state         integer  not null check (state between 0 and 6),
  bits          integer  not null default 0,
  is_contrary   integer  not null default 0,          -- evidence or outcomes that exclude each other
  prev          integer  not null,                    -- the person's attempt before
  ref           text,
  submitted_at  integer  not null,
  accepted_at   integer,
  first_final   integer,                              -- receivedAt of the first final receipt
  asked_at      integer  not null default 0,
  error         integer,
  vendor_error  integer
) strict;

-- Serves recover.ts, expire.ts.
create index attempts_submitting on attempts (worker) where state = 0;
-- Serves resolve.ts.
create index attempts_uncertain on attempts (provider) where state = 4;

create table workers (
  id           integer  primary key autoincrement,
  incarnation  text     not null,
  role         text     not null check (role in ('worker', 'receiver')),
  version      text     not null,
  live_until   integer  not null,                     -- by the clock of leases
  is_gone      integer  not null default 0,           -- left, or its attempts were recovered: never comes back
  process      text,                                  -- boot, namespace, number, start: a crash is seen before the lease ends
  unique (incarnation, role)
) strict;

-- Serves heartbeat.ts, claim.ts, recover.ts.
create index workers_live on workers (live_until) where role = 'worker' and is_gone = 0;

create table providers (
  provider       integer  primary key references words,
  closed_until   integer  not null default 0,
  reason         text,
  next_at        real     not null default 0,         -- permit: the next slot in time
  heard_at       integer,                             -- last beat of a receiver
  heard_live_at  integer                              -- the same by the clock of leases
) strict;

create table gaps (
  id             integer  primary key,
  provider       integer  not null references words,
  from_at        integer  not null,
  to_at          integer,
  reconciled_at  integer
) strict;

create table outbox (
  id        integer  primary key autoincrement,
  attempt   integer  not null,
  at        integer  not null,
  provider  integer  not null,
  channel   integer  not null,
  address   text     not null,
  content   text     not null
) strict;
