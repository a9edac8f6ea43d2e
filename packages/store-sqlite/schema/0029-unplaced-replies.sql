-- 0029  unplaced replies: those of strangers, by when they came in.
--
-- Why partial: replies of people who are known have no entry. The walk over what was placed with nobody looked through all
-- of them at each slice.
-- Safe while older workers run: yes (a new index only).

-- Serves unplaced.ts and strangers.ts.
create index replies_unplaced on replies (enrollment, inbox) where enrollment = 0;
