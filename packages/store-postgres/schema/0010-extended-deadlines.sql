-- 0010  extended deadlines: how late an operator moved the deadline of a campaign.
-- Oldest worker that can live with it: 6
--
-- Why on the campaign: whoever is enrolled afterwards has the new deadline too, and the ledger says so without a scan.
-- Whom an older worker enrolls meanwhile keeps the deadline of the campaign's file.

alter table campaigns add column extended bigint not null default 0;  -- 0 = nobody moved it
