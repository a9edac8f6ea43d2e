-- 0029  recall refs: the id by which a message is called back, where its person was forgotten and it was made of the number.
-- Oldest worker that can live with it: 19
--
-- Why here: the row is gone once that is over, and the id with it. Older workers ask nobody about such a message.

alter table recalls add column ref text;               -- null = that of the attempt
