-- 0001  campaigns: what is sent to whom, and the gates it leaves through.
--
-- Why lanes: pause, pilot, ramp and reroute write one row here, never people. A lane is a place in the
-- ladder over one provider; versions with the same place share it. Words give names a small number,
-- so that hot rows, attempts, events and counters hold integers only.
-- Safe while older workers run: yes (new objects only).

create table meta (
  name   text  primary key,
  value  any   not null
) strict, without rowid;

create table words (
  id    integer  primary key,
  word  text     not null unique
) strict;

create table campaigns (
  id          integer  primary key,
  tenant      text     not null default '',
  name        text     not null,
  occurrence  text     not null default '',
  state       integer  not null check (state between 0 and 8),
  is_open     integer  not null check (is_open in (0, 1)),  -- the audience may grow while it runs
  created_at  integer  not null,
  unique (tenant, name, occurrence)
) strict;

create table versions (
  id          integer  primary key,
  campaign    integer  not null references campaigns,
  hash        text     not null,
  body        text     not null,
  plan        text     not null,
  created_at  integer  not null,
  unique (campaign, hash)
) strict;

create table lanes (
  id                integer  primary key,
  campaign          integer  not null references campaigns,
  step              integer  not null check (step >= 0),
  position          integer  not null check (position >= 0),
  slice             integer  not null default 0,
  planned           integer  not null references words,      -- the provider of the plan
  provider          integer  not null references words,      -- the provider now
  gate              integer  not null check (gate in (0, 1)),  -- 1 = open
  reason            text,
  actor             text,
  review_at         integer,
  ver               integer  not null default 1,             -- compare-and-set
  released_through  integer  not null default 2147483648,     -- pilot and ramp: ord below this may leave
  weight            integer  not null default 1,
  claimed_at        integer  not null default 0,             -- when a free slot last looked here
  unique (campaign, step, position, slice, planned),
  check (gate = 1 or (reason is not null and actor is not null))
) strict;

-- Serves claim.ts.
create index lanes_provider on lanes (provider, gate);

-- Deltas are added in the transaction of the rows they count, so a read is never a scan (R13, R15).
create table counters (
  campaign  integer  not null,
  kind      integer  not null,
  step      integer  not null,
  provider  integer  not null,
  a         integer  not null,
  b         integer  not null,
  n         integer  not null,
  primary key (campaign, kind, step, provider, a, b)
) strict, without rowid;
