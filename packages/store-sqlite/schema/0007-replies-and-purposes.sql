-- 0007  replies and purposes: what people wrote back, by person; what a suppression is for.
--
-- Why a table of its own: a reply may concern several enrollments of one phone, or none, and people must find the ones
-- that no rule understood. The text stays in the inbox. A rule is for one purpose, or with '' for all of them.
-- Safe while older workers run: yes (a new table, a column with a default, a wider unique index).

create table replies (
  id           integer  primary key autoincrement,
  inbox        integer  not null,
  enrollment   integer  not null,                     -- 0 = nobody who is enrolled
  campaign     integer  not null,                     -- of the enrollment
  status       integer  not null check (status between 0 and 7),  -- REPLY_STATUSES
  received_at  integer  not null,
  is_told      integer  not null default 0            -- the sender was given an answer
) strict;

-- Serves replying.ts (one answer of a kind a day), read.ts.
create index replies_enrollment on replies (enrollment, status);
-- Serves replies.ts.
create index replies_campaign on replies (campaign);
-- Serves replies.ts: what a person must read.
create index replies_unclear on replies (campaign) where status in (2, 3);

alter table suppressions add column purpose text not null default '';
drop index suppressions_active;
-- Serves suppress.ts, enroll.ts, claim.ts.
create unique index suppressions_active on suppressions (digest, channel, tenant, purpose, reason) where lifted_at is null;

-- Serves read.ts, list.ts: hints about an attempt.
create index inbox_signals on inbox (attempt) where type = 2;
