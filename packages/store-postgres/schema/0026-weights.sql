-- 0026  weights: how much a campaign takes of a provider that it shares with others.
-- Oldest worker that can live with it: 19
--
-- Why of the campaign, and not of each lane (`lanes.weight` was never read): it is one number for all of its steps.
-- Older workers share evenly.

alter table campaigns add column weight smallint not null default 1 check (weight between 0 and 100);  -- 0 = as the heaviest beside it
update campaigns set weight = 0 where name = 'send';  -- single messages wait behind nobody
