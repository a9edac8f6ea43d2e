-- 0009  watch: who steers a lane, what was heard second by second, and incidents.
--
-- Why by source: an operator, the watch and the pilot each hold and slow down for their own reasons; nobody lifts
-- another's. `gate`, `reason`, `actor`, `review_at` and `per_second` stay what claims and audits read: the sum of them.
-- Bins are added in the transaction that changes the attempt, once per attempt and fact, whoever learns it first.
-- Safe while older workers run: yes, but they know one hold only; finish the upgrade before steering by source.

alter table lanes add column holds text not null default '{}';          -- JSON: source → reason, actor, reviewAt
alter table lanes add column rates text not null default '{}';          -- JSON: source → messages a second
alter table lanes add column per_second real;                           -- the least of them
alter table lanes add column next_at real not null default 0;           -- the next slot in time at that rate
alter table lanes add column release_review_at integer;                 -- a pilot that nobody ends is a loss

update lanes set holds = json_object(case actor when 'relance' then 'start' else 'operator' end,
  json_object('reason', reason, 'actor', actor, 'reviewAt', review_at)) where gate = 0;

alter table attempts add column part integer not null default 0;        -- word: number prefix, mail domain, push service

create table bins (
  campaign  integer  not null,
  at        integer  not null,                                          -- start of the second of acceptance
  provider  integer  not null,
  channel   integer  not null,
  part      integer  not null,
  bin       integer  not null,                                          -- latency bin of first final receipts; -1 = accepted
  n         integer  not null,
  primary key (campaign, at, provider, channel, part, bin)
) strict, without rowid;

-- The parts a campaign has, so that they stay few: the rest is counted together as 0.
create table parts (
  campaign  integer  not null,
  part      integer  not null,
  primary key (campaign, part)
) strict, without rowid;

create table incidents (
  id          integer  primary key autoincrement,
  campaign    integer  not null,
  kind        text     not null,
  provider    integer  not null,
  part        text     not null,
  started_at  integer  not null,
  ended_at    integer,
  figures     text     not null,                                        -- JSON
  notes       text     not null                                         -- JSON
) strict;

-- Serves incident.ts: one of a subject is open.
create unique index incidents_open on incidents (campaign, kind, provider, part) where ended_at is null;
