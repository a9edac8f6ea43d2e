-- 0022  reported: what far ends said about one person, and the codes with which messages of a campaign failed.
--
-- Why partial: messages that did not fail have no entry, so that sending and delivering write nothing more. Codes that came
-- with receipts stand beside the message from here on; those of before stand in the inbox alone.
-- Safe while older workers run: yes (new indexes only; the codes of receipts that they fold are not counted).

-- Serves errors.ts.
create index attempts_errors on attempts (campaign, provider, error, vendor_error, channel, bits, first_final, submitted_at)
  where error is not null or vendor_error is not null;
-- Serves receipts.ts.
create index inbox_receipts on inbox (attempt) where type = 0;
