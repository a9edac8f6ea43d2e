-- 0004  inbox: what the outside told us, as received, and what people answered.
-- Oldest worker that can live with it: 1
--
-- Stored before anybody is told "received" (R2, R6b). `fold` is 0 new, 1 applied, 2 unmatched, 3 quarantined.

create table inbox (
  id           bigint    generated always as identity primary key,
  received_at  bigint    not null,
  occurred_at  bigint    not null,
  attempt      bigint    not null default 0,
  raw          bigint    not null default 0,
  provider     integer   not null,
  error        integer   not null default 0,          -- word: the far end's code
  fold         smallint  not null check (fold between 0 and 3),
  folds        smallint  not null default 0,          -- tries that failed
  type         smallint  not null check (type between 0 and 2),  -- 0 receipt, 1 reply, 2 signal
  bit          smallint  not null default 0,          -- receipts: the evidence
  quality      smallint  not null default 0,
  ref          text,
  dedupe       text,                                  -- the provider's event id, else a hash of the meaning
  item         text                                   -- replies and signals: JSON of what was read
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

-- Serves record.ts (R1).
create unique index inbox_dedupe on inbox (dedupe) where dedupe is not null;
-- Serves settle.ts and fold.ts: receipts that came before the answer.
create index inbox_unmatched on inbox (ref) where fold = 2 and ref is not null;
-- Serves escalate.ts and audit.ts (the watermark), fold.ts.
create index inbox_new on inbox (received_at) where fold = 0;
-- Serves read.ts, list.ts: hints about an attempt.
create index inbox_signals on inbox (attempt) where type = 2;

create sequence raw_ids increment by 100;

create table raw (
  id     bigint  primary key,
  bytes  bytea   not null
);

create sequence acknowledgement_ids increment by 100;

create table acknowledgements (
  id           bigint    primary key,
  enrollment   bigint    not null,                    -- 0 = nobody of that key is enrolled yet
  occurred_at  bigint    not null,
  received_at  bigint    not null,
  campaign     integer   not null default 0,          -- 0 = any
  answer       integer   not null references words,
  strength     smallint  not null,
  is_revoke    smallint  not null,
  is_late      smallint  not null default 0,
  wrong_factor  smallint  not null default 0,          -- the answer to the campaign's question was wrong
  tenant       text      not null default '',
  key          text,
  event        text,                                  -- `on`
  method       text      not null,
  source       text      not null,
  source_id    text      not null,
  shown        text                                   -- JSON
);

-- Serves answers.ts, read.ts.
create index acknowledgements_enrollment on acknowledgements (enrollment, id) where enrollment > 0;
-- Serves enroll.ts and acknowledge.ts: early acknowledgements.
create index acknowledgements_early on acknowledgements (key, tenant) where enrollment = 0;

create table suppressions (
  id          bigint    generated always as identity primary key,
  created_at  bigint    not null,
  expires_at  bigint,
  lifted_at   bigint,
  channel     smallint  not null,
  tenant      text      not null default '',
  digest      text      not null,
  purpose     text      not null default '',          -- '' = every purpose
  reason      text      not null,
  source      text      not null
);

-- Serves suppress.ts, enroll.ts, claim.ts.
create unique index suppressions_active on suppressions (digest, channel, tenant, purpose, reason) where lifted_at is null;

-- What people wrote back, by person: a reply may concern several enrollments of one phone, or none. The text stays in
-- the inbox.
create table replies (
  id           bigint    generated always as identity primary key,
  inbox        bigint    not null,
  enrollment   bigint    not null,                    -- 0 = nobody who is enrolled
  received_at  bigint    not null,
  campaign     integer   not null,                    -- of the enrollment
  status       smallint  not null check (status between 0 and 7),  -- REPLY_STATUSES
  is_told      smallint  not null default 0           -- the sender was given an answer
);

-- Serves replying.ts (one answer of a kind a day), read.ts.
create index replies_enrollment on replies (enrollment, status);
-- Serves replies.ts.
create index replies_campaign on replies (campaign, id);
-- Serves replies.ts: what a person must read.
create index replies_unclear on replies (campaign, id) where status in (2, 3);
