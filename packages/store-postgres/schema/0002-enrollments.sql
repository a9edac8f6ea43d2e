-- 0002  enrollments: the hot row of a person in a campaign, and the cold data beside it.
-- Oldest worker that can live with it: 1
--
-- Why so narrow: every decision reads and writes this row alone (R17), and PostgreSQL writes the whole row each time.
-- Every index on this table costs an entry per write, so there are three: the key, and two partial ones of which a row
-- stands in at most one. What rarely changes (deadlines, campaigns) is indexed on `people`.
-- Numbers from 2^36 on are kept free: a later migration can give large campaigns partitions of their own.
-- `bucket` is the distribution key for those who shard.

create sequence enrollment_ids increment by 1000;     -- a process takes them in blocks

create table enrollments (
  id            bigint    primary key,                -- = people.id
  last_attempt  bigint    not null default 0,
  last_event    bigint    not null default 0,
  last_ack      bigint    not null default 0,
  due_at        bigint    not null,
  attempt       bigint    not null default 0,
  since         bigint    not null default 0,
  wait_until    bigint    not null default 0,
  deadline      bigint    not null,
  campaign      integer   not null,
  version       integer   not null,
  lane          integer   not null,
  ord           integer   not null,                   -- random order without a sort
  ver           integer   not null default 0,         -- events so far
  epoch         integer   not null default 0,
  tried         integer   not null default 0,
  has           integer   not null,
  opted_out     integer   not null default 0,
  dead          integer   not null default 0,
  steps         integer   not null,
  bucket        smallint  not null default 0,
  code          smallint  not null default 0,         -- tells open enrollments on one phone apart; 0 = not given yet
  state         smallint  not null,
  phase         smallint  not null,
  step          smallint  not null default 0,
  position      smallint  not null default 0,
  contact       smallint  not null default 0,
  bits          smallint  not null default 0,
  tries         smallint  not null default 0,
  claims        smallint  not null default 0,
  strength      smallint  not null default 0,
  cause         smallint  not null default 0,
  flags         smallint  not null default 0,
  check (state between 0 and 6 and phase between 0 and 5 and (state <= 1) = (phase > 0)),
  check (due_at > 0 or phase = 0)                     -- R14: nobody open without a next due time
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0.05);

-- Serves claim.ts.
create index enrollments_ready on enrollments (lane, due_at, ord) where phase = 1;
-- Serves escalate.ts.
create index enrollments_due on enrollments (due_at) where phase in (3, 4, 5);

create table people (
  id         bigint    primary key,                   -- = enrollments.id
  deadline   bigint    not null,                      -- = enrollments.deadline
  campaign   integer   not null,
  import     integer   not null,                      -- the last import that named the person
  line       integer   not null,
  bucket     smallint  not null default 0,
  key        text      not null,
  contacts   text      not null,                      -- JSON
  digests    text      not null,                      -- one a contact, separated by blanks
  variables  text      not null,                      -- JSON
  locale     text,
  timezone   text,
  unique (key, campaign)                              -- key first: acknowledgements name a key, not a campaign
);

-- Serves list.ts, move.ts.
create index people_campaign on people (campaign, id);
-- Serves deadline-walk.ts.
create index people_deadline on people (deadline, id);

-- Which people a contact leads to, by a hash of its digest; the full digest decides.
create table contact_hashes (
  hash        bigint  not null,
  enrollment  bigint  not null
);

create index contact_hashes_hash on contact_hashes (hash);

create table imports (
  id          integer  generated always as identity primary key,
  campaign    integer  not null,
  started_at  bigint   not null,
  name        text     not null,                      -- a hash of the source's bytes
  sealed      text,                                   -- JSON of the totals, once sealed
  unique (campaign, name)
);

create table chunks (
  import           integer  not null,
  seq              integer  not null,
  new              integer  not null default 0,
  same             integer  not null default 0,
  contact_changed  integer  not null default 0,
  repeated         integer  not null default 0,
  refused          integer  not null default 0,
  primary key (import, seq)
);

create table refusals (
  id        bigint   generated always as identity primary key,
  campaign  integer  not null,
  import    integer  not null,
  line      integer  not null,
  reason    integer  not null references words,
  key       text,
  advice    text     not null
);

-- Serves list.ts.
create index refusals_campaign on refusals (campaign, id);

-- How far a move of everybody has come.
create table moves (
  campaign  integer  not null,
  through   bigint   not null,                        -- enrollment
  move      text     not null,
  actor     text     not null,
  reason    text     not null,
  primary key (campaign, move)
);

-- How far everybody's deadlines were dealt with.
create table walks (
  name      text    primary key,
  deadline  bigint  not null default 0,
  id        bigint  not null default 0
) with (fillfactor = 50);
