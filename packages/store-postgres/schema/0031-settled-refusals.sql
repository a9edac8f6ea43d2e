-- 0031  settled refusals: rows that were refused, and whose person was enrolled or refused once more since.
-- Oldest worker that can live with it: 31
--
-- Why they stay: an event tells of each refused row, and reads its key and line here, so that forgetting somebody finds one
-- place. The list of the unreached leaves them out, and their addresses are gone.
-- An older worker gives them no number: it stops.

alter table refusals add column settled smallint not null default 0;  -- 1 = nobody phones for it any more
alter table refusals alter column id drop identity;                   -- the event names the row before it is written
create sequence refusal_ids increment by 100;
select setval('refusal_ids', greatest(max(id), 1)) from refusals;
