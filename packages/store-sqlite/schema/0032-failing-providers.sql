-- 0032  failing providers: one that answers nobody rests like one whose account refuses.
--
-- Why beside `faults`: these are closings, `failures` are outcomes in a row from which nothing can be learnt but that it does
-- not work. The first that it takes, or refuses for the sake of its receiver, ends them.
-- Safe while older workers run: yes; they count nothing, and keep to what is closed.

alter table providers add column failures integer not null default 0;
