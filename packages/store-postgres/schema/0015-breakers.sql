-- 0015  breakers: a provider whose account was at fault is tried again with one message, not with all that wait.
--
-- Why beside `closed_until`: a far end at its limit closes a provider too, and opens by itself. `faults` counts refusals
-- of the account since it last worked; while there are any, the provider is half open once its hold is over.
-- Safe while older workers run: yes; they try it with all that wait, as before.

alter table providers add column faults integer not null default 0;
alter table providers add column is_probing smallint not null default 0;  -- the one message is under way
