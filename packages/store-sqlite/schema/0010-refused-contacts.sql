-- 0010  refused contacts: the addresses of a refused row that could be read.
--
-- Why: whoever phones those who were not enrolled needs a number, and the row was refused for something else.
-- Safe while older workers run: yes (a column that they leave empty).

alter table refusals add column contacts text;                          -- JSON; null = none could be read
