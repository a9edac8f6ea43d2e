-- 0001  relance: all tables of a store, for both databases.
-- Oldest worker that can use this schema: 1
--
-- This file is PostgreSQL's SQL. `npm run sql` also generates the schema for SQLite, without the lines between
-- "only on PostgreSQL" and "end". Times are milliseconds since 1970. The code names the numbers of states, phases, kinds and bits.

-- facts about the store; on SQLite also the last number of each sequence
create table meta (
  name   text  primary key,
  value  text  not null
);

-- text stored once and referenced by number: providers, reasons, error codes, answers
create table strings (
  id    integer  generated always as identity primary key,
  text  text     not null unique
);

create table campaigns (
  id          integer   generated always as identity primary key,
  created_at  bigint    not null,
  extended    bigint    not null default 0,             -- deadline set by an operator; 0 = not changed
  amended     integer   not null default 0,             -- version that it replaced; 0 = never amended
  state       smallint  not null check (state between 0 and 6),
  is_open     smallint  not null check (is_open in (0, 1)),  -- 1 = recipients can be added while it runs
  weight      smallint  not null default 1 check (weight between 0 and 100),  -- share of a provider; 0 = equal to the heaviest campaign
  tenant      text      not null default '',
  name        text      not null,
  occurrence  text      not null default '',
  unique (tenant, name, occurrence)
);

create table versions (
  id          integer  generated always as identity primary key,
  campaign    integer  not null references campaigns,
  created_at  bigint   not null,
  may_skip    smallint not null check (may_skip in (0, 1)),  -- 1 = the plan has steps that can expire before the deadline
  hash        text     not null,
  body        text     not null,
  plan        text     not null,                        -- JSON
  kept        text,                                     -- JSON: the plan's own retention; null = the gateway's
  unique (campaign, hash)
);

-- a queue: one step and provider of the plan, or a destination in it that is controlled separately
create table queues (
  id                 integer           generated always as identity primary key,
  campaign           integer           not null references campaigns,
  planned            integer           not null references strings,       -- provider in the plan
  provider           integer           not null references strings,       -- provider in use
  destination        integer           not null default 0,              -- string: the destination; 0 = all destinations
  ver                integer           not null default 1,              -- for compare-and-set; a change discards the floor of claims
  steered            integer           not null default 0,              -- increases with every command
  released_through   bigint            not null default 2147483648,     -- waves: only recipients with a lower send_order are sent to
  claimed_at         bigint            not null default 0,              -- when a worker with a free slot last read this queue
  review_at          bigint,
  release_review_at  bigint,                                            -- the audit reports the queue if its first wave is still held then
  per_second         double precision,                                  -- lowest of the rates
  next_at            double precision  not null default 0,              -- next free slot at that rate
  paced_at           double precision  not null default 0,              -- the same at the campaign's rate for `planned`, across all steps
  silent_since       bigint,                                            -- `planned` has sent no receipt since; null = receipts arrive
  step               smallint          not null check (step >= 1),
  position           smallint          not null check (position >= 0),
  gate               smallint          not null check (gate in (0, 1, 2)), -- 0 = held; 1 = open; 2 = only the provider is held
  reason             text,
  actor              text,
  holds              text              not null default '{}',           -- JSON: source → reason, actor, reviewAt
  rates              text              not null default '{}',           -- JSON: source → messages per second
  reroutes           text              not null default '{}',           -- JSON: source → provider, actor, reason
  rated_by           text              not null default '{}',           -- JSON: source → perSecond, actor, reason, since
  steered_by         text,                                              -- JSON: the last command, its actor, reason and time
  unique (campaign, step, position, destination, planned),
  check (gate = 1 or (reason is not null and actor is not null))
) with (fillfactor = 50);                               -- few rows with frequent updates: keep space free on each page

create index queues_provider on queues (provider, gate);
create index queues_destinations on queues (campaign) where destination <> 0;

-- totals that would otherwise be counted from rows; columns that a kind does not use are 0
create table counters (
  kind         smallint  not null,                         -- first in the key: separates the few totals from the watch's counts per second
  campaign     integer   not null,
  at           bigint    not null,                         -- second in which the messages were accepted
  provider     integer   not null,
  destination  integer   not null,
  step         smallint  not null,
  a            smallint  not null,
  b            smallint  not null,
  n            bigint    not null,
  primary key (kind, campaign, at, provider, destination, step, a, b)
) with (fillfactor = 50);

-- only on PostgreSQL: each transaction inserts its changes, and `fold` adds them to `counters`; so transactions never block each other
create table counter_deltas (
  id           bigint    generated always as identity primary key,
  at           bigint    not null,
  campaign     integer   not null,
  provider     integer   not null,
  destination  integer   not null,
  n            integer   not null,
  kind         smallint  not null,
  step         smallint  not null,
  a            smallint  not null,
  b            smallint  not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

create view all_counters as select kind, campaign, at, provider, destination, step, a, b, n from counters
  union all select kind, campaign, at, provider, destination, step, a, b, n::bigint from counter_deltas;

create sequence enrollment_ids increment by 1000;       -- processes reserve blocks of ids
create sequence attempt_ids increment by 1000;
create sequence raw_ids increment by 100;
create sequence acknowledgement_ids increment by 100;
create sequence refusal_ids increment by 100;
create sequence event_ids increment by 64;
-- end

-- only on SQLite
create view all_counters as select kind, campaign, at, provider, destination, step, a, b, n from counters;
-- end

-- the hot row: only the columns that decide what happens next
create table enrollments (
  id                bigint    primary key,                  -- = people.id
  last_attempt      bigint    not null default 0,
  last_event        bigint    not null default 0,
  last_ack          bigint    not null default 0,
  due_at            bigint    not null,
  attempt           bigint    not null default 0,
  accepted_at       bigint    not null default 0,
  wait_until        bigint    not null default 0,
  deadline          bigint    not null,
  campaign          integer   not null,
  version           integer   not null,
  queue             integer   not null,
  send_order        integer   not null,                     -- random order across the audience, then the position in it
  ver               integer   not null default 0,           -- number of events so far
  revision          integer   not null default 0,
  tried_positions   integer   not null default 0,
  known_contacts    integer   not null,
  opted_out         integer   not null default 0,
  dead_contacts     integer   not null default 0,
  steps             integer   not null,
  code              smallint  not null default 0,           -- reply code that distinguishes open enrollments of one phone; 0 = none assigned
  state             smallint  not null,
  phase             smallint  not null,
  step              smallint  not null default 1,
  position          smallint  not null default 0,
  contact           smallint  not null default 0,
  evidence          smallint  not null default 0,
  attempts_in_step  smallint  not null default 0,
  claims            smallint  not null default 0,
  strength          smallint  not null default 0,
  cause             smallint  not null default 0,
  flags             smallint  not null default 0,
  zone              smallint  not null default 0,
  check (state between 0 and 6 and phase between 0 and 5 and (state <= 1) = (phase > 0)),
  check (due_at > 0 or phase = 0)                       -- an open enrollment always has a next due time
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0.05);

create index enrollments_ready on enrollments (queue, due_at, send_order) where phase = 1;
create index enrollments_due on enrollments (due_at) where phase >= 3;  -- not `in`: SQLite would build a table for the list at each write

create table people (
  id         bigint    primary key,                     -- = enrollments.id
  deadline   bigint    not null,                        -- = enrollments.deadline
  campaign   integer   not null,
  import     integer   not null,                        -- the last import that contained the recipient
  line       integer   not null,
  key        text      not null,
  contacts   text      not null,                        -- JSON
  digests    text      not null,                        -- one per contact, separated by spaces
  variables  text      not null,                        -- JSON
  box        text,                                      -- addresses and columns, encrypted, with the seed of their key
  locale     text,
  timezone   text,
  person     text,                                      -- the recipient's own key, if `key` differs (send)
  salt       bytea     default uuid_send(gen_random_uuid()),  -- null = erased
  unique (key, campaign)                                -- key first: acknowledgements contain a key but no campaign
);

create index people_campaign on people (campaign, id);
create index people_deadline on people (deadline, id);
create index people_person on people (person) where person is not null;
create index people_box on people (substr(box, 1, 13)) where box is not null;  -- finds the master keys in use

create table contact_hashes (
  hash        bigint  not null,
  enrollment  bigint  not null
);

create index contact_hashes_hash on contact_hashes (hash);

create table imports (
  id          integer  generated always as identity primary key,
  campaign    integer  not null,
  started_at  bigint   not null,
  name        text     not null,                        -- hash of the source's bytes
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
  id        bigint   primary key,
  campaign  integer  not null,
  import    integer  not null,
  line      integer  not null,
  reason    integer  not null references strings,
  settled   smallint not null default 0,                -- 1 = enrolled or refused again later; 2 = withdrawn
  key       text,
  advice    text     not null,
  contacts  text,                                       -- JSON; null = none could be parsed
  digests   text,                                       -- one per contact, separated by spaces
  box       text                                        -- addresses, encrypted
);

create index refusals_campaign on refusals (campaign, id);
create index refusals_key on refusals (key) where key is not null;
create index refusals_box on refusals (substr(box, 1, 13)) where box is not null;

-- position of a scan over recipients: by deadline, or over one campaign for an operator's command
create table walks (
  campaign  integer  not null,                          -- 0 = by deadline
  deadline  bigint   not null default 0,
  id        bigint   not null default 0,                -- the last enrollment scanned
  name      text     not null,
  actor     text,
  reason    text,
  primary key (campaign, name)
) with (fillfactor = 50);

create table attempts (
  id            bigint    primary key,
  enrollment    bigint    not null,
  prev          bigint    not null,                     -- the recipient's previous attempt
  submitted_at  bigint    not null,
  asked_at      bigint    not null default 0,
  accepted_at   bigint,
  first_final   bigint,                                 -- receivedAt of the first final receipt
  micros        bigint    check (micros > 0),           -- charged to the campaign's budget; refunded if the message was not sent
  campaign      integer   not null,
  version       integer   not null,
  revision      integer   not null,
  provider      integer   not null,
  worker        integer   not null,
  destination   integer   not null default 0,           -- string: number prefix, mail domain or push service
  error         integer,
  vendor_error  integer,
  step          smallint  not null,
  position      smallint  not null,
  channel       smallint  not null,
  contact       smallint  not null,
  state         smallint  not null check (state between 0 and 6),
  bits          smallint  not null default 0,
  is_contrary   smallint  not null default 0,           -- 1 = evidence or outcomes contradict each other
  segments      smallint  not null default 1,           -- segments that a carrier bills
  ref           text
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

create index attempts_submitting on attempts (worker) where state = 0;
create index attempts_uncertain on attempts (provider) where state = 4;
create index attempts_ref on attempts (ref) where ref is not null;
create index attempts_errors on attempts (campaign) where error is not null or vendor_error is not null;
-- only on PostgreSQL
create index attempts_submitted_at on attempts using brin (submitted_at) with (pages_per_range = 32, autosummarize = on);
-- end
-- only on SQLite
create index attempts_submitted_at on attempts (submitted_at);
-- end

create table budgets (
  campaign  integer  primary key references campaigns,
  currency  text     not null,
  micros    bigint   not null check (micros >= 0),      -- limit, in millionths of the currency
  spent     bigint   not null default 0 check (spent >= 0),
  wanted    bigint,                                     -- cost of the cheapest message that was refused
  changes   text     not null default '[]'              -- JSON: at, actor, reason, micros
);

create table workers (
  id           integer   generated always as identity primary key,
  live_until   bigint    not null,                      -- by the lease clock
  is_gone      smallint  not null default 0,            -- 1 = stopped, or its attempts were recovered; such a worker never returns
  incarnation  text      not null,
  role         text      not null check (role in ('worker', 'receiver')),
  version      text      not null,
  providers    text      not null default '[]',         -- JSON: providers that it can send through or receive from
  config       text      not null default '',           -- hash of its configuration
  refused      text      not null default '{}',         -- JSON: error code → count
  process      text,                                    -- boot, namespace, number, start: detects a crash before the lease expires
  unique (incarnation, role)
) with (fillfactor = 50);

create table providers (
  provider       integer           primary key references strings,
  faults         integer           not null default 0,  -- consecutive closings
  faulty_since   bigint            not null default 0,  -- time of the first of these closings
  failures       integer           not null default 0,  -- consecutive outcomes that only a fault of the provider explains
  closed_until   bigint            not null default 0,
  report_at       bigint,                               -- last heartbeat of a receiver
  live_report_at  bigint,                               -- the same, by the lease clock
  slow_from      bigint,                                -- when the rate starts to rise
  slow_since     bigint,                                -- first throttle of this episode
  slow_rate      double precision,                      -- messages per second until slow_from; null = never throttled
  slow_step      double precision,                      -- increase per second
  slow_top       double precision,                      -- rate at which the limit ends: configured or measured
  is_probing     smallint          not null default 0,  -- 1 = a single test message is in flight
  reason         text
) with (fillfactor = 50);

create table permits (
  name     text              primary key,                 -- a provider, or a count of the guard of send()
  next_at  double precision  not null default 0
) with (fillfactor = 50);

create table gaps (
  id             integer  generated always as identity primary key,
  provider       integer  not null references strings,
  from_at        bigint   not null,
  to_at          bigint,
  reconciled_at  bigint,
  is_lost        smallint not null default 0
);

create unique index gaps_open on gaps (provider) where to_at is null;

create table outbox (
  id        bigint    generated always as identity primary key,
  attempt   bigint    not null,
  at        bigint    not null,
  provider  integer   not null,
  channel   smallint  not null,
  address   text      not null,
  content   text      not null                          -- JSON
);

create index outbox_attempt on outbox (attempt);
create index outbox_master on outbox (substr(address, 1, 13)) where substr(address, 1, 4) = '~1.m';

create table inbox (
  id           bigint    generated always as identity primary key,
  received_at  bigint    not null,
  occurred_at  bigint    not null,
  attempt      bigint    not null default 0,
  raw          bigint    not null default 0,
  provider     integer   not null,
  error        integer   not null default 0,            -- string: the vendor's code
  fold         smallint  not null check (fold between 0 and 3),
  folds        smallint  not null default 0,            -- failed tries
  type         smallint  not null check (type between 0 and 2),  -- 0 receipt, 1 reply, 2 signal
  bit          smallint  not null default 0,            -- evidence of a receipt
  quality      smallint  not null default 0,
  has_detail   smallint  not null default 0,            -- signals: 1 = the item has a detail, which retention erases
  ref          text,
  dedupe       text,                                    -- hash of the reported fact, or of its nonce
  item         text                                     -- replies and signals: JSON of the parsed content
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

create unique index inbox_dedupe on inbox (dedupe) where dedupe is not null;
create index inbox_unmatched on inbox (ref) where fold = 2 and ref is not null;
create index inbox_unmatched_at on inbox (received_at) where attempt = 0 and type <> 1;
create index inbox_new on inbox (received_at) where fold = 0;
create index inbox_receipts on inbox (attempt) where type = 0;
create index inbox_signals on inbox (attempt) where type = 2;
create index inbox_replies_master on inbox (substr(item, strpos(item, '"from":"~1.m') + 8, 13))
  where strpos(item, '"from":"~1.m') > 0;
create index inbox_hints_master on inbox (substr(item, strpos(item, '"detail":"~1.m') + 10, 13))
  where strpos(item, '"detail":"~1.m') > 0;

create table raw (
  id     bigint   primary key,
  bytes  bytea    not null,
  digest text     not null,                             -- SHA-256 in hex of the request as received
  facts  integer  not null                              -- number of stored facts from this request
);

create index raw_master on raw (substr(bytes, 1, 13)) where substr(bytes, 1, 4) = '\x7e312e6d'::bytea;

-- calls that applications wrote in their own transactions
create table requests (
  id           bigint    generated always as identity primary key,
  received_at  bigint    not null,
  tries        smallint  not null default 0,            -- failed tries; after three the request is set aside
  why          text,                                    -- error code, if the request was refused and set aside; null = it failed
  body         text      not null                       -- JSON of a StoreRequest
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

create index requests_new on requests (id) where tries < 3;

create table acknowledgements (
  id            bigint    primary key,
  enrollment    bigint    not null,                     -- 0 = no recipient with this key is enrolled yet
  occurred_at   bigint    not null,
  received_at   bigint    not null,
  answer        integer   not null references strings,
  channel       smallint,                               -- channel of the contact that was used; null = none
  strength      smallint  not null,
  is_revoke     smallint  not null,
  is_late       smallint  not null default 0,
  wrong_factor  smallint  not null default 0,           -- 1 = the answer to the campaign's question was wrong
  tenant        text      not null default '',
  key           text,
  event         text,                                   -- value of `on`
  method        text      not null,
  source        text      not null,
  source_id     text      not null,
  shown         text                                    -- JSON
);

create index acknowledgements_enrollment on acknowledgements (enrollment, id) where enrollment > 0;
create index acknowledgements_early on acknowledgements (key, tenant) where enrollment = 0;

create table suppressions (
  id          bigint    generated always as identity primary key,
  created_at  bigint    not null,
  expires_at  bigint,
  removed_at   bigint,
  channel     smallint  not null,
  tenant      text      not null default '',
  digest      text      not null,
  purpose     text      not null default '',            -- '' = every purpose
  reason      text      not null,
  actor       text      not null
);

create unique index suppressions_active on suppressions (digest, channel, tenant, purpose, reason) where removed_at is null;

create table forgotten_recipients (
  at       bigint  not null,
  through  bigint  not null,                            -- inbox: position of the scan; -1 = finished
  until    bigint  not null,                            -- inbox: last id when the recipient was erased
  digest   text    primary key,                         -- keyed hash of tenant and recipient key
  actor    text    not null,
  reason   text    not null
);

create index forgotten_recipients_open on forgotten_recipients (through) where through >= 0;

create table replies (
  id           bigint    generated always as identity primary key,
  inbox        bigint    not null,
  enrollment   bigint    not null,                      -- 0 = no recipient
  received_at  bigint    not null,
  campaign     integer   not null,                      -- campaign of the enrollment
  status       smallint  not null check (status between 0 and 8),  -- REPLY_STATUSES
  is_told      smallint  not null default 0,            -- 1 = the sender got an answer; 2 = the confirmation of a STOP is pending
  digest       text                                     -- hash of the sender, if no recipient was found, a STOP is possible, or is_told = 2
);

create index replies_enrollment on replies (enrollment, status);
create index replies_campaign on replies (campaign, id);
create index replies_unclear on replies (campaign, id) where status in (2, 3, 8);
create index replies_owed on replies (received_at) where is_told = 2;

create table events (
  id          bigint    primary key,
  -- only on PostgreSQL
  xid         xid8      not null default pg_current_xact_id(),
  -- end
  enrollment  bigint    not null,                       -- 0 = the whole campaign
  at          bigint    not null,
  attempt     bigint    not null,
  prev        bigint    not null,                       -- the recipient's previous event
  source      bigint    not null default 0,             -- attempt: in raw; refused row: in refusals; otherwise: in acknowledgements
  campaign    integer   not null,
  ver         integer   not null,                       -- numbers an enrollment's events and proves their order
  provider    integer   not null,
  extra       integer   not null,                       -- attempt: quality; seal: its number; otherwise a string: answer, author or reason
  kind        smallint  not null,
  step        smallint  not null,
  cause       smallint  not null,
  content     text
);

-- only on PostgreSQL
create index events_xid on events (xid);
-- end

create table seals (
  campaign  integer  not null,
  number    integer  not null,                          -- starts at 1 in each campaign
  at        bigint   not null,
  leaves    integer  not null,
  root      text     not null,
  chain     text     not null,                          -- hash of this seal and the previous chain value
  content   bytea    not null,
  primary key (campaign, number)
);

create table leases (
  name         text    primary key,
  owned_until  bigint  not null,                        -- by the lease clock
  due_at       bigint,
  owner        text    not null,
  data         text
);

create table incidents (
  id           bigint   generated always as identity primary key,
  started_at   bigint   not null,
  ended_at     bigint,
  campaign     integer  not null,
  provider     integer  not null,
  kind         text     not null,
  destination  text     not null,
  figures      text     not null,                        -- JSON
  notes        text     not null                         -- JSON
);

create unique index incidents_open on incidents (campaign, kind, provider, destination) where ended_at is null;
