-- 0002  enrollments: the hot row of a person in a campaign, and the cold data beside it.
--
-- Why so narrow: every decision reads and writes this row alone (R17). Contacts and variables live in `people`;
-- attempts, events and acknowledgements of a person are chains that start here (`last_…`), because an index on
-- the person would dirty a page per row written.
-- Safe while older workers run: yes (new objects only).

create table enrollments (
  id            integer  primary key,                 -- = people.id
  campaign      integer  not null,
  version       integer  not null,
  lane          integer  not null,
  ord           integer  not null,                    -- random order without a sort
  ver           integer  not null default 0,          -- events so far
  code          integer  not null default 0,          -- tells open enrollments on one phone apart; 0 = not given yet
  last_attempt  integer  not null default 0,
  last_event    integer  not null default 0,
  last_ack      integer  not null default 0,
  state         integer  not null check (state between 0 and 6),
  phase         integer  not null check (phase between 0 and 5),
  epoch         integer  not null default 0,
  step          integer  not null default 0,
  position      integer  not null default 0,
  due_at        integer  not null,
  attempt       integer  not null default 0,
  contact       integer  not null default 0,
  bits          integer  not null default 0,
  tries         integer  not null default 0,
  claims        integer  not null default 0,
  tried         integer  not null default 0,
  since         integer  not null default 0,
  wait_until    integer  not null default 0,
  strength      integer  not null default 0,
  has           integer  not null,
  opted_out     integer  not null default 0,
  dead          integer  not null default 0,
  steps         integer  not null,
  deadline      integer  not null,
  cause         integer  not null default 0,
  flags         integer  not null default 0,
  check ((state <= 1) = (phase > 0)),                 -- open people wait for something, closed ones for nothing
  check (due_at > 0 or phase = 0)                     -- R14: nobody open without a next due time
) strict;

-- Serves claim.ts.
create index enrollments_ready on enrollments (lane, due_at, ord) where phase = 1;
-- Serves escalate.ts.
create index enrollments_due on enrollments (due_at) where phase in (3, 4, 5);
-- Serves expire.ts and escalate.ts (too late). Not partial, so that no claim touches it: each walk remembers its place.
create index enrollments_deadline on enrollments (deadline);
-- Serves list.ts, move.ts.
create index enrollments_campaign on enrollments (campaign);

create table people (
  id         integer  primary key,                    -- = enrollments.id
  campaign   integer  not null,
  key        text     not null,
  import     integer  not null,                       -- the last import that named the person
  line       integer  not null,
  contacts   text     not null,                       -- JSON
  digests    text     not null,                       -- one a contact, separated by blanks
  variables  text     not null,                       -- JSON
  locale     text,
  timezone   text,
  unique (key, campaign)                              -- key first: acknowledgements name a key, not a campaign
) strict;

-- Which attempts and people a hash leads to (kind 0: a provider's id, 1: a contact); the full text decides. Hashes are
-- random, and an index on them would dirty a page per row: new ones are appended to the tail, and merged in order.
create table lookup_tail (
  id     integer  primary key autoincrement,
  kind   integer  not null,
  hash   integer  not null,
  value  integer  not null
) strict;

create table lookups (
  kind   integer  not null,
  hash   integer  not null,
  value  integer  not null,
  primary key (kind, hash, value)
) strict, without rowid;

create table imports (
  id          integer  primary key,
  campaign    integer  not null,
  name        text     not null,                      -- a hash of the source's bytes
  started_at  integer  not null,
  sealed      text,                                   -- JSON of the totals, once sealed
  unique (campaign, name)
) strict;

create table chunks (
  import           integer  not null,
  seq              integer  not null,
  new              integer  not null,
  same             integer  not null,
  contact_changed  integer  not null,
  repeated         integer  not null,
  refused          integer  not null,
  primary key (import, seq)
) strict, without rowid;

create table refusals (
  id        integer  primary key,
  campaign  integer  not null,
  import    integer  not null,
  line      integer  not null,
  key       text,
  reason    integer  not null references words,
  advice    text     not null
) strict;

-- Serves list.ts.
create index refusals_campaign on refusals (campaign);

-- How far a move of everybody has come.
create table moves (
  campaign  integer  not null,
  move      text     not null,
  actor     text     not null,
  reason    text     not null,
  through   integer  not null,                        -- enrollment
  primary key (campaign, move)
) strict, without rowid;
