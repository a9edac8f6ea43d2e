-- 0008  refused contacts: the addresses of a refused row that could be read.
-- Oldest worker that can live with it: 6
--
-- Why: whoever phones those who were not enrolled needs a number, and the row was refused for something else.

alter table refusals add column contacts text;  -- JSON; null = none could be read
