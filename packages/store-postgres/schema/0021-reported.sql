-- 0021  reported: what far ends said about one person, and the codes with which messages of a campaign failed.
-- Oldest worker that can live with it: 6
--
-- Why partial: messages that did not fail have no entry, so that sending and delivering write nothing more. Why not the
-- evidence: what it stands for changes with every receipt, and each change would then write the row anew. Codes that came
-- with receipts stand beside the message from here on. Building reads both tables once; writes to them wait meanwhile.

-- Serves errors.ts.
create index attempts_errors on attempts (campaign) where error is not null or vendor_error is not null;
-- Serves receipts.ts.
create index inbox_receipts on inbox (attempt) where type = 0;
