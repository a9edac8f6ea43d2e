-- 0028  unplaced replies: those of strangers, by when they came in.
-- Oldest worker that can live with it: 19
--
-- Why partial: replies of people who are known have no entry. The walk over what was placed with nobody looked through all
-- of them at each slice. Building reads the table once; writes to it wait meanwhile.

-- Serves unplaced.ts and strangers.ts.
create index replies_unplaced on replies (inbox) where enrollment = 0;
