-- 0011  extended deadlines: how late an operator moved the deadline of a campaign.
--
-- Why on the campaign: whoever is enrolled afterwards has the new deadline too, and the ledger says so without a scan.
-- Safe while older workers run: yes, but whom they enroll meanwhile keeps the deadline of the campaign's file.

alter table campaigns add column extended integer not null default 0;  -- 0 = nobody moved it
