-- 0009  attempts by time: which messages left within a few minutes.
-- Oldest worker that can live with it: 6
--
-- Why of this kind: attempts are written in the order of time and the instant never changes, so a block range index of a
-- few pages finds a minute among millions, and writing an attempt costs nothing more. Building it reads the table once.

-- Serves turnout.ts.
create index attempts_submitted_at on attempts using brin (submitted_at) with (pages_per_range = 32, autosummarize = on);
