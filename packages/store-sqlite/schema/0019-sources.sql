-- 0019  sources: what an event comes from, and what was sent.
--
-- Why on the event: it says which bytes or which answer it follows from, and holds the commitment that the sender made to
-- the message, in the transaction that learned it and for ever. None of this is personal data.
-- Safe while older workers run: yes (what they write names no source).

alter table events add column source integer not null default 0;  -- of an attempt: raw; else: acknowledgement
alter table events add column content text;
