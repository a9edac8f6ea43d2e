-- 0014  led lanes: who leads the people of a lane over another provider.
-- Oldest worker that can live with it: 6
--
-- Why by source: the watch that trusts a provider again takes back its own way, never an operator's. Older workers know
-- one way only; finish the upgrade before leading by hand.

alter table lanes add column leads text not null default '{}';  -- JSON: source → provider, actor, reason

update lanes set leads = json_build_object('watch', json_build_object('provider', provider,
  'actor', coalesce(actor, 'relance'), 'reason', coalesce(reason, 'led before this version')))::text
  where provider <> planned;
