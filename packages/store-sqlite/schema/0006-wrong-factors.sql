-- 0006  wrong factors: answers to the campaign's question that were wrong.
--
-- Counted per person under the row's lock, so that many guesses at once are as many guesses (`FACTOR_TRIES`).
-- Safe while older workers run: yes (a column with a default).

alter table acknowledgements add column wrong_factor integer not null default 0;
