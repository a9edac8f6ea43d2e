-- 0015  led lanes: who leads the people of a lane over another provider.
--
-- Why by source: the watch that trusts a provider again takes back its own way, never an operator's.
-- Safe while older workers run: yes, but they know one way only; finish the upgrade before leading by hand.

alter table lanes add column leads text not null default '{}';  -- JSON: source → provider, actor, reason

update lanes set leads = json_object('watch', json_object('provider', provider, 'actor', coalesce(actor, 'relance'),
  'reason', coalesce(reason, 'led before this version'))) where provider <> planned;
