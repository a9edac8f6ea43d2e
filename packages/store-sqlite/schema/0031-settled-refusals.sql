-- 0031  settled refusals: rows that were refused, and whose person was enrolled or refused once more since.
--
-- Why they stay: an event tells of each refused row, and reads its key and line here, so that forgetting somebody finds one
-- place. The list of the unreached leaves them out, and their addresses are gone.
-- Safe while older workers run: yes (they delete such rows; the event then says why, and no more whom it was about).

alter table refusals add column settled integer not null default 0;  -- 1 = nobody phones for it any more
