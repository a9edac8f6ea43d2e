-- Schema 30: one set of verbs over two databases.
-- Oldest worker that can live with it: 30

alter table workers alter column providers drop default;
alter table workers alter column providers type text using array_to_json(providers)::text;
alter table workers alter column providers set default '[]';  -- JSON

-- what was folded and what was added since, in one snapshot
create view all_counters as select campaign, kind, step, provider, a, b, n from counters
  union all select campaign, kind, step, provider, a, b, n::bigint from counter_deltas;
create view all_bins as select campaign, at, provider, channel, part, bin, n from bins
  union all select campaign, at, provider, channel, part, bin, n::bigint from bin_deltas;
