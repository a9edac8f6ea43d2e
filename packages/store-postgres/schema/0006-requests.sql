-- 0006  requests: what applications wrote down in their own transactions, until it is carried out.
-- Oldest worker that can live with it: 6
--
-- One insert is all that ever happens here inside a foreign transaction: no lock of ours, one text. A row goes with its
-- effect, in one transaction, so that it is carried out once. An older worker would send to people who have answered.

create table requests (
  id           bigint    generated always as identity primary key,
  received_at  bigint    not null,
  tries        smallint  not null default 0,          -- that failed; three set it aside
  body         text      not null                     -- JSON of a StoreRequest
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

-- Serves carrying-out.ts, watermark.ts, claim.ts: what was set aside is out of the way.
create index requests_new on requests (id) where tries < 3;

-- Serves fold.ts: the answer of a send and its receipt that were committed side by side.
create index inbox_unmatched_at on inbox (received_at) where fold = 2 and ref is not null;
