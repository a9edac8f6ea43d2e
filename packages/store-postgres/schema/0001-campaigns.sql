-- 0001  campaigns: what is sent to whom, and the gates it leaves through.
-- Oldest worker that can live with it: 1
--
-- Why lanes: pause, pilot, ramp and reroute write one row here, never people. Words give names a small number, so that
-- hot rows, attempts, events and counters hold integers only. Instants are milliseconds since 1970, as everywhere in
-- relance. Names are never qualified: every transaction sets its own search_path.

create table meta (
  name   text  primary key,
  value  text  not null
);

create table words (
  id    integer  generated always as identity primary key,
  word  text     not null unique
);

create table campaigns (
  id          integer   generated always as identity primary key,
  created_at  bigint    not null,
  state       smallint  not null check (state between 0 and 8),
  is_open     smallint  not null check (is_open in (0, 1)),  -- the audience may grow while it runs
  tenant      text      not null default '',
  name        text      not null,
  occurrence  text      not null default '',
  unique (tenant, name, occurrence)
);

create table versions (
  id          integer  generated always as identity primary key,
  campaign    integer  not null references campaigns,
  created_at  bigint   not null,
  handover    bigint   not null,                      -- of the plan: so long before the deadline the ladder ends
  hash        text     not null,
  body        text     not null,
  plan        text     not null,                      -- JSON
  unique (campaign, hash)
);

create table lanes (
  id                integer   generated always as identity primary key,
  campaign          integer   not null references campaigns,
  step              smallint  not null check (step >= 0),
  position          smallint  not null check (position >= 0),
  slice             integer   not null default 0,
  planned           integer   not null references words,      -- the provider of the plan
  provider          integer   not null references words,      -- the provider now
  gate              smallint  not null check (gate in (0, 1)),  -- 1 = open
  ver               integer   not null default 1,             -- compare-and-set; a claim's floor ends with it
  released_through  bigint    not null default 2147483648,     -- pilot and ramp: ord below this may leave
  weight            integer   not null default 1,
  claimed_at        bigint    not null default 0,             -- when a free slot last looked here
  review_at         bigint,
  reason            text,
  actor             text,
  unique (campaign, step, position, slice, planned),
  check (gate = 1 or (reason is not null and actor is not null))
) with (fillfactor = 50);                             -- few rows, written often: always room on the page

-- Serves claim.ts.
create index lanes_provider on lanes (provider, gate);

-- What was folded, and what was added since: two writers never meet on a row (R13, R15).
create table counters (
  campaign  integer   not null,
  kind      smallint  not null,
  step      smallint  not null,
  provider  integer   not null,
  a         smallint  not null,
  b         smallint  not null,
  n         bigint    not null,
  primary key (campaign, kind, step, provider, a, b)
) with (fillfactor = 50);

create table counter_deltas (
  id        bigint    generated always as identity primary key,
  campaign  integer   not null,
  provider  integer   not null,
  n         integer   not null,
  kind      smallint  not null,
  step      smallint  not null,
  a         smallint  not null,
  b         smallint  not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
