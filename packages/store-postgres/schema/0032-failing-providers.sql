-- 0032  failing providers: one that answers nobody rests like one whose account refuses.
-- Oldest worker that can live with it: 31
--
-- Why beside `faults`: these are closings, `failures` are outcomes in a row from which nothing can be learnt but that it does
-- not work. The first that it takes, or refuses for the sake of its receiver, ends them.
-- Older workers count nothing, and keep to what is closed.

alter table providers add column failures int not null default 0;
