-- 0007  watch: who steers a lane, what was heard second by second, and incidents.
-- Oldest worker that can live with it: 6
--
-- Why by source: an operator, the watch and the pilot each hold and slow down for their own reasons; nobody lifts
-- another's. `gate`, `reason`, `actor`, `review_at` and `per_second` stay what claims and audits read: the sum of them.
-- Bins are added in the transaction that changes the attempt, once per attempt and fact, whoever learns it first; like
-- counters they are only ever inserted, and folded by one process. An older worker knows one hold only: finish the
-- upgrade before steering by source.

alter table lanes add column holds              text              not null default '{}';  -- JSON: source → reason, actor, reviewAt
alter table lanes add column rates              text              not null default '{}';  -- JSON: source → messages a second
alter table lanes add column per_second         double precision;                         -- the least of them
alter table lanes add column next_at            double precision  not null default 0;     -- the next slot in time at that rate
alter table lanes add column release_review_at  bigint;                                   -- a pilot that nobody ends is a loss

update lanes set holds = json_build_object(case actor when 'relance' then 'start' else 'operator' end,
  json_build_object('reason', reason, 'actor', actor, 'reviewAt', review_at))::text where gate = 0;

alter table attempts add column part integer not null default 0;  -- word: number prefix, mail domain, push service

create table bins (
  campaign  integer   not null,
  at        bigint    not null,                       -- start of the second of acceptance
  provider  integer   not null,
  channel   smallint  not null,
  part      integer   not null,
  bin       smallint  not null,                       -- latency bin of first final receipts; -1 = accepted
  n         bigint    not null,
  primary key (campaign, at, provider, channel, part, bin)
) with (fillfactor = 50);

create table bin_deltas (
  id        bigint    generated always as identity primary key,
  at        bigint    not null,
  campaign  integer   not null,
  provider  integer   not null,
  part      integer   not null,
  n         integer   not null,
  channel   smallint  not null,
  bin       smallint  not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

-- The parts a campaign has, so that they stay few: the rest is counted together as 0.
create table parts (
  campaign  integer  not null,
  part      integer  not null,
  primary key (campaign, part)
);

create table incidents (
  id          bigint   generated always as identity primary key,
  started_at  bigint   not null,
  ended_at    bigint,
  campaign    integer  not null,
  provider    integer  not null,
  kind        text     not null,
  part        text     not null,
  figures     text     not null,                      -- JSON
  notes       text     not null                       -- JSON
);

-- Serves incident.ts: one of a subject is open.
create unique index incidents_open on incidents (campaign, kind, provider, part) where ended_at is null;
