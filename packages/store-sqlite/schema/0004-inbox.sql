-- 0004  inbox: what the outside told us, as received, and what people answered.
--
-- Stored before anybody is told "received" (R2, R6b). `fold` is 0 new, 1 applied, 2 unmatched, 3 quarantined.
-- Safe while older workers run: yes (new objects only).

create table inbox (
  id           integer  primary key autoincrement,
  provider     integer  not null,
  received_at  integer  not null,
  occurred_at  integer  not null,
  fold         integer  not null check (fold between 0 and 3),
  folds        integer  not null default 0,           -- tries that failed
  attempt      integer  not null default 0,
  ref          text,
  dedupe       text,                                  -- the provider's event id, else a hash of the meaning
  raw          integer  not null default 0,
  type         integer  not null check (type between 0 and 2),  -- 0 receipt, 1 reply, 2 signal
  bit          integer  not null default 0,           -- receipts: the evidence
  quality      integer  not null default 0,
  error        integer  not null default 0,           -- word: the far end's code
  item         text                                   -- replies and signals: JSON of what was read
) strict;

-- Serves record.ts (R1).
create unique index inbox_dedupe on inbox (dedupe) where dedupe is not null;
-- Serves settle.ts: receipts that came before the answer.
create index inbox_unmatched on inbox (ref) where fold = 2 and ref is not null;
-- Serves escalate.ts and audit.ts (the watermark), fold.ts.
create index inbox_new on inbox (received_at) where fold = 0;

create table raw (
  id     integer  primary key autoincrement,
  bytes  blob     not null
) strict;

create table acknowledgements (
  id           integer  primary key autoincrement,
  enrollment   integer  not null,                     -- 0 = nobody of that key is enrolled yet
  prev         integer  not null default 0,           -- the person's acknowledgement before
  tenant       text     not null default '',
  campaign     integer  not null default 0,           -- 0 = any
  key          text,
  event        text,                                  -- `on`
  answer       integer  not null references words,
  method       text     not null,
  strength     integer  not null,
  occurred_at  integer  not null,
  received_at  integer  not null,
  source       text     not null,
  source_id    text     not null,
  is_revoke    integer  not null,
  is_late      integer  not null default 0,
  shown        text                                   -- JSON
) strict;

-- Serves enroll.ts and acknowledge.ts: early acknowledgements.
create index acknowledgements_early on acknowledgements (key, tenant) where enrollment = 0;

create table suppressions (
  id          integer  primary key,
  tenant      text     not null default '',
  channel     integer  not null,
  digest      text     not null,
  reason      text     not null,
  source      text     not null,
  created_at  integer  not null,
  expires_at  integer,
  lifted_at   integer
) strict;

-- Serves suppress.ts, enroll.ts, claim.ts.
create unique index suppressions_active on suppressions (digest, channel, tenant, reason) where lifted_at is null;
